import { requestReceived } from '@vitne/contracts/catalogue/request-intake-events';
import { timestampSchema } from '@vitne/contracts/event-definition';
import { isIdentityNeeded, requestTypeSchema } from '@vitne/contracts/law/requests';
import { purposeById } from '@vitne/contracts/statement/statement-index';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import { knownPerson, personOf, personReferenceSchema } from '@vitne/service-kit/person-reference';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { knownEmail } from './answer-address.ts';
import { correctionsSchema, unlistedField } from './asked-corrections.ts';
import { dueOnReceipt } from './domain/due-date.ts';
import { request } from './domain/request.ts';
import type { CommandNamed, RequestRejection } from './domain/request-commands.ts';
import { detailMisplaced } from './domain/request-receipt.ts';
import type { RequestState } from './domain/request-state.ts';
import { type ImmediateClock, immediateClocks, type RightsGiven, rightsGiven } from './domain/rights-given.ts';
import { startCheck } from './identity-commands.ts';

/** A request as a member of staff or a system hands it in. */
export const receiptSchema = z.strictObject({
  person: personReferenceSchema.describe('Who asks: an identifier, or the person id that Vitne answered with.'),
  contact: requestReceived.personal.contact.fields.optional().describe('Where the answer goes; sealed.'),
  requestType: requestTypeSchema,
  text: z.string().trim().min(1).max(10_000).optional().describe('What the person wrote or said; sealed.'),
  receivedThrough: requestReceived.facts.shape.receivedThrough,
  directMarketing: z
    .boolean()
    .optional()
    .describe('Of an objection: whether it is against direct marketing, if it is said.'),
  purposes: requestReceived.facts.shape.purposes.describe(
    'Of a withdrawal: the purposes whose consent is taken back. It takes effect at once.',
  ),
  corrections: correctionsSchema
    .optional()
    .describe('Of a rectification: what is wrong and what is right, field by field; each field is answered by itself.'),
  language: requestReceived.facts.shape.language.describe('In which language the person is written to.'),
  received: timestampSchema.optional().describe('When it reached the organisation; now when left out, never later.'),
});
/** `reading` and `isReply` are known of mails only, which no caller of the API sends as such. */
export type Receipt = z.infer<typeof receiptSchema> & Pick<CommandNamed<'receive'>, 'reading'> & { isReply?: boolean };

/** The request as received, and what whoever takes care of it should know of the rights behind it. */
export type ReceivedRequest = { received: RequestState; rightsGiven: RightsGiven; immediate: ImmediateClock[] };
export type ReceiptResult = CommandResult<ReceivedRequest, RequestRejection | 'no-statement' | 'not-in-statement'>;

/** Receives a request, whichever door it came through. Its id is the command's, so a repeat finds it again. */
export async function receiveRequest(
  context: ServiceContext,
  commanded: Commanded,
  receipt: Receipt,
): Promise<ReceiptResult> {
  const inForce = await context.statements.inForce(commanded.tenant);
  if (!inForce)
    return rejected('no-statement', 'No privacy statement is published yet, so it is not known what was promised.');
  const { requestType, receivedThrough, text, reading, directMarketing, purposes, corrections, language } = receipt;
  const unknown = purposes?.find((purpose) => !purposeById(inForce.statement, purpose));
  if (unknown !== undefined) return rejected('not-in-statement', `The statement in force has no purpose ${unknown}.`);
  const unlisted = unlistedField(inForce.statement, corrections ?? []);
  if (unlisted !== undefined) return rejected('not-in-statement', unlisted);
  const { now } = commanded;
  const received = receipt.received ?? now;
  const terms = {
    zone: inForce.statement.statement.timeZone,
    answerWithin: inForce.statement.requests.answerWithin,
  };
  const due = dueOnReceipt(requestType, received, terms, now);
  // Asked before the person is looked up, because looking up remembers the person, and nothing refused may.
  if ('rejected' in due) return { outcome: 'rejected', rejection: due.rejected };
  const misplaced = detailMisplaced(receipt);
  if (misplaced) return { outcome: 'rejected', rejection: misplaced.rejected };
  const asksByItself = isAskedByItself(
    receipt,
    commanded,
    await knownPerson(context.vault, commanded.tenant, receipt.person),
  );
  const person = await personOf(context.vault, commanded.tenant, receipt.person);
  const id = commanded.commandId;
  const contact = contactOf(receipt);
  const result = await context.execute(
    request,
    { ...commanded, statementVersion: inForce.version },
    { entity: 'request', id },
    {
      command: 'receive',
      request: id,
      person,
      requestType,
      receivedThrough,
      received,
      terms,
      reading,
      contact,
      knownEmail: contact?.email === undefined ? await knownEmail(context, commanded.tenant, person) : undefined,
      text,
      directMarketing,
      purposes,
      corrections,
      language,
      now,
    },
  );
  if (result.outcome === 'rejected') return result;
  // The sender of a mail that comes again is known by then through its first copy, which says nothing.
  if (asksByItself && (receivedThrough === 'portal' || result.outcome === 'recorded')) {
    await startCheck(context, commanded, { request: id, person, language, claimedEmail: claimedEmail(receipt) });
  }
  const { statement } = inForce;
  const state = {
    received: result.state,
    rightsGiven: rightsGiven(statement, requestType),
    immediate: immediateClocks(statement, requestType, due),
  };
  return { ...result, state };
}

/** Who asked in the portal or by e-mail can be answered at the address that they gave, unless they give another one. */
const contactOf = (receipt: Receipt): Receipt['contact'] => {
  const { contact, receivedThrough } = receipt;
  if (receivedThrough !== 'portal' && receivedThrough !== 'email') return contact;
  const email = claimedEmail(receipt);
  return email !== undefined && contact?.email === undefined ? { ...contact, email } : contact;
};

/**
 * Whether whoever asks is asked to prove it at once: in the portal; and by a mail whose sender was known before it came, which
 * says without doubt what it asks for and answers no other mail. A stranger, or a machine that answers what we send, gets a
 * code only if staff ask for one; so mails never go back and forth by themselves.
 */
const isAskedByItself = (
  { requestType, receivedThrough, reading, isReply }: Receipt,
  { actor }: Commanded,
  known: string | undefined,
): boolean =>
  isIdentityNeeded(requestType) &&
  (receivedThrough === 'portal' ||
    (receivedThrough === 'email' &&
      (actor.startsWith('system:') || actor === 'anonymous:mailbox') &&
      known !== undefined &&
      reading?.typeRead !== 'unclear' &&
      isReply !== true));

/** The address that was claimed, if it can be one. */
function claimedEmail({ person }: Receipt): string | undefined {
  if (!('kind' in person) || person.kind !== 'email') return undefined;
  return z.email().safeParse(person.value).data;
}

const rejected = <Code extends string>(code: Code, detail: string) =>
  ({ outcome: 'rejected', rejection: { code, detail } }) as const;

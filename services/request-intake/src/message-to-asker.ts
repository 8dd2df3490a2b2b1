import { answerAddressKept } from '@vitne/contracts/catalogue/request-address-events';
import { isEnquiryAnswer } from '@vitne/contracts/catalogue/request-enquiry-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { Statement } from '@vitne/contracts/statement/schema';
import { countDocuments } from '@vitne/projector/documents';
import { platformOpener } from '@vitne/service-kit/consult';
import { derivedId } from '@vitne/service-kit/derived-id';
import { evidenceLink, verifyingPage } from '@vitne/service-kit/evidence-link';
import { mailOnBehalf } from '@vitne/service-kit/mail-on-behalf';
import { type MailToPerson, mailToPerson } from '@vitne/service-kit/mail-to-person';
import type { ServiceContext } from '@vitne/service-kit/service';
import { emailKeptFor } from './answer-address.ts';
import { correctionsOf } from './asked-corrections.ts';
import { dueAfterExtension } from './domain/due-date.ts';
import { isAnswer, oneOfAKind } from './domain/request-telling.ts';
import type { WithProof } from './mails/answer-with-proof.ts';
import { type PrivateWords, requestMessageMail } from './mails/request-message.ts';
import type { WaitingMessage } from './projections/request-messages.ts';
import { type RequestDocument, requestsProjection } from './projections/requests.ts';

/** Matters whose free text is about the person, so that it goes to nobody but the person. */
const aboutThePerson = ['answer', 'refusal', 'fee', 'lifting'];

/**
 * Writes to whoever asked, at the address of the request, or else at the newest one that the person gave elsewhere; where
 * those were destroyed meanwhile, at the one that was kept for the request alone. What
 * was written about the person goes to an address only if it is settled that the person asks, or if the address is known
 * to lead to the person: an address that a stranger may have made up gets the words of the law alone.
 * @throws {MailUnavailable | VaultUnavailable} when an engine is away.
 */
export async function messageToAsker(
  context: ServiceContext,
  tenant: Tenant,
  { message, matter, person }: WaitingMessage,
  { request, statement }: { request: RequestDocument; statement: Statement },
): Promise<MailToPerson> {
  const given = await opened(context, tenant, request, ({ eventType }) => eventType === 'request.received.v1');
  // An address that was given with the request goes with what else is kept of the person; the one that was kept for it stays.
  const isDestroyed = given['contact'] === 'destroyed';
  const kept = await emailKeptFor(context, tenant, request);
  const email = textIn(given['contact'], 'email') ?? (isDestroyed ? kept : undefined);
  const words = await wordsOf(context, tenant, request, message);
  const mayHoldWords =
    !aboutThePerson.includes(matter) ||
    request.identity !== undefined ||
    request.refused?.reason === 'identity-not-established' ||
    email === undefined ||
    (await context.vault.findPerson(tenant, { kind: 'email', value: email })) === person;
  const mail = {
    request,
    matter,
    words: mayHoldWords ? words : { items: {} },
    instead: message !== oneOfAKind.answer && isAnswer(message),
    othersAreOpen: request.erasing !== undefined && (await othersAreOpen(context, tenant, request)),
    extendedTo: extendedTo(context, request),
    toThePerson: mayHoldWords,
    enquiry: isEnquiryAnswer(message),
    withProof:
      mayHoldWords && answers(matter) && !isEnquiryAnswer(message)
        ? await withProof(context, tenant, request, person)
        : undefined,
  };
  const written = {
    tenant,
    person,
    statement,
    reference: `${request.request} ${message}`,
    compose: (language: 'nb' | 'en') => requestMessageMail(statement, mail, language),
  };
  const writeTo = (to: string): Promise<MailToPerson> => {
    const language = request.language ?? statement.statement.languages[0] ?? 'nb';
    const id = derivedId(tenant, person, written.reference);
    return mailOnBehalf(context.mail, { statement, to, language, words: written.compose(language), id });
  };
  if (email !== undefined) return writeTo(email);
  const elsewhere = await mailToPerson(context, written);
  const isUnknown = elsewhere.outcome === 'failed' && elsewhere.failure.reason === 'no-address';
  if (elsewhere.outcome !== 'gone' && !isUnknown) return elsewhere;
  if (kept !== undefined) return writeTo(kept);
  // An address that was given with the request and does not open any more is destroyed.
  return isDestroyed ? { outcome: 'gone' } : elsewhere;
}

/** Whether something else that the person asked for is to be answered at an address that outlasts an erasure for that. */
async function othersAreOpen({ db }: ServiceContext, tenant: Tenant, { request, person }: RequestDocument) {
  const kept = { sealed: { $elemMatch: { eventType: answerAddressKept.type } } };
  const others = { person, open: true, request: { $ne: request }, ...kept };
  return (await countDocuments(db, tenant, requestsProjection, others)) > 0;
}

const answers = (matter: string): boolean => matter === 'answer' || matter === 'refusal';

/** Links that only whoever gets the mail has: what was written about the person is opened behind them. */
async function withProof(
  context: ServiceContext,
  tenant: Tenant,
  { request, erasing }: RequestDocument,
  person: string,
): Promise<WithProof> {
  const answer = await evidenceLink(context, tenant, { kind: 'request-answer', id: request, person }, 'opened');
  const place = erasing && ({ kind: 'disposal-confirmation', id: erasing.disposal, person } as const);
  const erasure = place && (await evidenceLink(context, tenant, place, 'sealed'));
  return (language) => ({
    answer,
    ...(erasure !== undefined && { erasure }),
    verify: verifyingPage(context, language),
  });
}

type Opened = Record<string, Record<string, unknown> | 'destroyed'>;

async function opened(
  { vault }: ServiceContext,
  tenant: Tenant,
  { sealed }: RequestDocument,
  which: (one: RequestDocument['sealed'][number]) => boolean,
): Promise<Opened> {
  const items = sealed
    .filter(which)
    .map(({ eventId, eventType, parts }) => ({ binding: { tenant, eventId, eventType }, sealed: parts }));
  const events = items.length > 0 ? await vault.open(items) : [];
  return Object.fromEntries(
    events.flat().map((part) => [part.part, 'fields' in part ? (part.fields as Record<string, unknown>) : 'destroyed']),
  );
}

const textIn = (part: Opened[string] | undefined, field: string): string | undefined => {
  const value = part === undefined || part === 'destroyed' ? undefined : part[field];
  return typeof value === 'string' ? value : undefined;
};

/** What was written for the person in this message. */
async function wordsOf(
  context: ServiceContext,
  tenant: Tenant,
  request: RequestDocument,
  message: string,
): Promise<PrivateWords> {
  if (message !== 'answer') {
    const said = await opened(context, tenant, request, ({ of }) => of === message);
    const text = textIn(said['question'] ?? said['explanation'] ?? said['answer'], 'text');
    return { ...(text !== undefined && { text }), items: {} };
  }
  const closing = ['request.fulfilled.v1', 'request.refused.v1'];
  const answer = await opened(context, tenant, request, ({ eventType }) => closing.includes(eventType));
  const text = textIn(answer['answer'] ?? answer['explanation'], 'text');
  const wording = await opened(context, tenant, request, ({ eventType }) => eventType === 'request.split.v1');
  const worded = wording['wording'];
  const asked =
    worded === undefined || worded === 'destroyed' ? [] : (worded['items'] as { item: string; words: string }[]);
  const corrections = await correctionsOf(platformOpener(context.vault), tenant, request);
  const items = await Promise.all(
    request.items.map(async ({ item }) => {
      const said = await opened(context, tenant, request, ({ of }) => of === item);
      const answered = textIn(said['answer'] ?? said['explanation'], 'text');
      const field = corrections.find((one) => one.item === item);
      const corrected = field && [field.present, field.right].filter((value) => value !== undefined).join(' → ');
      const words = corrected ?? asked.find((one) => one.item === item)?.words;
      return [
        item,
        { ...(words !== undefined && { words }), ...(answered !== undefined && { text: answered }) },
      ] as const;
    }),
  );
  return { ...(text !== undefined && { text }), items: Object.fromEntries(items) };
}

/** The law's last day once the person is told now, for the words of the message that tells of it. */
function extendedTo({ clock }: ServiceContext, { due, questions, extending }: RequestDocument): string | undefined {
  if (!extending) return undefined;
  const now = clock.now();
  const extended = dueAfterExtension({ due, questions, extended: false }, extending.reasons, now, now);
  return 'rejected' in extended ? undefined : extended.law?.dueDate;
}

import { channelOf, type Tenant } from '@vitne/contracts/channels';
import { dayOf } from '@vitne/contracts/decisions/moments';
import { foldRecipient, noRecipient, type RecipientEvent } from '@vitne/contracts/decisions/recipient-facts';
import { ageOfConsent } from '@vitne/contracts/law/age-of-consent';
import { isRejected } from '@vitne/contracts/law/moments';
import { noticeOf } from '@vitne/contracts/statement/notice';
import type { Purpose, Statement } from '@vitne/contracts/statement/schema';
import { dataCategoryById, purposeById } from '@vitne/contracts/statement/statement-index';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { PublishedStatement } from '@vitne/service-kit/statement-in-force';
import type { ConsentTerms } from './domain/consent-terms.ts';

export const noStatement = {
  code: 'no-statement',
  detail: 'No privacy statement is published yet, so nothing can be asked for.',
} as const;

/** What the statement in force says about a purpose at a moment; undefined before the first statement. */
export async function termsFor(
  context: ServiceContext,
  tenant: Tenant,
  purposeId: string,
  now: string,
): Promise<ConsentTerms | undefined> {
  const inForce = await context.statements.inForce(tenant);
  return inForce && termsOf(inForce, purposeId, now);
}

/**
 * The same terms where a choice is about one recipient: also a partner that the registry names for the purpose beside the
 * statement can be agreed to, and has to be, because no older consent covers it.
 */
export async function termsForRecipient(
  context: ServiceContext,
  tenant: Tenant,
  terms: ConsentTerms,
  { purpose, recipient }: { purpose: string; recipient?: string | undefined },
): Promise<ConsentTerms> {
  if (recipient === undefined || !terms.purpose || terms.purpose.recipients.includes(recipient)) return terms;
  const channel = channelOf({ tenant, context: 'processor-registry', entity: 'recipient', id: recipient });
  const events = (await context.log.readEntity(channel)) as unknown as RecipientEvent[];
  const { named } = events.reduce(foldRecipient, noRecipient());
  if (!named?.purposes.includes(purpose)) return terms;
  return { ...terms, purpose: { ...terms.purpose, recipients: [...terms.purpose.recipients, recipient] } };
}

/** What a published statement says about a purpose. */
export async function termsOf(published: PublishedStatement, purposeId: string, now: string): Promise<ConsentTerms> {
  const { statement, version } = published;
  const purpose = purposeById(statement, purposeId);
  return {
    statementVersion: version,
    purpose,
    noticeHashes: purpose === undefined ? {} : await noticeHashesOf(published, purposeId),
    zone: statement.statement.timeZone,
    refusedBySignal: purpose !== undefined && isRefusedBySignal(statement, purpose),
    ageOfConsent: ageIn(statement, now),
    device: dataCategoryById(statement, 'device')?.attributes ?? [],
  };
}

type NoticeHashes = ConsentTerms['noticeHashes'];
const hashesOf = new WeakMap<PublishedStatement, Map<string, Promise<NoticeHashes>>>();

/** A published version never changes, and so its notices never do: each is made and hashed once. */
export function noticeHashesOf(published: PublishedStatement, purposeId: string): Promise<NoticeHashes> {
  const known = hashesOf.get(published) ?? new Map<string, Promise<NoticeHashes>>();
  hashesOf.set(published, known);
  const hashes = known.get(purposeId) ?? makeHashes(published.statement, purposeId);
  known.set(purposeId, hashes);
  return hashes;
}

async function makeHashes(statement: Statement, purposeId: string): Promise<NoticeHashes> {
  const [nb, en] = await Promise.all([noticeOf(statement, purposeId, 'nb'), noticeOf(statement, purposeId, 'en')]);
  return { ...(nb && { nb: nb.hash }), ...(en && { en: en.hash }) };
}

/**
 * Whether Global Privacy Control refuses a purpose: it says that data may be neither sold nor used for marketing across
 * sites, which we read as sale, direct marketing, and whatever needs marketing cookies.
 */
export const isRefusedBySignal = ({ sharing }: Statement, { id, directMarketing, cookieCategory }: Purpose): boolean =>
  directMarketing === true || cookieCategory === 'marketing' || id === sharing.salePurpose;

/** The purposes that are asked about and that the signal refuses. */
export const purposesOfSignal = (statement: Statement): string[] =>
  statement.purposes
    .filter((purpose) => purpose.consent !== undefined && isRefusedBySignal(statement, purpose))
    .map(({ id }) => id);

/** The higher of the statement's age and the law's on that day (Art. 8(1)). */
function ageIn({ children, controller, statement }: Statement, now: string): number {
  const law = ageOfConsent(dayOf(now, statement.timeZone), controller.country);
  return isRejected(law) ? children.ageOfConsent : Math.max(children.ageOfConsent, law.age);
}

import type { Question } from '@vitne/contracts/decisions/decision-facts';
import type { Statement } from '@vitne/contracts/statement/schema';
import { type Happening, person, visitor } from './decision-world.ts';

export type Happened = Happening & { time: string; position: number };
type Facts = {
  purpose?: string;
  recipient?: string;
  company?: string;
  expires?: string;
  disposal?: string;
  holding?: string;
  dataCategories?: string[];
  holdings?: string[];
  due?: string;
  signed?: string;
  ended?: string;
  agreement?: string;
  version?: number;
  revision?: number;
};

/**
 * Says once more, from the bare list of what happened and in another way than the code, whether data may be used. It
 * folds nothing: each question is put to the list from its end.
 * @param askedBy the id that is asked by, the person's or the visitor's.
 * @param voided which purposes each version has changed so that older consents to them stopped counting.
 */
export function mayByTheList(
  list: readonly Happened[],
  question: Question,
  at: string,
  askedBy: string,
  voided: ReadonlyMap<string, readonly string[]>,
): boolean {
  const past = ofOnePerson(
    list.filter(({ time }) => Date.parse(time) <= Date.parse(at)),
    askedBy,
  );
  const last = (fits: (one: Happened, facts: Facts) => boolean) =>
    past.findLast((one) => fits(one, one.facts as Facts));
  const statement = last(({ type }) => type === 'statement.published.v1')?.facts['document'] as Statement | undefined;
  const purpose = statement?.purposes.find(({ id }) => id === question.purpose);
  if (!statement || !purpose?.dataCategories.includes(question.dataCategory)) return false;

  const objected = isAsking(past, 'objection');
  if (isAsking(past, 'restriction')) return false;
  if (isAsking(past, 'objection', ['refused']) && purpose.directMarketing === true) return false;
  if (isGone(past, question.dataCategory, at)) return false;

  const said = (who: 'consent' | 'company-consent', about: string): boolean => {
    const of = (recipient: string | undefined) =>
      last(({ type }, facts) => type.startsWith(`${who}.`) && facts.purpose === about && facts.recipient === recipient);
    const [wide, narrow] = [of(undefined), question.recipient === undefined ? undefined : of(question.recipient)];
    const isNo = (one: Happened | undefined) =>
      [one?.type, one?.facts['status']].some((word) => /refused|withdrawn/.test(JSON.stringify(word ?? '')));
    if (isNo(narrow)) return false;
    const isYes = (one: Happened) => {
      const { expires, company } = one.facts as Facts;
      if (
        !(one.type.endsWith('.given.v1') || one.facts['status'] === 'given') ||
        (expires !== undefined && Date.parse(expires) <= Date.parse(at))
      )
        return false;
      return who === 'company-consent' || company === undefined || !question.company || company === question.company;
    };
    const yes = [narrow, wide].find(
      (one) => one && isYes(one) && !(isNo(wide) && agreedAt(one) < (wide?.position ?? 0)),
    );
    if (!yes || hasBeenVoided(past, String(yes.facts['statementVersion']), about, voided)) return false;
    if (yes === wide && question.recipient !== undefined && !wasNamed(past, question, agreedAt(yes))) return false;
    const out = last(({ type }) => type === 'newsletter.opted-out.v1');
    return !(who === 'consent' && about === 'newsletter' && out && out.position > agreedAt(yes));
  };
  const bothSaid = (about: string, level: string | undefined) =>
    said('consent', about) &&
    (level !== 'person-and-company' || (question.company !== undefined && said('company-consent', about)));

  const groups = question.population === undefined ? purpose.populations : [question.population];
  for (const group of groups) {
    if (!purpose.populations.includes(group)) return false;
    const articles = purpose.bases
      .filter(({ appliesTo: { populations, dataCategories } }) => {
        return (
          populations.includes(group) && (dataCategories ?? purpose.dataCategories).includes(question.dataCategory)
        );
      })
      .map(({ article }) => article);
    if (articles.length === 0) return false;
    const asks =
      articles.includes('6(1)(a)') || purpose.directMarketing || purpose.id === statement.sharing.salePurpose;
    if (asks && !bothSaid(purpose.id, purpose.consent?.level)) return false;
    const mayBeInterest = articles.some((article) => /[ef]\)$/.test(article));
    const isDuty = articles.some((article) => /[cd]\)$/.test(article));
    if (!articles.includes('6(1)(a)') && objected && mayBeInterest && !isDuty) return false;
  }
  return question.recipient === undefined || mayGive(past, question, at, statement, bothSaid);
}

/** What concerns the one who is asked about: after a merge also what the visitor asked for and opted out of. */
function ofOnePerson(past: readonly Happened[], about: string): readonly Happened[] {
  const isMerged = past.some(({ type }) => type === 'person.merged.v1');
  const who = isMerged ? person : about;
  return past.filter(({ type, facts }) => {
    if (facts['person'] === undefined || facts['person'] === who) return true;
    return isMerged && facts['person'] === visitor && /^request\.|opted-out/.test(type);
  });
}

/** Whether the recipient is no third party, or was named for this use at a position under the name that it has. */
function wasNamed(past: readonly Happened[], { recipient, purpose, dataCategory }: Question, at: number): boolean {
  const namings = past.filter(({ id, type }) => id === recipient && type.startsWith('recipient.'));
  const now = namings.at(-1)?.facts;
  if (now?.['kind'] !== 'third-party') return true;
  const then = namings.findLast(({ position }) => position < at)?.facts as Record<string, string[]> | undefined;
  if (then?.['purposes'] === undefined || String(then['name']) !== now['name']) return false;
  return then['purposes'].includes(purpose) && then['dataCategories']?.includes(dataCategory) === true;
}

/** A yes that was taken over is as old as the visitor's own act. */
const agreedAt = ({ facts, position }: Happened): number =>
  (facts['origin'] as { position: number } | undefined)?.position ?? position;

/** Whether a request of this kind stands: the last word about it is not that it was taken back. */
function isAsking(past: readonly Happened[], kind: 'objection' | 'restriction', also: string[] = []): boolean {
  const ids = past.filter(({ facts }) => facts['requestType'] === kind).map(({ id }) => id);
  return ids.some((id) => {
    const last = past.findLast((one) => one.id === id);
    const lastWord = last?.type;
    const isSettled = last?.facts['reason'] !== 'identity-not-established';
    if (lastWord === 'request.refused.v1' && isSettled && also.includes('refused')) return true;
    return lastWord === 'request.accepted.v2' || (kind === 'objection' && lastWord === 'request.received.v1');
  });
}

function isGone(past: readonly Happened[], category: string, at: string): boolean {
  const liveBefore = (end: number) =>
    past.slice(0, end).filter(({ type, facts }, index) => {
      if (type !== 'holding.scheduled.v1' || !(facts as Facts).dataCategories?.includes(category)) return false;
      const { holding } = facts as { holding: string };
      return !past.slice(index + 1, end).some((later) => {
        const of = later.facts as Facts;
        if (later.type === 'disposal.ordered.v1') return of.holdings?.includes(holding) === true;
        return later.type.startsWith('holding.') && of.holding === holding;
      });
    });
  const live = liveBefore(past.length);
  if (live.length > 0) {
    return live.every(({ facts }) => Date.parse((facts as Facts).due ?? '9999-12-31') <= Date.parse(at));
  }
  const orders = past.flatMap((one, index) => {
    const { dataCategories, disposal } = one.facts as Facts;
    return one.type === 'disposal.ordered.v1' && dataCategories?.includes(category) ? [{ disposal, index }] : [];
  });
  return orders.some(({ disposal, index }) => {
    const end = past.findIndex((one, later) => later > index && one.facts['disposal'] === disposal);
    if (end < 0) return true;
    if (past[end]?.type !== 'disposal.completed.v1' || liveBefore(end).length > 0) return false;
    return !past.slice(end).some(({ type, facts }) => {
      if (type === 'holding.scheduled.v1') return (facts as Facts).dataCategories?.includes(category) === true;
      return type === 'enquiry.received.v1' && ['identity', 'contact', 'enquiry'].includes(category);
    });
  });
}

function hasBeenVoided(
  past: readonly Happened[],
  version: string,
  purpose: string,
  voided: ReadonlyMap<string, readonly string[]>,
): boolean {
  const versions = past
    .filter(({ type }) => type === 'statement.published.v1')
    .map(({ facts }) => [(facts as Facts).version, (facts as Facts).revision].join('.'));
  const from = versions.indexOf(version);
  return from < 0 || versions.slice(from + 1).some((later) => voided.get(later)?.includes(purpose));
}

function mayGive(
  past: readonly Happened[],
  { recipient, purpose, dataCategory }: Question,
  at: string,
  { sharing, recipients, purposes, statement: { timeZone } }: Statement,
  bothSaid: (about: string, level: string | undefined) => boolean,
): boolean {
  const about = past.filter(({ id, type }) => id === recipient && /^(recipient|agreement)\./.test(type));
  const named = about.findLast(({ type }) => type.startsWith('recipient.'));
  if (named?.type !== 'recipient.registered.v1') return false;
  const facts = named.facts as Record<string, string[] | string | undefined>;
  const gets = (of: 'purposes' | 'dataCategories', what: string) => (facts[of] as string[]).includes(what);
  if (!gets('purposes', purpose) || !gets('dataCategories', dataCategory)) return false;
  if (facts['statementVersion'] !== undefined && !recipients.some(({ id }) => id === recipient)) return false;
  if ((facts['locations'] as string[]).includes('US') && facts['transfer'] === undefined) return false;
  if (facts['kind'] === 'public-authority') return false;
  if (facts['kind'] === 'third-party' && sharing.requiresConsentOf.length > 0) {
    const under = sharing.consentPurpose ?? purpose;
    return bothSaid(under, purposes.find(({ id }) => id === under)?.consent?.level);
  }
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date(at));
  return about.some((one, index) => {
    const signed = one.facts as Facts;
    if (one.type !== 'agreement.signed.v1' || signed.signed === undefined || signed.signed > today) return false;
    if (signed.expires !== undefined && signed.expires < today) return false;
    return !about.slice(index + 1).some((later) => {
      const { agreement, ended = '' } = later.facts as Facts;
      return agreement === signed.agreement && (later.type === 'agreement.signed.v1' || ended <= today);
    });
  });
}

import { answerAddressCategory } from '@vitne/contracts/catalogue/request-address-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { isIdentityNeeded, type RequestType } from '@vitne/contracts/law/requests';

/** A key that seals something of a matter, and whose it is: a person's, or an incident's own. */
export type RecordKey = { owner: string; category: string; period?: string; key: string };

/** Something that is written of in the ledger until it is closed: a request, an incident, a consent, a disclosure. */
export type RecordMatter = {
  matter: string;
  /** The people, and the incident, that it is about or whose keys seal it. */
  owners: string[];
  keys: RecordKey[];
  open: boolean;
  /** Of a request whose effect outlasts its answer: an objection, a restriction (Art. 18, 21). It has to be honoured. */
  binds?: Binding;
  /** Of a request: what it asks for. */
  asks?: RequestType;
  /** Of a request: its answer that the person is still to be told, also after it is closed. */
  answerOwed?: true;
  /** When the last was written of it that is personal, or when it was closed (UTC). */
  written: string;
};

type Binding = 'objection' | 'objection-to-other' | 'restriction';

/** What an event does to the matter that it is written of. */
export type MatterStep = { matter: string; step: 'opens' | 'closes' | 'writes' | 'tells' };

type Lifecycle = Readonly<Record<string, MatterStep['step']>>;

/** The proof of a consent is needed as long as the consent counts (Art. 7(1)). */
const consents: Lifecycle = {
  'consent.given.v1': 'opens',
  'consent.refused.v1': 'closes',
  'consent.refused-by-signal.v1': 'closes',
  'consent.withdrawn.v1': 'closes',
  'consent.expired.v1': 'closes',
  'consent.invalidated.v1': 'closes',
  'consent.revoked.v1': 'closes',
};
const takenOver = 'consent.taken-over.v1';

/** What is open until it is answered, closed, or no longer counts. All else is over once it is written. */
const lifecycles: Lifecycle = {
  ...consents,
  'request.received.v1': 'opens',
  'request.fulfilled.v1': 'closes',
  'request.partly-fulfilled.v1': 'closes',
  'request.partly-fulfilled.v2': 'closes',
  'request.refused.v1': 'closes',
  'request.withdrawn.v1': 'closes',
  'request.taken-as-enquiry.v1': 'closes',
  'request.answered-with-first.v1': 'closes',
  // A question that turns out to be a request is one again.
  'request.classified.v1': 'opens',
  'request.restriction-lifted.v1': 'writes',
  'request.message-owed.v1': 'tells',
  'request.told.v1': 'tells',
  'request.message-lapsed.v1': 'tells',
  'request.telling-settled.v1': 'tells',
  'incident.reported.v1': 'opens',
  'incident.closed.v1': 'closes',
  'incident.reopened.v1': 'opens',
  'soft-opt-in.recorded.v1': 'opens',
  'soft-opt-in.ended.v1': 'closes',
  // Nothing is chosen under a visitor's id any more once it is known who it was: the person's own consents go on.
  'person.merged.v1': 'closes',
};

/** The types that tell how a matter stands. */
export const matterTypes: readonly string[] = [...Object.keys(lifecycles), takenOver];

const mergeOf = (visitor: string): string => `merge/${visitor}`;

/** Of which matter an event is written, and what it does to it; undefined when it writes of none. */
export function matterStep({ meta, facts, sealed }: AnyRecordedEvent): MatterStep | undefined {
  const { type, entity } = meta;
  if (type in consents || type === takenOver) {
    const { purpose, recipient, status } = facts as { purpose: string; recipient?: string; status?: string };
    const matter = ['consent', entity, purpose, ...(recipient === undefined ? [] : [recipient])].join('/');
    return { matter, step: lifecycles[type] ?? (status === 'given' ? 'opens' : 'closes') };
  }
  if (type === 'person.merged.v1') return { matter: mergeOf(entity), step: 'closes' };
  const matter = `${type.split('.')[0]}/${entity}`;
  const step = lifecycles[type];
  if (step !== undefined) return { matter, step };
  return sealed.length > 0 ? { matter, step: 'writes' } : undefined;
}

/**
 * Whether something that the person asked for has to be honoured from now on. A refused restriction is over, and so is a
 * refused objection to anything but direct marketing, against which no ground is compelling (Art. 21(3)).
 */
export function bindsAfter(before: Binding | undefined, { meta, facts }: AnyRecordedEvent): Binding | undefined {
  const { requestType, directMarketing, reason } = facts;
  switch (meta.type) {
    case 'request.received.v1':
    case 'request.classified.v1':
      if (requestType === 'restriction') return 'restriction';
      if (requestType !== 'objection') return undefined;
      return directMarketing === false ? 'objection-to-other' : 'objection';
    case 'request.withdrawn.v1':
    case 'request.taken-as-enquiry.v1':
    case 'request.answered-with-first.v1':
    case 'request.restriction-lifted.v1':
      return undefined;
    case 'request.refused.v1':
      return before === 'objection' && reason !== 'identity-not-established' ? before : undefined;
    default:
      return before;
  }
}

/** What a request asks for, as it was received or settled since. */
export const asksAfter = (
  before: RequestType | undefined,
  { meta, facts }: AnyRecordedEvent,
): RequestType | undefined =>
  meta.type === 'request.received.v1' || meta.type === 'request.classified.v1'
    ? (facts['requestType'] as RequestType)
    : before;

/** Whether the person is still to be told the answer. Other messages lapse with it. */
export function answerOwedAfter(before: true | undefined, { meta, facts }: AnyRecordedEvent): true | undefined {
  // An erasure whose person was told, or whom nobody could tell, owes no answer any more.
  if (meta.type === 'request.telling-settled.v1') return undefined;
  if (lifecycles[meta.type] !== 'tells' || (facts['matter'] !== 'answer' && facts['matter'] !== 'refusal'))
    return before;
  return meta.type === 'request.message-owed.v1' ? true : undefined;
}

/** Whether the directory has to go on leading to whom it is about: it is not closed yet, or has to be honoured. */
export const stillLeads = ({ open, binds }: RecordMatter): boolean => open || binds !== undefined;

/**
 * The other requests of somebody who asked for erasure that are still to be answered at the address that was kept for them
 * (Art. 12(3)): that it stays for so long is no reason to keep anything else.
 */
export const answersOwed = (person: string, erasure: string, matters: readonly RecordMatter[]): string[] =>
  otherRequests(erasure, matters).flatMap(({ matter, keys, open, answerOwed }) =>
    (open || answerOwed) && keys.some(({ owner, category }) => owner === person && category === answerAddressCategory)
      ? [matter.slice(requestMatter.length)]
      : [],
  );

/**
 * Whether the directory has to go on leading to somebody who was erased: to answer another request that nobody but whoever is
 * known to ask is answered on, or because of what they have said since.
 */
export const leadsAfterErasure = (
  { request, at }: { request: string; at: string },
  matters: readonly RecordMatter[],
): boolean =>
  otherRequests(request, matters).some(({ open, asks }) => open && asks !== undefined && isIdentityNeeded(asks)) ||
  matters.some((matter) => stillLeads(matter) && matter.written > at);

const requestMatter = 'request/';
const otherRequests = (erasure: string, matters: readonly RecordMatter[]): RecordMatter[] =>
  matters.filter(({ matter }) => matter.startsWith(requestMatter) && matter !== `${requestMatter}${erasure}`);

/** The visitors who turned out to be the person, by the person's matters. */
export const visitorsIn = (person: string, matters: readonly RecordMatter[]): string[] =>
  matters.flatMap(({ matter }) => (matter.startsWith('merge/') && matter !== mergeOf(person) ? matter.slice(6) : []));

/** One key scope of an owner's record: everything that is written under it, and when the last matter of it closed. */
export type RecordPart = {
  part: string;
  dataCategory: string;
  period?: string;
  keys: string[];
  /** Absent while a matter is open. */
  anchored?: string;
  /** It was kept for answering alone, and everybody is answered: it ends at once. */
  served?: true;
};

export const partName = ({ category, period }: Pick<RecordKey, 'category' | 'period'>): string =>
  period === undefined ? category : `${category}-${period}`;

/**
 * What is written of an owner's matters, by what one key can end: the last matter of it counts. Keys that are destroyed
 * write nothing any more.
 * @param isErased whether the person asked for erasure, and it is carried out
 */
export function recordParts(
  owner: string,
  matters: readonly RecordMatter[],
  destroyed: ReadonlySet<string>,
  isErased = false,
): RecordPart[] {
  const merged = matters.find(({ matter }) => matter === mergeOf(owner))?.written;
  const parts = new Map<string, RecordPart & { open: boolean; waits: boolean }>();
  for (const { matter, keys, open, written, binds, answerOwed } of matters) {
    const visited = merged !== undefined && matter.startsWith('consent/');
    for (const key of keys) {
      if (key.owner !== owner || destroyed.has(key.key)) continue;
      const name = partName(key);
      const closed = visited ? later(merged, written) : written;
      const before = parts.get(name);
      parts.set(name, {
        part: name,
        dataCategory: key.category,
        ...(key.period !== undefined && { period: key.period }),
        keys: [...new Set([...(before?.keys ?? []), key.key])].sort(),
        anchored: later(before?.anchored, closed),
        open: (before?.open ?? false) || (open && !visited),
        // No restriction is lifted before the person was told (Art. 18(3)); of what is erased there is none left.
        waits: (before?.waits ?? false) || answerOwed === true || (binds === 'restriction' && !isErased),
      });
    }
  }
  return [...parts.values()]
    .map(({ open, waits, anchored, ...part }) => {
      if (open) return part;
      const served = part.dataCategory === answerAddressCategory && !waits && { served: true as const };
      return { ...part, anchored: anchored as string, ...served };
    })
    .sort((one, other) => (one.part < other.part ? -1 : 1));
}

/** Both are in UTC with milliseconds, so that their text sorts as their time. */
const later = (one: string | undefined, other: string): string => (one === undefined || one < other ? other : one);

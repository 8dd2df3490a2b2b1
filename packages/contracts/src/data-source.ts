import type { CatalogueDefinition } from './catalogue/catalogue.ts';
import { evidenceDownloadEvents } from './catalogue/evidence-download-events.ts';
import { personUserEvents, systemReferenceCategory } from './catalogue/user-events.ts';
import type { AnyRecordedEvent } from './envelope.ts';
import type { EventDefinition } from './event-definition.ts';

/**
 * Where a piece of personal data came from: who gave it, who brought it here, and which way it took. It is read from what
 * the event itself records, so that an old ledger tells it as well as a new one.
 */
export type DataSource = {
  /**
   * `person`: said, written or chosen by the person. `device`: told by the person's device. `statement`: one of the
   * statement's sources. `controller`: passed on by another controller. `reporter`: whoever reported an incident.
   * `staff`, `system`, `platform`: made by the organisation itself.
   */
  readonly from: 'person' | 'device' | 'statement' | 'controller' | 'reporter' | 'staff' | 'system' | 'platform';
  /** Of `statement`: the ids of its sources, of which it was one. Of `system` and `controller`: its id. */
  readonly ids?: readonly string[];
  /** Who handed it in, where that is not who it came from. */
  readonly by?: 'staff' | { readonly system: string };
  /** Which way it took, in the event's own word: `portal`, `email`, `cookie-banner` … */
  readonly through?: string;
  /** The website on which the person chose, as its origin. */
  readonly site?: string;
};

type Told = Pick<AnyRecordedEvent, 'meta' | 'facts'>;
type Rule = (event: Told) => DataSource;
type PartsOf<D> = D extends EventDefinition<infer T, infer _F, infer P> ? `${T} ${keyof P & string}` : never;
type PartName = Exclude<PartsOf<CatalogueDefinition>, PartsOf<(typeof personUserEvents)[number]>>;

const person: Rule = (event) => ({ from: 'person', ...wayOf(event) });
const device: Rule = (event) => ({ from: 'device', ...wayOf(event) });
const reporter: Rule = (event) => ({ from: 'reporter', ...wayOf(event) });

/** What staff writes, a system tells of itself, or the platform answers by itself. */
const ourselves: Rule = ({ meta }) => {
  const { kind, id } = actorOf(meta.actor);
  if (kind === 'system') return { from: 'system', ids: [id] };
  return { from: kind === 'staff' ? 'staff' : 'platform' };
};

/** A rule for each part of each event; only user events, which say it themselves, have one in common. */
const partRules: Readonly<Record<PartName, Rule>> = {
  'consent.given.v1 circumstances': device,
  'consent.refused.v1 circumstances': device,
  'request.received.v1 contact': person,
  'request.received.v1 enquiry': person,
  'request.answer-address-kept.v1 answerTo': person,
  'request.corrections-named.v1 values': person,
  'request.question-answered.v1 reply': person,
  'request.split.v1 wording': ourselves,
  'request.accepted.v2 judgement': ourselves,
  'request.fulfilled.v1 answer': ourselves,
  'request.taken-as-enquiry.v1 answer': ourselves,
  'request.refused.v1 explanation': ourselves,
  'request.question-asked.v1 question': ourselves,
  'request.question-asked.v1 doubt': ourselves,
  'request.item-fulfilled.v1 answer': ourselves,
  'request.item-refused.v1 explanation': ourselves,
  'request.fee-announced.v1 explanation': ourselves,
  'request.lifting-announced.v1 explanation': ourselves,
  'identity-check.started.v1 claimed': person,
  'task.given-up.v1 note': ourselves,
  'processor-request.received.v1 receipt': ({ facts }) => ({ from: 'system', ids: [String(facts['system'])] }),
  'incident.reported.v1 contact': reporter,
  'incident.reported.v1 report': reporter,
  'incident.detected.v1 record': ourselves,
  'incident.awareness-established.v1 record': ourselves,
  'incident.assessed.v1 record': ourselves,
  'incident.closed.v1 record': ourselves,
  'incident.reopened.v1 record': ourselves,
  'incident.authority-notified.v1 record': ourselves,
  'incident.authority-notice-waived.v1 record': ourselves,
  'incident.communication-exempted.v1 record': ourselves,
  'disclosure.recorded.v1 scope': ourselves,
  'disclosure.recorded.v2 scope': ourselves,
};

const userEventTypes: ReadonlySet<string> = new Set(personUserEvents.map(({ type }) => type));

/**
 * Where one sealed part of an event came from.
 * @throws {Error} when the catalogue has no such part.
 */
export function sourceOfPart(event: Told, { part, category }: { part: string; category: string }): DataSource {
  if (userEventTypes.has(event.meta.type)) return toldBySystem(event, category);
  const rule = partRules[`${event.meta.type} ${part}` as PartName] as Rule | undefined;
  if (!rule) throw new Error(`${event.meta.type} has no personal part ${part}.`);
  return rule(event);
}

/** The acts that are the organisation's own; every other that names a person is the person's. */
const ownActs: ReadonlySet<string> = new Set<CatalogueDefinition['type']>([
  'consent.expired.v1',
  'consent.invalidated.v1',
  'consent.revoked.v1',
  'person.merged.v1',
  'decision.made.v1',
  'disclosure.recorded.v1',
  'disclosure.recorded.v2',
  'disclosure.denied.v1',
  'recipient-notification.required.v1',
  'personal-data.consulted.v1',
  'disclosed-data.consulted.v1',
  'person.looked-up.v1',
]);

const downloads: ReadonlySet<string> = new Set(evidenceDownloadEvents.map(({ type }) => type));

/** Where it is known from that something was chosen, asked for or done: who did it, and which way it took. */
export function sourceOfAct(event: Told): DataSource {
  if (event.meta.type === 'consent.refused-by-signal.v1') return device(event);
  if (downloads.has(event.meta.type)) return event.facts['by'] === 'person' ? person(event) : ourselves(event);
  return ownActs.has(event.meta.type) ? ourselves(event) : person(event);
}

/** A user event says which of the statement's sources it was; where it does not, all that is known is which system told. */
function toldBySystem({ meta, facts }: Told, category: string): DataSource {
  const system = typeof facts['system'] === 'string' ? facts['system'] : actorOf(meta.actor).id;
  const said = facts['source'];
  const ids =
    (facts['sources'] as Record<string, string[]> | undefined)?.[category] ??
    (typeof said === 'string' ? [said] : undefined);
  return ids === undefined || category === systemReferenceCategory
    ? { from: 'system', ids: [system] }
    : { from: 'statement', ids, by: { system } };
}

/** Which way something took: the event's own word for it, or else the door that it came in by. */
function wayOf({ meta, facts }: Told): Pick<DataSource, 'by' | 'through' | 'site'> {
  const { kind, id } = actorOf(meta.actor);
  const shown = facts['shown'] as { surface?: unknown } | undefined;
  const said =
    facts['receivedThrough'] ?? facts['answeredThrough'] ?? shown?.surface ?? facts['surface'] ?? facts['method'];
  const through = typeof said === 'string' ? said : doorOf[meta.actor];
  return {
    ...(kind === 'staff' && { by: 'staff' as const }),
    ...(kind === 'system' && { by: { system: id } }),
    ...(through !== undefined && { through }),
    ...(meta.site !== undefined && { site: meta.site }),
  };
}

const doorOf: Readonly<Record<string, string>> = { 'anonymous:portal': 'portal', 'anonymous:mailbox': 'email' };

function actorOf(actor: string): { kind: string; id: string } {
  const at = actor.indexOf(':');
  return { kind: actor.slice(0, at), id: actor.slice(at + 1) };
}

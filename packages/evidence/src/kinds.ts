import type { EvidenceFile, EvidenceKind } from './evidence-file.ts';
import { type EvidenceFault, evidenceFault } from './evidence-verdict.ts';
import { factAt, type ProvedEvent, withoutVersion } from './proved-event.ts';

/** The events that one kind of evidence is made of. */
type KindOfEvidence = {
  /** Whether an event is about the thing of this id. */
  readonly isAbout: (event: ProvedEvent, id: string) => boolean;
  /** What has to be among the events; undefined when it is. */
  readonly misses: (events: readonly ProvedEvent[]) => string | undefined;
};

/** Types without their versions: events that answer a request; one of them makes an answer. */
export const answeringTypes: readonly string[] = [
  'request.fulfilled',
  'request.partly-fulfilled',
  'request.refused',
  'request.answered-with-first',
  'request.erasure-confirmed',
];

/** Every event of a request that a person gets with the answer: what was asked, what was done, and that the person was told. */
export const requestTypes: readonly string[] = [
  'request.received',
  'request.classified',
  'request.corrections-named',
  'request.split',
  'request.extended',
  'request.item-fulfilled',
  'request.item-refused',
  'request.nothing-kept',
  ...answeringTypes,
  'request.told',
];

/** Every event of a disposal that a person gets with the confirmation. */
export const disposalTypes: readonly string[] = [
  'disposal.ordered',
  'disposal.confirmed',
  'disposal.anonymised',
  'disposal.completed',
  'disposal.anonymisation-checked',
  'erasure.answer-address-left',
];

/** What makes a disposal final, and when the next of these is due: events of the keys of all, not of one person. */
export const keyTypes: readonly string[] = ['key-encryption.rotated', 'disposals.became-final'];

/** Every event of a choice that a receipt can be about. */
export const choiceTypes: readonly string[] = [
  'consent.given',
  'consent.refused',
  'consent.refused-by-signal',
  'consent.withdrawn',
  'consent.expired',
  'consent.invalidated',
  'consent.revoked',
  'consent.taken-over',
];

const kinds: Record<EvidenceKind, KindOfEvidence> = {
  'consent-receipt': {
    isAbout: (event, id) =>
      event.context === 'consent' && choiceTypes.includes(withoutVersion(event.type)) && event.id === id,
    misses: () => undefined,
  },
  'request-answer': {
    isAbout: ({ context, entity, entityId, type }, id) =>
      context === 'request-intake' &&
      entity === 'request' &&
      entityId === id &&
      requestTypes.includes(withoutVersion(type)),
    misses: (events) =>
      has(events, 'request.received') && events.some(({ type }) => answeringTypes.includes(withoutVersion(type)))
        ? undefined
        : 'that the request was received, and that it was answered',
  },
  'disposal-confirmation': {
    isAbout: (event, id) =>
      event.context === 'retention' &&
      (isOfKeys(event)
        ? event.type.startsWith('key-encryption.') ||
          (factAt(event, 'disposals') as unknown[] | undefined)?.includes(id)
        : disposalTypes.includes(withoutVersion(event.type)) && factAt(event, 'disposal') === id) === true,
    misses: (events) => {
      const ordered = events.find(({ type }) => withoutVersion(type) === 'disposal.ordered');
      const systems = ordered ? factAt(ordered, 'systems') : undefined;
      const told = events.filter(({ type }) => withoutVersion(type) === 'disposal.confirmed');
      const isWhole =
        Array.isArray(systems) &&
        systems.every((system) => told.some((event) => factAt(event, 'system') === system)) &&
        has(events, 'disposal.completed');
      return isWhole ? undefined : 'the order, the confirmation of every system that got it, and the completion';
    },
  },
};

const isOfKeys = ({ entity, type }: ProvedEvent): boolean =>
  entity === 'key-rotation' && keyTypes.includes(withoutVersion(type));

const has = (events: readonly ProvedEvent[], type: string): boolean =>
  events.some((event) => withoutVersion(event.type) === type);

/** Whether an event belongs to something else, another ledger, or another person than the rest. */
export function whatIsOfAnother(
  { kind, id }: Pick<EvidenceFile, 'kind' | 'id'>,
  events: readonly ProvedEvent[],
  origin: string,
): EvidenceFault | undefined {
  const ofKeys = events.filter(isOfKeys);
  const people = new Set(events.filter((event) => !ofKeys.includes(event)).map((event) => factAt(event, 'person')));
  const isOne = events.every((event) => kinds[kind].isAbout(event, id) && origin.endsWith(`/${event.tenant}`));
  return isOne && people.size === 1 && ofKeys.length <= 1
    ? undefined
    : evidenceFault('events-of-another', 'An event of the file is not about what the file says to be about.');
}

/** Whether the events that make such evidence are all there. */
export function whatIsMissing(
  { kind }: Pick<EvidenceFile, 'kind'>,
  events: readonly ProvedEvent[],
): EvidenceFault | undefined {
  const missing = kinds[kind].misses(events);
  return missing === undefined
    ? undefined
    : evidenceFault('events-missing', `The file does not show what makes such evidence: ${missing}.`);
}

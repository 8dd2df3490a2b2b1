import { recordKeysDestroyed } from '@vitne/contracts/catalogue/accountability-record-events';
import { disposalCompleted } from '@vitne/contracts/catalogue/retention-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';

const tellingTypes: readonly string[] = [disposalCompleted.type, recordKeysDestroyed.type];

/** Ids of the keys that an event says are destroyed: what was sealed under them opens nowhere. */
export const keysDestroyedIn = ({ meta, facts }: Pick<AnyRecordedEvent, 'meta' | 'facts'>): string[] =>
  tellingTypes.includes(meta.type) ? (facts['keysDestroyed'] as { key: string }[]).map(({ key }) => key) : [];

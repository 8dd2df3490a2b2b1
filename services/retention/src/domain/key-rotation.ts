import {
  disposalsBecameFinal,
  type keyEncryptionEvents,
  mostDisposalsInAnEvent,
} from '@vitne/contracts/catalogue/key-encryption-events';
import { accept, type Decider } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent } from '@vitne/contracts/event-definition';
import { hoursAfter } from './moments.ts';

type KeyEncryptionEvent = (typeof keyEncryptionEvents)[number];

export type RecordRotation = {
  command: 'record-rotation';
  rotation: string;
  generation: number;
  destroyedGenerations: readonly number[];
  keysWrapped: number;
  /** Disposals that were complete, their keys destroyed, before the rotation began. */
  disposals: readonly string[];
  began: string;
  destroyed: string;
  everyHours: number;
};

/** A command appends at most 100 events; the first of them tells of the rotation itself. */
export const mostDisposalsInARotation = 40 * mostDisposalsInAnEvent;

/** One turn of the key-encryption keys, with which the erasures before it become final. It happens once. */
export const keyRotation: Decider<
  { recorded: boolean },
  RecordRotation,
  DomainEvent<KeyEncryptionEvent>,
  RecordedEvent<KeyEncryptionEvent>,
  never
> = {
  initial: () => ({ recorded: false }),
  evolve: () => ({ recorded: true }),
  decide(command, { recorded }) {
    if (recorded) return accept();
    const { rotation, generation, destroyedGenerations, keysWrapped, began, destroyed, everyHours } = command;
    const rotated: DomainEvent<KeyEncryptionEvent> = {
      type: 'key-encryption.rotated.v1',
      facts: {
        rotation,
        generation,
        destroyedGenerations: destroyedGenerations.slice(-1_000),
        keysWrapped,
        began,
        destroyed,
        next: hoursAfter(began, everyHours),
      },
    };
    return accept(rotated, ...becameFinal(command));
  },
};

function becameFinal({
  rotation,
  generation,
  disposals,
  destroyed,
}: RecordRotation): DomainEvent<KeyEncryptionEvent>[] {
  const events: DomainEvent<KeyEncryptionEvent>[] = [];
  const named = disposals.slice(0, mostDisposalsInARotation);
  for (let from = 0; from < named.length; from += mostDisposalsInAnEvent) {
    const some = named.slice(from, from + mostDisposalsInAnEvent);
    events.push({
      type: disposalsBecameFinal.type,
      facts: { rotation, generation, disposals: some, final: destroyed },
    });
  }
  return events;
}

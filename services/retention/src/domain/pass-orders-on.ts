import { accept, type Decision } from '@vitne/contracts/decider';
import { unknownDisposal, waitingFor } from './carry-out-disposals.ts';
import type { PersonEvent, PersonFile } from './person-state.ts';
import { heldCategories } from './what-goes.ts';

export type PassOrderOn = {
  command: 'pass-order-on';
  disposal: string;
  /** The systems whose processors take an erasure by OpenDSR, and what each of them may hold. */
  systems: readonly { system: string; holds: readonly string[] }[];
  now: string;
};

/**
 * Passes an order on to processors that speak OpenDSR, of those that have not confirmed. OpenDSR erases all that a processor
 * holds of a person, so an order is passed on only where nothing of the person may stay; where something may, the order has
 * failed until that is gone too, and staff can have the part erased in another way.
 */
export function passOrderOn(
  file: PersonFile,
  { disposal: id, systems, now }: PassOrderOn,
): Decision<PersonEvent, 'unknown-disposal'> {
  if (file.completed.includes(id)) return accept();
  const disposal = file.disposals[id];
  if (!disposal) return unknownDisposal();
  const { person, request, ordered, failures = {} } = disposal;
  const waiting = waitingFor(disposal);
  return accept(
    ...systems
      .filter(({ system }) => waiting.includes(system))
      .flatMap(({ system, holds }): PersonEvent[] => {
        const of = { disposal: id, person, system };
        const kept = keptIn(file, system, holds, now);
        if (kept.length === 0) {
          const asked = request === undefined ? {} : { request };
          return [{ type: 'disposal.passed-on.v1', facts: { ...of, ...asked, ordered, passedOn: now } }];
        }
        const detail = `OpenDSR would erase more: ${kept.join(', ')} may still be kept there.`.slice(0, mostWords);
        if (failures[system]?.detail === detail) return [];
        return [{ type: 'disposal.failed.v1', facts: { ...of, reason: 'other', detail, failed: now } }];
      }),
  );
}

const mostWords = 300;

/** Data categories that something lets the system keep: a holding that is not ordered, or a legal hold. */
function keptIn(file: PersonFile, system: string, holds: readonly string[], now: string): string[] {
  const underRules = Object.values(file.holdings)
    .filter(({ systems }) => systems.includes(system))
    .flatMap(({ dataCategories }) => dataCategories);
  const underHolds = [...heldCategories(Object.values(file.legalHolds), now)].filter((one) => holds.includes(one));
  return [...new Set([...underRules, ...underHolds])].sort();
}

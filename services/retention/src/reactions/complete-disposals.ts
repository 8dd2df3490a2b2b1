import { tellingSettled } from '@vitne/contracts/catalogue/request-telling-events';
import { disposalConfirmed, disposalOrdered } from '@vitne/contracts/catalogue/retention-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { Reaction } from '@vitne/projector/projection';
import type { TimerSource } from '@vitne/projector/timers';
import type { Commanded } from '@vitne/service-kit/command-handler';
import { consequenceOf, settled, timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { destroyKeys, whatIsLeft } from '../destroy-keys.ts';
import { waitingFor } from '../domain/carry-out-disposals.ts';
import { personFile } from '../domain/person-file.ts';
import type { Disposal, PersonFile } from '../domain/person-state.ts';
import { answersOwed } from '../domain/record-matters.ts';
import { shreddingFor } from '../domain/shredding.ts';
import { isSettledBy, waitsForTelling } from '../domain/tell-of-erasure.ts';
import { readPersonFile } from '../entity-files.ts';
import { type ErasureToTell, erasuresToTellProjection } from '../projections/erasures-to-tell.ts';
import { commandPerson } from './consequence.ts';
import { mattersOf } from './keep-records.ts';

/**
 * When the last system has confirmed, destroys the keys and records that the disposal is complete. Whoever asked for the
 * erasure is told first, because the address goes with the keys. The keys are listed from the ledger before they are
 * destroyed: a repeat after a crash destroys nothing more, and still names them all.
 */
export function completeDisposalsReaction(context: ServiceContext): Reaction {
  const name = 'complete-disposals';
  return {
    name,
    handles: [disposalOrdered.type, disposalConfirmed.type, tellingSettled.type],
    async react(event) {
      const { tenant, type } = event.meta;
      const { disposal: id, person } = event.facts as { disposal: string; person: string };
      const file = await readPersonFile(context, tenant, person);
      const disposal = file.disposals[id];
      if (!disposal || waitingFor(disposal).length > 0) return;
      const now = context.clock.now();
      if (type !== tellingSettled.type && waitsForTelling(disposal, now)) {
        await commandPerson(context, name, event, person, { command: 'owe-telling', disposal: id, now });
        return;
      }
      if (type === tellingSettled.type && !isSettledBy(disposal, String(event.facts['settled']))) return;
      await complete(context, consequenceOf(context, event, name, person), file, disposal);
    },
  };
}

/** An erasure does not wait for ever: whom nobody could tell in time is erased all the same. */
export function completeUntold(context: ServiceContext, tenant: Tenant): TimerSource<ErasureToTell> {
  return {
    projection: erasuresToTellProjection,
    dueField: 'tellBy',
    async fire({ disposal: id, person }) {
      const file = await readPersonFile(context, tenant, person);
      const disposal = file.disposals[id];
      if (!disposal || waitingFor(disposal).length > 0) return;
      await complete(context, timedCommand(context, tenant, 'complete-untold', id), file, disposal);
    },
  };
}

/** @throws when the file asks for more by now than was destroyed, so that the step is taken again. */
async function complete(
  context: ServiceContext,
  commanded: Commanded,
  file: PersonFile,
  disposal: Disposal,
): Promise<void> {
  const { tenant } = commanded;
  const { person, request } = disposal;
  const owed = request === undefined ? [] : answersOwed(person, request, await mattersOf(context, tenant, person));
  const shredding = shreddingFor(file, disposal, context.clock.now(), owed);
  const keysDestroyed = await destroyKeys(context, tenant, disposal, shredding);
  const now = context.clock.now();
  const destroyed = new Set([...file.destroyed, ...keysDestroyed.map(({ key }) => key)]);
  const left = await whatIsLeft(context, tenant, disposal, destroyed);
  const completed = await context.execute(
    personFile,
    commanded,
    { entity: 'person', id: disposal.person },
    {
      command: 'complete-disposal',
      disposal: disposal.disposal,
      shredding,
      keysDestroyed,
      effective: now,
      now,
      left,
    },
  );
  settled('complete-disposal', completed);
}

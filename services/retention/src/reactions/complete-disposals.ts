import { tellingSettled } from '@vitne/contracts/catalogue/request-telling-events';
import { disposalConfirmed, disposalOrdered } from '@vitne/contracts/catalogue/retention-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { Reaction } from '@vitne/projector/projection';
import type { TimerSource } from '@vitne/projector/timers';
import { timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { destroyKeys, whatIsLeft } from '../destroy-keys.ts';
import { type CompleteDisposal, shreddingFor, waitingFor } from '../domain/carry-out-disposals.ts';
import { personFile } from '../domain/person-file.ts';
import type { Disposal, PersonFile } from '../domain/person-state.ts';
import { waitsForTelling } from '../domain/tell-of-erasure.ts';
import { readPersonFile } from '../entity-files.ts';
import { type ErasureToTell, erasuresToTellProjection } from '../projections/erasures-to-tell.ts';
import { commandPerson } from './consequence.ts';

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
      await commandPerson(context, name, event, person, await carriedOut(context, tenant, file, disposal));
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
      const command = await carriedOut(context, tenant, file, disposal);
      const commanded = timedCommand(context, tenant, 'complete-untold', id);
      await context.execute(personFile, commanded, { entity: 'person', id: person }, command);
    },
  };
}

async function carriedOut(
  context: ServiceContext,
  tenant: Tenant,
  file: PersonFile,
  disposal: Disposal,
): Promise<CompleteDisposal> {
  const shredding = shreddingFor(file, disposal, context.clock.now());
  const keysDestroyed = await destroyKeys(context, tenant, disposal.person, shredding);
  const now = context.clock.now();
  const destroyed = new Set([...file.destroyed, ...keysDestroyed.map(({ key }) => key)]);
  const left = await whatIsLeft(context, tenant, disposal, destroyed);
  const { saved } = shredding;
  return { command: 'complete-disposal', disposal: disposal.disposal, keysDestroyed, saved, effective: now, now, left };
}

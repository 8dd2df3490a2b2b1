import { disposalAskedAgain } from '@vitne/contracts/catalogue/disposal-follow-up-events';
import { disposalOrdered } from '@vitne/contracts/catalogue/retention-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { openDsrOf } from '@vitne/contracts/statement/statement-index';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';
import { publishOrder, systemReferences } from '@vitne/service-kit/system-orders';
import { waitingFor } from '../domain/carry-out-disposals.ts';
import { readPersonFile } from '../entity-files.ts';
import { commandPerson } from './consequence.ts';

type Ordered = FactsOf<typeof disposalOrdered>;

/** What a system is told, as the data of a CloudEvent `disposal.ordered`. */
export type DisposalOrder = Omit<Ordered, 'systems' | 'holdings' | 'request'> & {
  /** The system's own names for its records of the person, as far as it has told them. */
  references: string[];
};

/**
 * Tells every system of a disposal what to dispose of, and those that have not confirmed once more when they are asked
 * again: the same order, under the same id. Where a processor takes an erasure by OpenDSR, it is passed on to it instead.
 */
export function publishOrdersReaction(context: ServiceContext): Reaction {
  return {
    name: 'publish-orders',
    handles: [disposalOrdered.type, disposalAskedAgain.type],
    async react(event) {
      const { tenant, time } = event.meta;
      const { order, to: all, again } = (await orderIn(context, event)) ?? { to: [] };
      if (!order || all.length === 0) return;
      const speaking = await speakingOpenDsr(context, tenant, all);
      if (speaking.length > 0) {
        const command = { command: 'pass-order-on', disposal: order.disposal, systems: speaking } as const;
        await commandPerson(context, 'pass-orders-on', event, order.person, { ...command, now: context.clock.now() });
      }
      const to = all.filter((system) => !speaking.some((one) => one.system === system));
      if (to.length === 0) return;
      const references = await systemReferences(context, tenant, order.person);
      for (const system of to) {
        const data: DisposalOrder = { ...order, references: references.get(system) ?? [] };
        const id = `${order.disposal}.${system}`;
        await publishOrder(context, { tenant, system, id, again, type: 'disposal.ordered', time, data });
      }
    },
  };
}

/** The systems whose processors take an erasure by OpenDSR, as the statement in force has it; the others are told over the bus. */
async function speakingOpenDsr({ statements }: ServiceContext, tenant: Tenant, systems: readonly string[]) {
  const inForce = await statements.inForce(tenant);
  if (!inForce) return [];
  const { statement } = inForce;
  return statement.systems
    .filter(({ id }) => systems.includes(id) && openDsrOf(statement, id, 'erasure') !== undefined)
    .map(({ id: system, holds }) => ({ system, holds }));
}

type Told = { order: Omit<DisposalOrder, 'references'>; to: readonly string[]; again?: number };

/** The order as it was given, and to whom it goes now. One that was completed meanwhile goes to nobody. */
async function orderIn(context: ServiceContext, { meta, facts }: AnyRecordedEvent): Promise<Told | undefined> {
  if (meta.type === disposalOrdered.type) {
    const { systems, holdings: _holdings, request: _request, ...order } = facts as Ordered;
    return { order, to: systems };
  }
  const { disposal: id, person, afterDays } = facts as FactsOf<typeof disposalAskedAgain>;
  const disposal = (await readPersonFile(context, meta.tenant, person)).disposals[id];
  if (!disposal) return undefined;
  const {
    systems: _,
    holdings: _holdings,
    request: _request,
    confirmed: _done,
    followedUpTo: _to,
    failures: _failures,
    anonymised: _anonymised,
    ...order
  } = disposal;
  return { order, to: waitingFor(disposal), again: afterDays };
}

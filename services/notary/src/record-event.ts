import { createHash } from 'node:crypto';
import { dataschemaOf } from '@vitne/contracts/catalogue/catalogue';
import { channelOf, type Tenant } from '@vitne/contracts/channels';
import type { Decider } from '@vitne/contracts/decider';
import type { SealedEvent } from '@vitne/contracts/envelope';
import type { EventLog } from '@vitne/event-log/event-log';
import type { Clock } from '@vitne/service-kit/clock';

/** One thing of the notary's own in a ledger. */
export type NotaryEntity = {
  readonly tenant: Tenant;
  readonly entity: 'ledger-damage' | 'notary-key';
  readonly id: string;
};

type NotaryEvent = { readonly type: string; readonly facts: Record<string, unknown> };
const attempts = 8;

/** Decides on what the ledger has of the entity, and appends what comes of it. False when others kept being faster. */
export async function recordByDecision<State, Command, Event extends NotaryEvent, Recorded>(
  { log, clock }: { log: EventLog; clock: Clock },
  decider: Decider<State, Command, Event, Recorded, never>,
  { tenant, entity, id }: NotaryEntity,
  command: Command,
): Promise<boolean> {
  const channel = channelOf({ tenant, context: 'notary', entity, id });
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const history = await log.readEntity(channel);
    const state = (history as unknown as Recorded[]).reduce(decider.evolve, decider.initial());
    const decision = decider.decide(command, state);
    if (!('accepted' in decision) || decision.accepted.length === 0) return true;
    const events = decision.accepted.map((event) => eventOf(tenant, id, `${id}/${history.length}`, clock.now(), event));
    const { outcome } = await log.append({ channel, expectedPosition: history.at(-1)?.position ?? 0, events });
    if (outcome === 'appended' || outcome === 'duplicate') return true;
  }
  return false;
}

/** An event of the notary's own. It holds nothing personal, so there is nothing to seal. */
export function eventOf(
  tenant: Tenant,
  entity: string,
  cause: string,
  time: string,
  { type, facts }: NotaryEvent,
): SealedEvent {
  const id = createHash('sha256').update(`${tenant}/${type}/${cause}`).digest('hex').slice(0, 32);
  return {
    meta: {
      id: `${id}.0`,
      source: '/services/notary',
      type,
      time,
      entity,
      dataschema: dataschemaOf(type),
      tenant,
      actor: 'service:notary',
      correlation: id,
    },
    facts,
    sealed: [],
  };
}

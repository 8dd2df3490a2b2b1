import { createHash } from 'node:crypto';
import { dataschemaOf } from '@vitne/contracts/catalogue/catalogue';
import { channelOf, type Tenant } from '@vitne/contracts/channels';
import type { SealedEvent } from '@vitne/contracts/envelope';
import type { EventLog } from '@vitne/event-log/event-log';
import type { Clock } from '@vitne/service-kit/clock';
import type { Collection, Db } from 'mongodb';
import { type DamageCommand, damageIdOf, ledgerDamage, type RecordedDamage } from './domain/ledger-damage.ts';
import type { WrongWithLedger } from './ledger-wrong.ts';

/** Tells of what is wrong with ledgers: as events where they can still be written to, which those on call are mailed of. */
export type Alarms = {
  /** What was found and is not mended yet, by any instance and before any restart. */
  open(tenant: Tenant): Promise<readonly string[]>;
  /** Answers false when the ledger did not take it. */
  found(tenant: Tenant, wrong: WrongWithLedger, signedSize: number): Promise<boolean>;
  mended(tenant: Tenant, signedSize: number): Promise<void>;
};

type OpenDamage = { _id: string; tenant: Tenant; damage: string };
const timeoutMS = 5_000;
const attempts = 8;

export function ledgerAlarms({ log, db, clock }: { log: EventLog; db: Db; clock: Clock }): Alarms {
  const damages: Collection<OpenDamage> = db.collection<OpenDamage>('open-damages');

  async function record(tenant: Tenant, damage: string, command: DamageCommand): Promise<boolean> {
    const channel = channelOf({ tenant, context: 'notary', entity: 'ledger-damage', id: damage });
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const history = (await log.readEntity(channel)) as unknown as RecordedDamage[];
      const state = history.reduce(ledgerDamage.evolve, ledgerDamage.initial());
      const decision = ledgerDamage.decide(command, state);
      if (!('accepted' in decision) || decision.accepted.length === 0) return true;
      const expectedPosition = history.at(-1)?.position ?? 0;
      const events = decision.accepted.map((event) =>
        eventOf(tenant, damage, `${damage}/${history.length}`, clock.now(), event),
      );
      const { outcome } = await log.append({ channel, expectedPosition, events });
      if (outcome === 'appended' || outcome === 'duplicate') return true;
    }
    return false;
  }

  return {
    open: async (tenant) =>
      (await damages.find({ tenant }, { timeoutMS }).toArray()).map(({ damage }: OpenDamage) => damage),
    async found(tenant, wrong, signedSize) {
      const damage = damageIdOf(wrong);
      await damages
        .updateOne({ _id: `${tenant}/${damage}` }, { $set: { tenant, damage } }, { upsert: true, timeoutMS })
        .catch(() => undefined);
      const facts = { damage, ...wrong, signedSize, found: clock.now() };
      return record(tenant, damage, { command: 'record-found', ...facts }).catch(() => false);
    },
    async mended(tenant, signedSize) {
      for (const { _id, damage } of await damages.find({ tenant }, { timeoutMS }).toArray()) {
        const facts = { damage, signedSize, mended: clock.now() };
        if (await record(tenant, damage, { command: 'record-mended', ...facts }))
          await damages.deleteOne({ _id }, { timeoutMS });
      }
    },
  };
}

/** An event of the notary's own. It holds nothing personal, so there is nothing to seal. */
export function eventOf(
  tenant: Tenant,
  entity: string,
  cause: string,
  time: string,
  { type, facts }: { type: string; facts: Record<string, unknown> },
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

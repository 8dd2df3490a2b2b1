import type { Tenant } from '@vitne/contracts/channels';
import type { EventLog } from '@vitne/event-log/event-log';
import type { Clock } from '@vitne/service-kit/clock';
import type { Collection, Db } from 'mongodb';
import { type DamageCommand, damageIdOf, ledgerDamage } from './domain/ledger-damage.ts';
import type { WrongWithLedger } from './ledger-wrong.ts';
import { recordByDecision } from './record-event.ts';

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

export function ledgerAlarms({ log, db, clock }: { log: EventLog; db: Db; clock: Clock }): Alarms {
  const damages: Collection<OpenDamage> = db.collection<OpenDamage>('open-damages');

  const record = (tenant: Tenant, damage: string, command: DamageCommand): Promise<boolean> =>
    recordByDecision({ log, clock }, ledgerDamage, { tenant, entity: 'ledger-damage', id: damage }, command);

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

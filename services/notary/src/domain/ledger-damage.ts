import type { ledgerDamageFound, ledgerDamageMended } from '@vitne/contracts/catalogue/notary-events';
import { accept, type Decider } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';

type DamageDefinition = typeof ledgerDamageFound | typeof ledgerDamageMended;
export type RecordedDamage = RecordedEvent<DamageDefinition>;
export type DamageState = { status: 'unknown' | 'open' | 'mended' };
export type DamageCommand =
  | ({ command: 'record-found' } & FactsOf<typeof ledgerDamageFound>)
  | ({ command: 'record-mended' } & FactsOf<typeof ledgerDamageMended>);

/** One thing that is wrong with a ledger: found once, however often it is looked at, until it is mended. Nothing is refused. */
export const ledgerDamage: Decider<DamageState, DamageCommand, DomainEvent<DamageDefinition>, RecordedDamage, never> = {
  initial: () => ({ status: 'unknown' }),
  decide(command, { status }) {
    const { command: name, ...facts } = command;
    if (name === 'record-found')
      return status === 'open'
        ? accept()
        : accept({ type: 'ledger-damage.found.v1', facts: facts as FactsOf<typeof ledgerDamageFound> });
    return status === 'open'
      ? accept({ type: 'ledger-damage.mended.v1', facts: facts as FactsOf<typeof ledgerDamageMended> })
      : accept();
  },
  evolve(_state, event) {
    switch (event.meta.type) {
      case 'ledger-damage.found.v1':
        return { status: 'open' };
      case 'ledger-damage.mended.v1':
        return { status: 'mended' };
    }
  },
};

/** Names a damage, so that looking twice finds the same one: what is wrong, and where. */
export const damageIdOf = ({ code, position }: { code: string; position?: number }): string =>
  `${code}-${position ?? 'stream'}`;

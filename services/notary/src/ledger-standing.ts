import { metrics } from '@opentelemetry/api';
import type { Tenant } from '@vitne/contracts/channels';
import type { WrongWithLedger } from './ledger-wrong.ts';
import type { WitnessRefusal } from './witnesses/ask-witness.ts';

/** How it stands with the signing of one ledger, as this instance knows it. */
export type LedgerStanding = {
  /** `standing-by`: another instance signs. `unavailable`: an engine or a disk is away, and it is tried again. */
  state: 'starting' | 'signing' | 'standing-by' | 'unavailable' | 'damaged';
  /** What was signed, as far as this instance knows. */
  signedSize: number;
  /** What is wrong with the ledger; until it is mended nothing of it is signed. */
  damage?: WrongWithLedger & { since: string; recorded: boolean };
  /** Name of what is away. */
  failure?: string;
  /** When all that had been signed was last compared with the ledger, and how much it was. */
  lookedAgain?: { size: number; at: string };
  /** What the witnesses say; it never keeps anything from being signed. */
  witnesses?: WitnessStanding[];
};

/** What one witness last said of this ledger. */
export type WitnessStanding = {
  readonly name: string;
  readonly state: 'not-asked' | 'cosigned' | 'refused' | 'away';
  /** The size that it was asked to cosign, and when it answered. */
  readonly size?: number;
  readonly at?: string;
  /** Why it refused. */
  readonly code?: WitnessRefusal;
  /** The largest size that it cosigned, as far as this instance knows. */
  readonly cosignedSize?: number;
};

export type Standings = ReadonlyMap<Tenant, LedgerStanding>;

/** Measured whenever somebody collects: what is signed of each ledger, and whether it is damaged. */
export function measureStandings(standings: Standings): () => void {
  const meter = metrics.getMeter('vitne-notary');
  const signed = meter.createObservableGauge('vitne.ledger.signed.size', {
    description: 'Events that the newest signed checkpoint covers.',
  });
  const damaged = meter.createObservableGauge('vitne.ledger.damaged', {
    description: '1 while a ledger is not what was signed of it, and nothing more is signed.',
  });
  const observe: Parameters<typeof meter.addBatchObservableCallback>[0] = (result) => {
    for (const [tenant, { signedSize, state }] of standings) {
      result.observe(signed, signedSize, { 'vitne.tenant': tenant });
      result.observe(damaged, state === 'damaged' ? 1 : 0, { 'vitne.tenant': tenant });
    }
  };
  meter.addBatchObservableCallback(observe, [signed, damaged]);
  return () => meter.removeBatchObservableCallback(observe, [signed, damaged]);
}

/** Why the notary cannot do its work for some ledger, for whoever operates it. */
export function reasonsIn(standings: Standings): string[] {
  return [...standings].flatMap(([tenant, { state, damage, failure }]) => {
    if (damage)
      return [
        `The ledger of ${tenant} is not signed any more: ${damage.code}${damage.position === undefined ? '' : ` at position ${damage.position}`}. ${damage.detail}${damage.recorded ? '' : ' No event could be recorded of it.'}`,
      ];
    return state === 'unavailable' ? [`The ledger of ${tenant} is not signed just now: ${failure}.`] : [];
  });
}

/** What witnesses say that somebody has to look at; the signing goes on. */
export function noticesIn(standings: Standings): string[] {
  return [...standings].flatMap(([tenant, { witnesses = [] }]) =>
    witnesses.flatMap(({ name, state, code, size }) => {
      if (state === 'refused') return [`The witness ${name} does not cosign ${size} events of ${tenant}: ${code}.`];
      return state === 'away' ? [`The witness ${name} does not answer for ${tenant}.`] : [];
    }),
  );
}

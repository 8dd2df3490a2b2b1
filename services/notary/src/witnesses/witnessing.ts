import { setTimeout as wait } from 'node:timers/promises';
import type { Tenant } from '@vitne/contracts/channels';
import type { CheckpointStream } from '@vitne/event-log/checkpoint-stream';
import { formatNote, type NoteSignature, parseUnverifiedNote } from '@vitne/ledger/signed-note';
import { trusted } from '@vitne/ledger/verdict';
import { backoffMs, failureCode } from '@vitne/projector/failure';
import type { Clock } from '@vitne/service-kit/clock';
import type { DurableFiles } from '@vitne/service-kit/durable-files';
import type { Logger } from '@vitne/service-kit/logger';
import type { CheckpointHistory } from '../archive/checkpoint-history.ts';
import type { LedgerStanding, WitnessStanding } from '../ledger-standing.ts';
import { newestCheckpoint } from '../prove-position.ts';
import { askingWitness } from './ask-witness.ts';
import type { Witness } from './witness-list.ts';

export type WitnessingOptions = {
  readonly tenant: Tenant;
  readonly witnesses: readonly Witness[];
  /** The archive's folder of the ledger. */
  readonly files: DurableFiles;
  readonly history: CheckpointHistory;
  readonly published: Pick<CheckpointStream, 'publishCosigned'>;
  readonly standing: LedgerStanding;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly witnessTimes?: WitnessTimes;
};

export type WitnessTimes = {
  /** For one call of a witness; the other witnesses' cosignatures wait as long at most. */
  readonly answerMs: number;
  /** Between calls of a witness that is away. */
  readonly firstMs: number;
  readonly longestMs: number;
};
export const usualWitnessTimes: WitnessTimes = { answerMs: 3_000, firstMs: 1_000, longestMs: 60_000 };

type Asked = {
  readonly witness: Witness;
  readonly ask: ReturnType<typeof askingWitness>;
  failures: number;
  notBefore: number;
};

/** What the witnesses have answered about one note. */
const roundsOf = (note: string) => ({
  note,
  signatures: new Map<Asked, NoteSignature>(),
  refused: new Set<Asked>(),
  /** Cosignatures that are not published yet, with what is said of their witnesses then. */
  unpublished: new Map<Asked, Omit<WitnessStanding, 'name'>>(),
});

/**
 * Has witnesses cosign the newest checkpoint, beside the signing and never in its way: it is woken when one was published, asks each
 * witness for the newest one only, and publishes it again with the cosignatures that came. What is signed meanwhile is
 * asked for next.
 */
export function witnessing(options: WitnessingOptions): { wake(): void; stop(): Promise<void> } {
  const { witnesses, files, standing, logger, tenant, witnessTimes: times = usualWitnessTimes } = options;
  const stopping = new AbortController();
  const asked: Asked[] = witnesses.map((witness) => ({
    witness,
    ask: askingWitness(witness, files.read, times.answerMs),
    failures: 0,
    notBefore: 0,
  }));
  standing.witnesses = witnesses.map(({ key }) => ({ name: key.name, state: 'not-asked' }));
  let wakened = Promise.withResolvers<void>();
  let current = roundsOf('');

  /** Asks who has not answered for the newest checkpoint; how long until somebody who is away is to be asked again. */
  async function round(): Promise<number | undefined> {
    const newest = await newestCheckpoint(files);
    if (!newest) return undefined;
    if (newest.note !== current.note) current = roundsOf(newest.note);
    const { signatures, refused, unpublished } = current;
    const open = asked.filter((one) => !signatures.has(one) && !refused.has(one));
    const due = open.filter(({ notBefore }) => notBefore <= performance.now());
    await Promise.all(
      due.map(async (one) => {
        const answer = await one.ask(newest, stopping.signal);
        if (answer.outcome === 'away' && stopping.signal.aborted) return;
        one.failures = answer.outcome === 'away' ? one.failures + 1 : 0;
        one.notBefore =
          answer.outcome === 'away' ? performance.now() + backoffMs(times, Math.min(one.failures - 1, 16)) : 0;
        if (answer.outcome === 'cosigned') signatures.set(one, answer.signature);
        if (answer.outcome === 'refused') refused.add(one);
        const said = {
          state: answer.outcome,
          size: newest.size,
          at: options.clock.now(),
          ...(answer.outcome === 'refused' && { code: answer.code }),
        };
        if (answer.outcome === 'cosigned') unpublished.set(one, said);
        else note(one, said);
      }),
    );
    if (unpublished.size > 0) await publish(newest, [...signatures.values()]);
    // Said when it can be seen: on the bus, in the archive and in proofs.
    for (const [one, said] of unpublished) note(one, said);
    unpublished.clear();
    const waiting = asked.filter((one) => !signatures.has(one) && !refused.has(one));
    return waiting.length === 0
      ? undefined
      : Math.max(0, Math.min(...waiting.map(({ notBefore }) => notBefore)) - performance.now());
  }

  function note(one: Asked, now: Omit<WitnessStanding, 'name'>): void {
    const place = asked.indexOf(one);
    const known = standing.witnesses?.[place];
    const { name } = one.witness.key;
    if (known?.state !== now.state || known.code !== now.code) {
      if (now.state === 'refused')
        logger.error({ tenant, witness: name, code: now.code, size: now.size }, 'a witness does not cosign');
      if (now.state === 'away') logger.warn({ tenant, witness: name }, 'a witness does not answer');
    }
    const cosignedSize = now.state === 'cosigned' ? now.size : known?.cosignedSize;
    const said: WitnessStanding = { name, ...now, ...(cosignedSize !== undefined && { cosignedSize }) };
    standing.witnesses = (standing.witnesses ?? []).with(place, said);
  }

  async function publish({ size, note: signed }: { size: number; note: string }, lines: NoteSignature[]) {
    const { text, signatures } = trusted(parseUnverifiedNote(signed)).note;
    const cosigned = formatNote(text, [...signatures, ...lines]);
    await options.history.keep(cosigned);
    await files.write([{ path: 'checkpoint.cosigned', bytes: cosigned }]);
    await options.published.publishCosigned(tenant, size, lines.length, cosigned);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await wakened.promise;
      wakened = Promise.withResolvers();
      if (stopping.signal.aborted) return;
      const againMs = await round().catch((error: unknown) => {
        if (!stopping.signal.aborted)
          logger.warn({ tenant, code: failureCode(error), error }, 'not witnessed just now');
        return times.firstMs;
      });
      if (againMs !== undefined)
        void wait(againMs, undefined, { signal: stopping.signal, ref: false }).then(wakened.resolve, () => undefined);
    }
  }

  const running = witnesses.length === 0 ? Promise.resolve() : run();
  return {
    wake: () => wakened.resolve(),
    async stop() {
      stopping.abort();
      wakened.resolve();
      await running;
    },
  };
}

import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestEngines } from '@vitne/engines/test-engines';
import { caughtUp, startConsentUnderLoad, startEmptyRoute, tenant, type Undo } from './consent-under-load.ts';
import type { Load, LoadResult } from './http-load.ts';
import { type Stored, storedConsents } from './stored-consents.ts';

const kinds = ['empty route', 'new people', 'known people'] as const;
type Kind = (typeof kinds)[number];

export type HttpMeasure = Omit<Round, 'answered' | 'refused'> & {
  what: Kind;
  /** Compared with the empty route of the same rounds. */
  ratio: number;
};
export type HttpMeasured = {
  measures: HttpMeasure[];
  /** Consents answered with success, and with anything else. */
  answered: number;
  refused: number;
  stored: Stored;
  /** The longest that the read models took to catch up after a round. */
  behindMs: number;
};
/** Shares are of the time; that of the service is of one thread, that of the machine of all. */
type Round = Omit<LoadResult, 'busy'> & { loadBusy: number; serviceBusy: number; machineBusy: number };

const rounds = 5;
const roundSeconds = 2;
const warmUpAmounts = { 'empty route': 4_000, 'new people': 500, 'known people': 500 };
const knownPeople = 500;
/** Customer numbers of new people begin above those of known ones. */
const firstNewPerson = 1_000_000;

/**
 * Measures consents per second at the consent service's own port, over real engines, against an empty route with the
 * same body schema and without token. The kinds take turns in one run; medians over the rounds. Afterwards ledger and
 * read model are counted, because an answer alone proves nothing.
 */
export async function measureHttp(engines: TestEngines): Promise<HttpMeasured> {
  const keys = mkdtempSync(join(tmpdir(), 'vitne-bench-'));
  const undo: Undo = [async () => rmSync(keys, { recursive: true, force: true })];
  try {
    const { service, db, log, target } = await startConsentUnderLoad(engines, keys, undo);
    const emptyUrl = await startEmptyRoute(undo);
    const load = startLoad(undo);
    const next = { 'empty route': 0, 'new people': firstNewPerson, 'known people': 0 };
    const sum = { answered: 0, refused: 0, behindMs: 0 };

    const run = async (what: Kind, amount: number): Promise<Round> => {
      const first = next[what];
      next[what] += amount;
      if (what === 'empty route') return observed(() => load({ ...target, url: emptyUrl, amount, first }));
      const people = what === 'known people' && { people: knownPeople };
      const round = await observed(() => load({ ...target, ...people, amount, first }));
      sum.answered += round.answered;
      sum.refused += round.refused;
      const endMs = performance.now();
      await caughtUp(service, await log.lastPosition(tenant));
      sum.behindMs = Math.max(sum.behindMs, performance.now() - endMs);
      return round;
    };

    const amounts: Record<Kind, number> = { ...warmUpAmounts };
    for (const what of kinds) {
      await run(what, warmUpAmounts[what]);
      const { perSecond } = await run(what, warmUpAmounts[what]);
      amounts[what] = Math.ceil(perSecond * roundSeconds);
    }
    const results: Record<Kind, Round[]> = { 'empty route': [], 'new people': [], 'known people': [] };
    for (let round = 0; round < rounds; round++)
      for (const what of kinds) results[what].push(await run(what, amounts[what]));
    return { measures: summarise(results), ...sum, stored: await storedConsents(log, db, tenant) };
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

function summarise(results: Record<Kind, Round[]>): HttpMeasure[] {
  const middle = (what: Kind, name: keyof Round): number =>
    results[what].map((round) => round[name]).toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  return kinds.map((what) => ({
    what,
    perSecond: middle(what, 'perSecond'),
    ratio: middle(what, 'perSecond') / middle('empty route', 'perSecond'),
    medianMs: middle(what, 'medianMs'),
    slowestHundredthMs: middle(what, 'slowestHundredthMs'),
    serviceBusy: middle(what, 'serviceBusy'),
    loadBusy: middle(what, 'loadBusy'),
    machineBusy: middle(what, 'machineBusy'),
  }));
}

/** Runs a round and watches who computed meanwhile: this process, which answers, and the whole machine. */
async function observed(work: () => Promise<LoadResult>): Promise<Round> {
  const startMs = performance.now();
  const cpu = process.cpuUsage();
  const before = machineTimes();
  const { busy: loadBusy, ...result } = await work();
  const { user, system } = process.cpuUsage(cpu);
  const after = machineTimes();
  return {
    ...result,
    loadBusy,
    serviceBusy: (user + system) / 1_000 / (performance.now() - startMs),
    machineBusy: (after.busy - before.busy) / (after.all - before.all),
  };
}

function machineTimes(): { busy: number; all: number } {
  const times = cpus().map(({ times: { user, nice, sys, idle, irq } }) => ({ busy: user + nice + sys + irq, idle }));
  const busy = times.reduce((total, one) => total + one.busy, 0);
  return { busy, all: times.reduce((total, one) => total + one.idle, busy) };
}

function startLoad(undo: Undo): (load: Load) => Promise<LoadResult> {
  // The options that this process was started with are not for the load, which would end before its first round.
  const child: ChildProcess = fork(fileURLToPath(new URL('http-load.ts', import.meta.url)), { execArgv: [] });
  undo.push(async () => void child.kill());
  return (load) =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`The load ended with ${code}.`));
      child.once('exit', ended);
      child.once('message', (result) => {
        child.off('exit', ended);
        resolve(result as LoadResult);
      });
      child.send(load);
    });
}

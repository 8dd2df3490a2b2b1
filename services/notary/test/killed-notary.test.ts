import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { checkpointsStreamName } from '@vitne/contracts/channels';
import { openCheckpointsStream } from '@vitne/event-log/checkpoint-stream';
import { toBase64 } from '@vitne/ledger/bytes';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { LedgerStanding } from '../src/ledger-standing.ts';
import type { NotaryToKill } from './notary-to-kill.ts';
import { headOf, type LedgerForNotary, ledgerForNotary } from './running-notary.ts';

const children = new Set<ChildProcess>();
const open = new Set<LedgerForNotary>();
const endAll = () => {
  for (const child of children) child.kill('SIGKILL');
};
afterEach(async () => {
  endAll();
  for (const ledger of open) await ledger.drop();
  open.clear();
});
afterAll(endAll);

const freshLedger = async (): Promise<LedgerForNotary> => {
  const ledger = await ledgerForNotary();
  open.add(ledger);
  return ledger;
};

/** A notary in a process of its own; what it says of its ledger is asked with `until`. */
function spawnNotary(ledger: LedgerForNotary, more: Partial<NotaryToKill> = {}) {
  const { engines, tenant, folder, database } = ledger;
  const say: NotaryToKill = {
    natsUrl: engines.natsUrl,
    credentials: engines.credentials('notary'),
    mongoUrl: engines.mongoUrl,
    ...{ database, folder, tenant, ...more },
  };
  const file = join(import.meta.dirname, 'notary-to-kill.ts');
  const child = spawn(process.execPath, [file, JSON.stringify(say)], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  const ended = once(child, 'exit').then(([, signal]) => {
    children.delete(child);
    return signal as string | null;
  });
  const lines = createInterface({ input: child.stdout });
  return {
    ended,
    /** Waits for what it says of the ledger. */
    async until(what: (standing: LedgerStanding) => boolean): Promise<LedgerStanding> {
      for await (const line of lines) {
        const standing = JSON.parse(line) as LedgerStanding;
        if (what(standing)) return standing;
      }
      throw new Error('It ended before it came true.');
    },
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The roots of each size that any signature ever vouched for. */
async function rootsBySize(ledger: LedgerForNotary): Promise<Map<number, Set<string>>> {
  const seen = join(ledger.folder, 'seen.jsonl');
  const notes = existsSync(seen)
    ? readFileSync(seen, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as string)
    : [];
  const roots = new Map<number, Set<string>>();
  for (const note of [...notes, ...(await ledger.published())]) {
    const { size, root } = headOf(note);
    roots.set(size, (roots.get(size) ?? new Set()).add(toBase64(root)));
  }
  return roots;
}
const contradictions = async (ledger: LedgerForNotary): Promise<number[]> =>
  [...(await rootsBySize(ledger))].filter(([, roots]) => roots.size > 1).map(([size]) => size);

/** The administrator's crime: the same ledger again, but for its last message. */
async function rewriteTheLast(ledger: LedgerForNotary): Promise<void> {
  const { config } = await ledger.manager.streams.info(ledger.stream);
  await ledger.manager.streams.delete(ledger.stream);
  await ledger.manager.streams.add(config);
  await ledger.append(5);
  await ledger.append(4, 'more');
  await ledger.append(1, 'another');
}

/** Signs five events, and is killed on the way to signing ten. */
async function killedAt(instant: string, more: Partial<NotaryToKill> = {}): Promise<LedgerForNotary> {
  const ledger = await freshLedger();
  await ledger.append(5);
  const first = spawnNotary(ledger);
  await first.until(({ signedSize }) => signedSize === 5);
  await first.kill();
  await ledger.append(4, 'more');
  await ledger.append(1, 'last');
  const second = spawnNotary(ledger, { killAt: instant, afterSize: 5, ...more });
  expect(await second.ended).toBe('SIGKILL');
  return ledger;
}

const instants = [
  'archive-messages',
  'tiles-not-named',
  'write-tiles',
  'declare-head',
  'before-agreeing',
  'agreement-written',
  'agreed',
  'sign-head',
  'publish',
  'write-checkpoint',
] as const;
/** From here on the head of the killed checkpoint is on a disk. */
const isDeclared = (instant: (typeof instants)[number]) =>
  instants.indexOf(instant) >= instants.indexOf('declare-head');

test.each(instants)(
  'a notary that is killed at %s goes on where it was, and has signed no size twice differently',
  async (instant) => {
    const ledger = await killedAt(instant);
    const last = await ledger.append(3, 'after');
    const next = spawnNotary(ledger);
    await next.until(({ signedSize }) => signedSize === last);
    await next.kill();
    expect(await contradictions(ledger)).toEqual([]);
    const sizes = (await ledger.published()).map((note) => headOf(note).size);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(sizes.at(-1)).toBe(last);
    const file = readFileSync(join(ledger.archive, ledger.tenant, 'checkpoint'), 'utf8');
    expect(headOf(file).size).toBe(last);
    if (isDeclared(instant)) expect(sizes).toContain(10);
  },
);

test.each(instants)(
  'killed at %s, and the ledger rewritten before it is back, it never signs a second root for a size',
  async (instant) => {
    const ledger = await killedAt(instant);
    await rewriteTheLast(ledger);
    const next = spawnNotary(ledger);
    const standing = await next.until(({ signedSize, state }) => signedSize === 10 || state === 'damaged');
    await next.kill();
    expect(await contradictions(ledger)).toEqual([]);
    // What was declared stands, so what the ledger says now is no continuation of it.
    if (isDeclared(instant)) expect(standing.damage?.code).toMatch(/^(root-differs|message-changed)$/);
    else expect(standing.state).toBe('signing');
  },
);

test('database, bus and archive are all lost, and the ledger rewritten: the signer alone refuses a second root', async () => {
  const ledger = await killedAt('agreed');
  await rewriteTheLast(ledger);
  await ledger.mongo.db(ledger.database).dropDatabase();
  await ledger.manager.streams.delete(checkpointsStreamName(ledger.tenant));
  await openCheckpointsStream(ledger.admin, ledger.tenant);
  rmSync(ledger.archive, { recursive: true });
  const next = spawnNotary(ledger);
  const { damage } = await next.until(({ state }) => state === 'damaged');
  await next.kill();
  expect(damage).toMatchObject({ code: 'root-differs', position: 10 });
  expect(await contradictions(ledger)).toEqual([]);
});

test('canary: a notary that signs before it writes anything down is caught by the same look', async () => {
  const ledger = await killedAt('sign-head', { unsafe: true });
  await rewriteTheLast(ledger);
  const next = spawnNotary(ledger, { unsafe: true });
  await next.until(({ signedSize, state }) => signedSize === 10 || state === 'damaged');
  await next.kill();
  expect(await contradictions(ledger)).toEqual([10]);
});

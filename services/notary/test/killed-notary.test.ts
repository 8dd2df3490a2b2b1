import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { checkpointsStreamName } from '@vitne/contracts/channels';
import { openCheckpointsStream } from '@vitne/event-log/checkpoint-stream';
import { toBase64 } from '@vitne/ledger/bytes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LedgerStanding } from '../src/ledger-standing.ts';
import type { NotaryToKill } from './notary-to-kill.ts';
import { headOf, type LedgerForNotary, ledgerForNotary } from './running-notary.ts';

const children = new Set<ChildProcess>();
const open = new Set<LedgerForNotary>();
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const ledger of open) await ledger.drop();
});

const freshLedger = async (): Promise<LedgerForNotary> => {
  const ledger = await ledgerForNotary();
  open.add(ledger);
  return ledger;
};

/** A notary of some ledgers in a process of its own. */
function spawnNotary(ledgers: readonly LedgerForNotary[], more: Partial<NotaryToKill> = {}) {
  const [{ server, mongoUrl }] = ledgers as [LedgerForNotary];
  const say: NotaryToKill = {
    natsUrl: server.natsUrl,
    credentials: server.credentials('notary'),
    mongoUrl,
    ledgers: ledgers.map(({ database, folder, tenant }) => ({ database, folder, tenant })),
    ...more,
  };
  const file = join(import.meta.dirname, 'notary-to-kill.ts');
  const child = spawn(process.execPath, [file, JSON.stringify(say)], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  const ended = once(child, 'exit').then(([, signal]) => {
    children.delete(child);
    return signal as string | null;
  });
  const standings = new Map<string, LedgerStanding>();
  const heard = new EventTarget();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { tenant, standing } = JSON.parse(line) as { tenant: string; standing: LedgerStanding };
    standings.set(tenant, standing);
    heard.dispatchEvent(new Event(tenant));
  });
  return {
    ended,
    /** Waits for what it says of a ledger. */
    async until({ tenant }: LedgerForNotary, what: (standing: LedgerStanding) => boolean): Promise<LedgerStanding> {
      for (;;) {
        const standing = standings.get(tenant);
        if (standing && what(standing)) return standing;
        if (child.exitCode !== null || child.signalCode !== null) throw new Error('It ended before it came true.');
        await Promise.race([once(heard, tenant), ended]);
      }
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
async function killedAt(
  ledger: LedgerForNotary,
  instant: string,
  more: Partial<NotaryToKill> = {},
): Promise<LedgerForNotary> {
  await ledger.append(5);
  const notary = spawnNotary([ledger], { killAt: instant, afterSize: 9, ...more });
  await notary.until(ledger, ({ signedSize }) => signedSize === 5);
  await ledger.append(4, 'more');
  await ledger.append(1, 'last');
  expect(await notary.ended).toBe('SIGKILL');
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
  'keep-checkpoint',
  'write-checkpoint',
] as const;
type Instant = (typeof instants)[number];
/** From here on the head of the killed checkpoint is on a disk. */
const isDeclared = (instant: Instant) => instants.indexOf(instant) >= instants.indexOf('declare-head');
const patienceMs = 120_000;

/** For each instant a ledger whose notary was killed there, and one that was also rewritten before it was back. */
const honest = new Map<Instant, LedgerForNotary>();
const rewritten = new Map<Instant, LedgerForNotary>();
let bereft: LedgerForNotary;
let next: ReturnType<typeof spawnNotary>;
beforeAll(async () => {
  for (const instant of instants) {
    honest.set(instant, await freshLedger());
    rewritten.set(instant, await freshLedger());
  }
  bereft = await freshLedger();
  for (const instant of instants) {
    const [left, changed] = [honest.get(instant), rewritten.get(instant)] as [LedgerForNotary, LedgerForNotary];
    await Promise.all([killedAt(left, instant), killedAt(changed, instant)]);
    await Promise.all([left.append(3, 'after'), rewriteTheLast(changed)]);
  }
  await loseAllButTheSigner(await killedAt(bereft, 'agreed'));
  // One process takes all of them over.
  next = spawnNotary([...open]);
}, 4 * patienceMs);

async function loseAllButTheSigner(ledger: LedgerForNotary): Promise<LedgerForNotary> {
  await rewriteTheLast(ledger);
  await ledger.mongo.db(ledger.database).dropDatabase();
  await ledger.manager.streams.delete(checkpointsStreamName(ledger.tenant));
  await openCheckpointsStream(ledger.admin, ledger.tenant);
  rmSync(ledger.archive, { recursive: true });
  return ledger;
}

test.each(instants)(
  'a notary that is killed at %s goes on where it was, and has signed no size twice differently',
  async (instant) => {
    const ledger = honest.get(instant) as LedgerForNotary;
    await next.until(ledger, ({ signedSize }) => signedSize === 13);
    expect(await contradictions(ledger)).toEqual([]);
    const sizes = (await ledger.published()).map((note) => headOf(note).size);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(sizes.at(-1)).toBe(13);
    const file = readFileSync(join(ledger.archive, ledger.tenant, 'checkpoint'), 'utf8');
    expect(headOf(file).size).toBe(13);
    if (isDeclared(instant)) expect(sizes).toContain(10);
  },
  patienceMs,
);

test.each(instants)(
  'killed at %s, and the ledger rewritten before it is back, it never signs a second root for a size',
  async (instant) => {
    const ledger = rewritten.get(instant) as LedgerForNotary;
    const { damage } = await next.until(ledger, ({ signedSize, state }) =>
      isDeclared(instant) ? state === 'damaged' : signedSize === 10,
    );
    expect(await contradictions(ledger)).toEqual([]);
    // What was declared stands, so what the ledger says now is no continuation of it.
    expect(damage?.code).toBe(isDeclared(instant) ? 'message-changed' : undefined);
  },
  patienceMs,
);

test(
  'database, bus and archive are all lost, and the ledger rewritten: the signer alone refuses a second root',
  async () => {
    const { damage } = await next.until(bereft, ({ state }) => state === 'damaged');
    expect(damage).toMatchObject({ code: 'root-differs', position: 10 });
    expect(await contradictions(bereft)).toEqual([]);
  },
  patienceMs,
);

test(
  'canary: a notary that signs before it writes anything down is caught by the same look',
  async () => {
    const ledger = await killedAt(await freshLedger(), 'sign-head', { unsafe: true });
    await rewriteTheLast(ledger);
    const again = spawnNotary([ledger], { unsafe: true });
    await again.until(ledger, ({ signedSize, state }) => signedSize === 10 || state === 'damaged');
    await again.kill();
    expect(await contradictions(ledger)).toEqual([10]);
  },
  patienceMs,
);

import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { appendLeaf, emptyRange, rootOf } from '@vitne/ledger/compact-range';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { leafHashOf, type StoredMessage } from '@vitne/ledger/stored-message';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeptRoot } from '../src/roots-in-passes.ts';
import { ledgerOfMessages } from '../src/stored-ledger.ts';
import { verifyLedger } from '../src/verify-ledger.ts';

const messageAt = (index: number): StoredMessage => ({
  subject: 'ledger.acme.consent.consent.x',
  headerBlock: new Uint8Array(0),
  data: new TextEncoder().encode(`${index}`),
});

/** A ledger in memory, and the root that it has at each size. What its messages are as events is not looked at here. */
function ledgerOf(size: number) {
  const messages = Array.from({ length: size }, (_, index) => messageAt(index));
  const roots: string[] = [];
  let range = emptyRange();
  for (let at = 0; at <= size; at += 1) {
    roots.push(Buffer.from(rootOf(range, nodeHashing)).toString('hex'));
    if (at < size) range = appendLeaf(range, leafHashOf(messages[at] as StoredMessage, nodeHashing), nodeHashing);
  }
  return {
    source: ledgerOfMessages('acme', messages),
    rootAt: (at: number): KeptRoot => ({ size: at, root: roots[at] as string }),
  };
}

async function* inTurn<Item>(items: Iterable<Item>): AsyncGenerator<Item, void> {
  yield* items;
}

/** What was found of roots, and how often the ledger passed by. */
async function compared(
  ledger: ReturnType<typeof ledgerOf>,
  published: AsyncIterable<KeptRoot>,
  kept: KeptRoot[] = [],
) {
  let passes = 0;
  const upTo: typeof ledger.source.upTo = (...asked) => {
    passes += 1;
    return ledger.source.upTo(...asked);
  };
  const { findings, unlisted } = await verifyLedger({ ...ledger.source, upTo }, 'acme', { published, kept });
  const found = findings.filter(({ code }) => code === 'root-differs' || code === 'ledger-shortened');
  return { found: found.map(({ code, position }) => [code, position]), unlisted, passes };
}

const small = ledgerOf(400);
const another = (size: number): KeptRoot => ({ size, root: 'ab'.repeat(32) });

describe('a ledger is compared with every root that was published of it', () => {
  test('in whatever order they stand, each one that differs is named, and none else', async () => {
    const root = fc.record({ size: fc.integer({ min: 0, max: 420 }), isWrong: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(root, { maxLength: 30 }), fc.array(root, { maxLength: 5 }), async (stream, brought) => {
        const one = ({ size, isWrong }: { size: number; isWrong: boolean }): KeptRoot =>
          isWrong || size > 400 ? another(size) : small.rootAt(size);
        const { found } = await compared(small, inTurn(stream.map(one)), brought.map(one));
        const wrong = [...stream, ...brought].filter(({ size, isWrong }) => isWrong || size > 400);
        const wanted = wrong.map(({ size }) => (size > 400 ? ['ledger-shortened', 401] : ['root-differs', size]));
        expect(found.map(String).toSorted()).toEqual(wanted.map(String).toSorted());
      }),
      { numRuns: 25 },
    );
  });

  test('one that was cosigned a little late needs no second look at the ledger', async () => {
    const published = [1, 5, 5, 90, 91, 92, 5, 90, 300].map(small.rootAt);
    expect(await compared(small, inTurn(published))).toEqual({ found: [], unlisted: 0, passes: 1 });
    const { found, passes } = await compared(small, inTurn([...published, another(92)]));
    expect([found, passes]).toEqual([[['root-differs', 92]], 1]);
  });

  test('those that stand far from their place are compared in passes of their own', async () => {
    const backwards = Array.from({ length: 400 }, (_, index) => 400 - index);
    const { found, passes } = await compared(small, inTurn([...backwards.map(small.rootAt), another(7)]));
    expect([found, passes]).toEqual([[['root-differs', 7]], 2]);
  });
});

describe('what is kept in memory', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;

  /** The most roots that were alive at once, of `count` that were published, each an object of its own. */
  async function mostAlive(count: number, order: (place: number) => number): Promise<number> {
    const ledger = ledgerOf(2_000);
    const given: WeakRef<KeptRoot>[] = [];
    let most = 0;
    const published = async function* (): AsyncGenerator<KeptRoot, void> {
      for (let place = 0; place < count; place += 1) {
        if (place % 10_000 === 9_999) {
          await setImmediate();
          collect();
          most = Math.max(most, given.filter((one) => one.deref() !== undefined).length);
        }
        const root = { ...ledger.rootAt(order(place)) };
        given.push(new WeakRef(root));
        yield root;
      }
    };
    const { found } = await compared(ledger, published());
    expect(found).toEqual([]);
    return most;
  }

  test('of checkpoints that stand in their order it does not grow with their number', async () => {
    const orderly = (count: number) => (place: number) => 1 + Math.floor((place * 2_000) / count);
    expect(await mostAlive(20_000, orderly(20_000))).toBeLessThan(50);
    expect(await mostAlive(80_000, orderly(80_000))).toBeLessThan(50);
  });

  test('of checkpoints that stand in no order it has a limit', async () => {
    const scattered = (place: number) => 1 + ((place * 7_919) % 2_000);
    expect(await mostAlive(60_000, scattered)).toBeLessThan(25_000);
  });
});

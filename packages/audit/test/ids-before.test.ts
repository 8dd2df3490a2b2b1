import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IdsBefore } from '../src/ids-before.ts';
import { TemporaryFolderUnusable } from '../src/unnamed-file.ts';

const usual = process.env['TMPDIR'];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vitne-ids-'));
  process.env['TMPDIR'] = folder;
});
afterEach(() => {
  if (usual === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = usual;
  rmSync(folder, { recursive: true, force: true });
});

type Event = { id: string; cause?: string | undefined };
type Wrong = `${'unknown' | 'repeated'} ${number}`;

/** Everything in one set, as memory is where it does not matter. */
function inMemory(events: readonly Event[], first: number): Wrong[] {
  const known = new Set<string>();
  return events.flatMap(({ id, cause }, index): Wrong[] => {
    const isUnknown = cause !== undefined && !known.has(cause);
    const isRepeated = known.has(id);
    known.add(id);
    return [
      ...(isUnknown ? [`unknown ${first + index}` as const] : []),
      ...(isRepeated ? [`repeated ${first + index}` as const] : []),
    ];
  });
}

function lookingAt(most: number): { ids: IdsBefore; wrong: Wrong[] } {
  const wrong: Wrong[] = [];
  const ids = new IdsBefore(
    { causeUnknown: (at) => void wrong.push(`unknown ${at}`), repeated: (at) => void wrong.push(`repeated ${at}`) },
    most,
  );
  return { ids, wrong };
}

function give(ids: IdsBefore, events: readonly Event[], first = 1): void {
  for (const [index, { id, cause }] of events.entries()) {
    if (cause !== undefined) ids.cause(cause, first + index);
    ids.id(id, first + index);
  }
}

async function looked(events: readonly Event[], most: number, first = 1): Promise<Wrong[]> {
  const { ids, wrong } = lookingAt(most);
  try {
    give(ids, events, first);
    for await (const _ of ids.settle()) expect(readdirSync(folder)).toEqual([]);
  } finally {
    ids.close();
  }
  return wrong;
}

const inOrder = (wrong: readonly Wrong[]) => wrong.toSorted();
const openFiles = (): number => readdirSync('/dev/fd').length;
const many = Array.from({ length: 4_000 }, (_, index) => ({
  id: `e-${index}`,
  cause: index % 3 === 0 ? `e-${index - 1}` : undefined,
}));

describe('ids that were used before, and causes that are nothing before', () => {
  test('are the same ones in partitions of partitions as in memory', async () => {
    const id = fc.integer({ min: 0, max: 60 }).map((number) => `e-${number}`);
    const event = fc.record({ id, cause: fc.option(id, { nil: undefined }) });
    const first = fc.constantFrom(1, 2 ** 32 - 20, 2 ** 45);
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 120 }),
        fc.integer({ min: 1, max: 8 }),
        first,
        async (events, most, at) => {
          expect(inOrder(await looked(events, most, at))).toEqual(inOrder(inMemory(events, at)));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('are found where one partition is not enough, and more than a buffer goes to each', async () => {
    const wrong = [
      { id: 'e-17' },
      { id: 'last', cause: 'last' },
      { id: 'x', cause: 'last' },
      { id: 'e-3999', cause: 'never' },
    ];
    const events = [...many, ...wrong];
    expect(inMemory(events, 1)).toEqual([
      'unknown 1',
      'repeated 4001',
      'unknown 4002',
      'unknown 4004',
      'repeated 4004',
    ]);
    expect(inOrder(await looked(events, 100))).toEqual(inOrder(inMemory(events, 1)));
  });

  test('one id that is always the same one parts no further than it has to', async () => {
    const events = [{ id: 'a' }, { id: 'b' }, ...Array.from({ length: 3_000 }, () => ({ id: 'a', cause: 'b' }))];
    expect(await looked(events, 1)).toHaveLength(3_000);
  });
});

describe('what waits on the disk', () => {
  test('has no name there while it is looked through, and is given back when all was, and when nobody goes on', async () => {
    const before = openFiles();
    await looked(many, 50);
    expect(openFiles()).toBe(before);
    const stopped = lookingAt(50);
    give(stopped.ids, many);
    expect(openFiles()).toBeGreaterThan(before);
    for await (const _ of stopped.ids.settle()) break;
    stopped.ids.close();
    expect([openFiles(), readdirSync(folder)]).toEqual([before, []]);
  });

  test('is not needed where the ids fit into memory', async () => {
    process.env['TMPDIR'] = join(folder, 'nowhere');
    expect(await looked(many, many.length)).toEqual(['unknown 1']);
  });

  test('that nobody may write there is an error, and no ledger without findings', async () => {
    process.env['TMPDIR'] = join(folder, 'nowhere');
    await expect(looked(many, 50)).rejects.toThrow(TemporaryFolderUnusable);
  });

  const program = fileURLToPath(new URL('./look-at-ids.ts', import.meta.url));

  test('that the disk is full is an error, and no ledger without findings', async () => {
    const said = await new Promise<string>((resolve) => {
      // The system ends a file there as a full disk does.
      const limited = ['-c', 'ulimit -f 64; exec "$0" "$@"', process.execPath, program];
      execFile('bash', limited, (_, stdout) => resolve(stdout));
    });
    expect(said).toMatch(/TemporaryFolderUnusable.*has no room left/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is gone with the process, also when that is killed in the middle', async () => {
    const child = spawn(process.execPath, [program, 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => child.once('close', (_, signal) => resolve(signal)));
    for await (const said of child.stdout) {
      expect(String(said)).toContain('on the disk');
      child.kill('SIGKILL');
    }
    expect([await ended, readdirSync(folder)]).toEqual(['SIGKILL', []]);
  });
});

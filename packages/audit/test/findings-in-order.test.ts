import { dataschemaOf } from '@vitne/contracts/catalogue/catalogue';
import { channelOf } from '@vitne/contracts/channels';
import { encodeMessage } from '@vitne/event-log/ledger-message';
import type { StoredMessage } from '@vitne/ledger/stored-message';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkExport } from '../src/check-export.ts';
import type { LedgerFindingCode } from '../src/ledger-finding.ts';
import { linesOf } from '../src/lines.ts';
import type { KeptRoot } from '../src/roots-in-passes.ts';
import { ledgerOfMessages } from '../src/stored-ledger.ts';
import { verifyLedger } from '../src/verify-ledger.ts';
import { exportLines } from '../src/write-export.ts';

const tenant = 'kaukus';
const person = 'p4k7w2m9x1c6v3b8n5z0';
const [type, context] = ['request.withdrawn.v1', 'request-intake'] as const;

type Written = { id: number; cause?: number | undefined; isElsewhere: boolean; hasNoStatement: boolean };

function messageOf({ id, cause, isElsewhere, hasNoStatement }: Written): StoredMessage {
  const meta = {
    id: `e-${id}`,
    source: `/services/${isElsewhere ? 'consent' : context}`,
    type,
    time: '2026-03-01T12:00:00.000Z',
    entity: 'r-1',
    dataschema: dataschemaOf(type),
    tenant,
    actor: `service:${context}` as const,
    correlation: 'command',
    ...(cause !== undefined && { causation: `e-${cause}` }),
    ...(hasNoStatement && { statementVersion: '9.9' }),
  };
  const facts = { request: 'r-1', person, withdrawn: '2026-03-01T12:00:00.000Z' };
  const { head, data } = encodeMessage({ meta, facts, sealed: [] });
  const subject = channelOf({ tenant, context, entity: 'request', id: 'r-1' });
  return { subject, headerBlock: new TextEncoder().encode(`${head}\r\n`), data };
}

type Place = readonly [code: LedgerFindingCode, position: number | undefined];

/** What is wrong, one event after the other, by everything that came before it. */
function expected(events: readonly Written[], kept: readonly KeptRoot[]): Place[] {
  const known = new Set<number>();
  const found: Place[] = [];
  for (const [index, { id, cause, isElsewhere, hasNoStatement }] of events.entries()) {
    const say = (code: LedgerFindingCode): number => found.push([code, index + 1]);
    if (isElsewhere) say('wrong-source');
    if (cause !== undefined && !known.has(cause)) say('cause-unknown');
    if (known.has(id)) say('id-repeated');
    known.add(id);
    if (hasNoStatement) say('statement-unknown');
    if (kept.some(({ size }) => size === index + 1)) say('root-differs');
  }
  for (const { size } of kept) if (size > events.length) found.push(['ledger-shortened', events.length + 1]);
  return found;
}

async function listed(events: readonly Written[], kept: readonly KeptRoot[], mostIds: number) {
  const source = ledgerOfMessages(tenant, events.map(messageOf));
  const { findings, unlisted } = await verifyLedger(source, tenant, { kept, mostIds });
  return { places: findings.map(({ code, position }): Place => [code, position]), unlisted };
}

describe('what is wrong with a ledger is listed in its order', () => {
  test('whether its ids fit into memory or not', async () => {
    const id = fc.integer({ min: 0, max: 30 });
    const written = fc.record({
      id,
      cause: fc.option(id, { nil: undefined }),
      isElsewhere: fc.boolean(),
      hasNoStatement: fc.boolean(),
    });
    const sizes = fc.uniqueArray(fc.integer({ min: 1, max: 45 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(written, { maxLength: 40 }),
        sizes,
        fc.constantFrom(1, 3, 1_000),
        async (events, at, mostIds) => {
          const kept = at.map((size) => ({ size, root: 'ab'.repeat(32) }));
          expect(await listed(events, kept, mostIds)).toEqual({ places: expected(events, kept), unlisted: 0 });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('and of what is too much to list, the first thousand are, and the others counted', async () => {
    const right = { isElsewhere: false, hasNoStatement: false };
    const events = Array.from({ length: 2_000 }, (_, index) => ({
      ...right,
      id: index % 1_200,
      ...(index % 5 === 0 && { cause: index + 1 }),
      hasNoStatement: index % 3 === 0,
    }));
    const all = expected(events, []);
    expect(all.length).toBeGreaterThan(1_500);
    for (const mostIds of [100, 10_000])
      expect(await listed(events, [], mostIds)).toEqual({ places: all.slice(0, 1_000), unlisted: all.length - 1_000 });
  });
});

describe('an export that begins with the ledger', () => {
  const checked = async (ids: readonly number[], mostIds: number) => {
    const written = ids.map((id) => messageOf({ id, isElsewhere: false, hasNoStatement: false }));
    const source = ledgerOfMessages(tenant, written);
    const { root = '' } = await verifyLedger(source, tenant);
    const lines = linesOf(exportLines(source, tenant, { from: 1, to: ids.length }));
    const found = await checkExport(lines, { root: { size: ids.length, root } }, { mostIds });
    return found.valid ? found.findings.map(({ code, position }) => [code, position]) : found.code;
  };

  test('is checked for ids that were used before, whether they fit into memory or not', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => (index === 80 ? 3 : index));
    for (const mostIds of [5, 1_000]) expect(await checked(ids, mostIds)).toEqual([['id-repeated', 81]]);
  });
});

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { deliveredFrom } from '@vitne/audit/stored-ledger';
import { verifyLedger } from '@vitne/audit/verify-ledger';
import { dataschemaOf } from '@vitne/contracts/catalogue/catalogue';
import { channelOf, type Tenant } from '@vitne/contracts/channels';
import { encodeMessage } from '@vitne/event-log/ledger-message';
import type { MessageOfLedger } from '@vitne/event-log/stored-messages';

/*
 * How much memory `audit verify` takes for ledgers of different lengths, each verified in a process of its own, with ids
 * beyond the bound on the disk and with all of them in memory; the heap may have 64 MB. The events are made while they are read, and need no engine:
 * `node bench/verify-memory.ts [events …]`.
 */

const tenant: Tenant = 'acme';
const batchSize = 1_000;
const [type, context] = ['request.withdrawn.v1', 'request-intake'] as const;
const time = '2026-03-01T12:00:00.000Z';
const encoder = new TextEncoder();

/** A proper event; two of three answer to one of before, near or far. */
function messageAt(position: number): MessageOfLedger {
  const request = `r-${position}`;
  const cause = position % 3 === 0 ? undefined : 1 + ((position * 7_919) % (position - 1 || 1));
  const meta = {
    id: `command-${position}.0`,
    source: `/services/${context}`,
    type,
    time,
    entity: request,
    dataschema: dataschemaOf(type),
    tenant,
    actor: `service:${context}` as const,
    correlation: `command-${position}`,
    ...(cause !== undefined && position > 1 && { causation: `command-${cause}.0` }),
  };
  const facts = { request, person: 'p4k7w2m9x1c6v3b8n5z0', withdrawn: time };
  const { head, data } = encodeMessage({ meta, facts, sealed: [] });
  const subject = channelOf({ tenant, context, entity: 'request', id: request });
  return deliveredFrom(position, { subject, headerBlock: encoder.encode(`${head}\r\n`), data });
}

async function* upTo(_of: Tenant, newest: number): AsyncGenerator<MessageOfLedger[], void> {
  for (let from = 1; from <= newest; from += batchSize)
    yield Array.from({ length: Math.min(batchSize, newest - from + 1) }, (_, index) => messageAt(from + index));
}

type Measured = { seconds: number; peakMb: number };

async function measure(events: number, mostIds: number | undefined): Promise<Measured> {
  const state = () => Promise.resolve({ newest: events, wrongSettings: [], signsOfLoss: [] });
  const started = performance.now();
  const verified = await verifyLedger({ state, upTo }, tenant, mostIds === undefined ? {} : { mostIds });
  if (verified.events !== events || verified.findings.length > 0) throw new Error('A proper ledger was found wrong.');
  return { seconds: (performance.now() - started) / 1_000, peakMb: process.resourceUsage().maxRSS / 1_024 };
}

function inItsOwnProcess(events: number, where: 'disk' | 'memory'): Measured {
  const words = ['--max-old-space-size=64', fileURLToPath(import.meta.url), where, String(events)];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' })) as Measured;
}

const [first, ...others] = process.argv.slice(2);
if (first === 'disk' || first === 'memory') {
  const measured = await measure(Number(others[0]), first === 'memory' ? Number.MAX_SAFE_INTEGER : undefined);
  process.stdout.write(JSON.stringify(measured));
} else {
  const sizes = first === undefined ? [1_000, 100_000, 1_000_000] : [first, ...others].map(Number);
  for (const events of sizes)
    for (const where of ['disk', 'memory'] as const) {
      const { seconds, peakMb } = inItsOwnProcess(events, where);
      const kept = where === 'disk' ? 'ids beyond the bound on the disk' : 'all ids in memory';
      process.stdout.write(`${events} events, ${kept}: at most ${peakMb.toFixed(0)} MB, ${seconds.toFixed(1)} s\n`);
    }
}

import { memoryEventLog } from '@vitne/event-log/memory-event-log';
import { MongoClient } from 'mongodb';
import { startProjector } from '../src/projector.ts';
import { counters, holders, sameLedger } from './samples.ts';

// Run as a process of its own by a test that kills it while it folds; the ledger is the same each time.
const [url = '', database = '', tenant = ''] = process.argv.slice(2);
const client = await new MongoClient(url).connect();
const log = memoryEventLog();
await log.openLedger(tenant);
const last = await sameLedger(log, tenant);
const projector = await startProjector({
  log,
  db: client.db(database),
  tenant,
  service: 'sample',
  projections: [counters, holders],
  reactions: [],
  batchSize: 5,
  lease: { durationMs: 300, pollMs: 10 },
});
for (let position = 1; position <= last; position += 40) {
  await projector.reached(position, { timeoutMs: 30_000 });
  process.stdout.write(`${position}\n`);
}
await projector.reached(last, { timeoutMs: 30_000 });
process.stdout.write('done\n');
await projector.stop();
await client.close();

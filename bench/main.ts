import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestEngines, type TestEngines } from '@vitne/engines/test-engines';
import { connectBus, connectDatabase } from '@vitne/service-kit/connections';
import { fileKeyEncryption } from '@vitne/vault/key-encryption';
import { mongoVault } from '@vitne/vault/mongo-vault';
import { type AppendMeasure, measureAppend } from './append.ts';
import { type CatchUpMeasure, catchUpLines, measureCatchUp } from './catch-up.ts';
import { tenant } from './consent-under-load.ts';
import { evidenceLines } from './evidence.ts';
import { type HttpMeasured, measureHttp } from './http.ts';
import { appendLines, httpLines, storedLines } from './results-in-words.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function measureOnTheBus(engines: TestEngines): Promise<{ append: AppendMeasure[]; catchUp: CatchUpMeasure }> {
  const keys = mkdtempSync(join(tmpdir(), 'vitne-bench-'));
  const mongo = await connectDatabase(engines.mongo.url);
  const connection = await connectBus(engines.nats.url, engines.nats.credentials('admin'));
  try {
    const vault = await mongoVault({ db: mongo.db('bench-append'), keyEncryption: fileKeyEncryption(keys) });
    const append = await measureAppend({ connection, seal: vault.seal });
    return { append, catchUp: await measureCatchUp({ connection, mongo, seal: vault.seal }) };
  } finally {
    await connection.drain();
    await mongo.close();
    rmSync(keys, { recursive: true, force: true });
  }
}

const isWhole = ({ answered, refused, stored }: HttpMeasured): boolean =>
  refused === 0 &&
  [stored.events, stored.ids, stored.entries].every((count) => count === answered) &&
  stored.people === stored.documents;

const startedMs = performance.now();
const [load = 0] = loadavg();
say(`Node ${process.versions.node}, ${availableParallelism()} cores, load before the start ${load.toFixed(1)}.`);
const isQuiet = load <= availableParallelism() / 2;
if (!isQuiet) say('The machine is busy with other work: read the ratios, not the rates.');
for (const line of await evidenceLines()) say(line);
const engines = await startTestEngines({ tenants: [tenant], log: say });
try {
  const { append, catchUp } = await measureOnTheBus(engines);
  for (const line of [...appendLines(append, isQuiet), ...catchUpLines(catchUp)]) say(line);
  const measured = await measureHttp(engines);
  for (const line of [...httpLines(measured, isQuiet), ...storedLines(measured)]) say(line);
  if (!isWhole(measured)) {
    say('What is stored is not what was answered.');
    process.exitCode = 1;
  }
  say(`\nmeasured in ${Math.round((performance.now() - startedMs) / 1_000)} s`);
} finally {
  await engines.stop();
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { steeredClock } from '@vitne/service-kit/clock';
import {
  auditInFreshProcess,
  changeOneDocument,
  proveInFreshProcess,
  verifyInFreshProcess,
} from './audit-of-the-story.ts';
import { startPlatform } from './platform.ts';
import { statementFiles, tenants } from './statement-files.ts';
import { playStory, storyLengthDays } from './story/story.ts';
import { worldOf } from './story-world.ts';
import { fileLogger, say, since } from './terminal.ts';

const startedMs = performance.now();
const dataDir = mkdtempSync(join(tmpdir(), 'vitne-demo-'));
const begin = new Date(Date.now() - storyLengthDays * 86_400_000).toISOString();
const log = fileLogger(dataDir);
const failures: string[] = [];
let engineSentence: string | undefined;

const platform = await startPlatform({
  dataDir,
  tenants,
  gatewayPort: 0,
  clock: steeredClock(begin),
  steerable: () => true,
  logger: log.logger,
  story: () => undefined,
  onEngineExit: (sentence) => {
    engineSentence = sentence;
  },
  log: say,
}).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  rmSync(dataDir, { recursive: true, force: true });
  process.exit(1);
});
say(`The platform runs (${since(startedMs)}). The story begins.`);
try {
  const outcome = await playStory(worldOf(platform, begin, say), statementFiles());
  failures.push(...outcome.failures);
  say('\nThe audit\n─────────');
  const verified = await verifyInFreshProcess(dataDir);
  say(verified.text);
  if (verified.findings !== 0) failures.push('The ledgers are not what the services write.');
  const audit = await auditInFreshProcess(dataDir);
  say(audit.text);
  if (audit.differences !== 0) failures.push('The replay finds differences.');
  const proved = await proveInFreshProcess(dataDir, platform.address.gateway);
  say(proved.text);
  if (!proved.valid) failures.push('What left the house does not prove itself.');
  const canary = await changeOneDocument(platform, () => auditInFreshProcess(dataDir));
  say(`One document is changed by hand: the replay names it (${canary.named}), and it is put right again.`);
  if (!canary.found) failures.push('The replay does not notice a document that was changed by hand.');
  say(`\n${outcome.checks} checks, ${failures.length} failed, ${since(startedMs)}`);
  for (const failure of failures) say(`✗ ${failure}`);
  say(`story: ${audit.events} events, replay: ${audit.differences} differences`);
} catch (error) {
  failures.push('The story broke off.');
  process.stderr.write(`${engineSentence ?? (error as Error).stack}\n`);
} finally {
  await platform.stop();
  await log.close();
  if (failures.length === 0) rmSync(dataDir, { recursive: true, force: true });
  else process.stderr.write(`The data of the failed story is kept in ${dataDir}.\n`);
}
process.exitCode = failures.length === 0 ? 0 : 1;

import { appendFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { realClock, type SteeredClock, steeredClock } from '@vitne/service-kit/clock';
import { keyRotationHoursSchema } from '@vitne/service-kit/key-rotation-hours';
import { publicOriginSchema } from '@vitne/service-kit/public-origin';
import { siteListSchema } from '@vitne/service-kit/site-origins';
import { startTelemetry } from '@vitne/service-kit/telemetry';
import { auditInFreshProcess, proveInFreshProcess, verifyInFreshProcess } from './audit-of-the-story.ts';
import { addressFile, type Platform, startPlatform } from './platform.ts';
import { publishStatements } from './publish-statements.ts';
import { settingsOrLeave } from './settings.ts';
import { statementFiles, tenants } from './statement-files.ts';
import { playStory, storyLengthDays } from './story/story.ts';
import { worldOf } from './story-world.ts';
import { fileLogger, say, since } from './terminal.ts';

const startedMs = performance.now();
const { dataDir, gatewayPort } = settingsOrLeave();
const storyFile = join(dataDir, 'story.txt');
const draftFile = join(dataDir, 'story.draft.txt');
/** A story that broke off is not begun again on the same data: time does not go back in a ledger. */
const firstTime = !existsSync(storyFile) && !existsSync(draftFile);
let telling = firstTime;

/** The first start tells the story on steered time that ends today; afterwards time is what it is. */
function clockFor(begin: string): SteeredClock {
  return firstTime ? steeredClock(begin) : { ...steeredClock(realClock.now()), now: realClock.now };
}

async function tellStory(platform: Platform, begin: string): Promise<void> {
  const record = (line: string) => {
    appendFileSync(draftFile, `${line}\n`, { mode: 0o600 });
    say(line);
  };
  const outcome = await playStory(worldOf(platform, begin, record), statementFiles());
  await platform.steer(new Date().toISOString());
  telling = false;
  record(`\n${(await verifyInFreshProcess(dataDir)).text}`);
  const audit = await auditInFreshProcess(dataDir);
  record(audit.text);
  record((await proveInFreshProcess(dataDir, platform.address.gateway)).text);
  record(`${outcome.checks} checks, ${outcome.failures.length} failed`);
  renameSync(draftFile, storyFile);
}

const interrupted = () => existsSync(draftFile) && !existsSync(storyFile);

type Signed = Awaited<ReturnType<Platform['signed']>>;

function describe({ gateway, natsUrl, natsPasswords, mail, archive }: Platform['address'], signed: Signed): string {
  return [
    '',
    `Vitne runs (${since(startedMs)}).`,
    `  start page   ${gateway}/`,
    `  the banner   ${gateway}/demo/kaukus and ${gateway}/demo/catacloud`,
    `  statements   ${gateway}/statements/kaukus and ${gateway}/statements/catacloud`,
    `  APIs         ${gateway}/services/consent/docs (and request-intake, retention, processor-registry)`,
    `  NATS         ${natsUrl} (${natsPasswords === undefined ? 'signed in as its address says' : `user system-<tenant>; password in ${natsPasswords}`})`,
    ...(mail === undefined
      ? []
      : [`  e-mails      ${mail} (they are kept there and sent nowhere, until VITNE_SMTP_URL names a mail server)`]),
    '  a token      npm run vitne -- token --tenant kaukus --role staff',
    '  the proof    npm run vitne -- audit verify, audit replay, audit report; docs/PROOF.md',
    `  signed       ${signed.map(({ tenant, size, state }) => `${tenant} up to event ${size}${state === 'signing' ? '' : ` (${state})`}`).join(', ')}; GET /v1/ledger`,
    `  archive      ${archive}`,
    `  data, log    ${dataDir}, vitne.log in it`,
    ...(interrupted()
      ? [`  The story broke off at an earlier start; delete ${dataDir} to have it told from the beginning.`]
      : []),
    'Ctrl-C stops it; everything is kept.',
  ].join('\n');
}

async function run(): Promise<void> {
  const stopped = new Promise<string>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => done('Stopping.'));
  });
  const engineGone = Promise.withResolvers<string>();
  void engineGone.promise.then(() => {
    process.exitCode = 1;
  });
  const telemetry = await startTelemetry({ service: 'vitne' });
  const log = fileLogger(dataDir);
  const begin = new Date(Date.now() - storyLengthDays * 86_400_000).toISOString();
  let leaving = false;
  const platform = await startPlatform({
    dataDir,
    tenants,
    sites: siteListSchema.parse(process.env['VITNE_SITES'] ?? ''),
    ...(process.env['VITNE_PUBLIC_ORIGIN'] && {
      publicOrigin: publicOriginSchema.parse(process.env['VITNE_PUBLIC_ORIGIN']),
    }),
    keyRotationHours: keyRotationHoursSchema.parse(process.env['VITNE_KEY_ROTATION_HOURS']),
    archiveFolder: process.env['VITNE_NOTARY_ARCHIVE'],
    originPrefix: process.env['VITNE_NOTARY_ORIGIN'],
    witnessList: process.env['VITNE_NOTARY_WITNESSES'],
    gatewayPort,
    clock: clockFor(begin),
    steerable: () => telling,
    logger: log.logger,
    story: () => (existsSync(storyFile) ? readFileSync(storyFile, 'utf8') : undefined),
    onEngineExit: (sentence) => {
      if (!leaving) engineGone.resolve(sentence);
    },
    log: say,
  });
  try {
    const work = firstTime ? tellStory(platform, begin) : publishStatements(platform);
    const told = work.then(async () => say(describe(platform.address, await platform.signed())));
    say(await Promise.race([stopped, engineGone.promise, told.then(() => stopped)]));
  } finally {
    leaving = true;
    await platform.stop();
    rmSync(addressFile(dataDir), { force: true });
    await log.close();
    await telemetry.shutdown();
  }
}

await run().catch((error: Error) => {
  process.stderr.write(`${'code' in error ? error.message : error.stack}\n`);
  process.exitCode = 1;
});
process.exit();

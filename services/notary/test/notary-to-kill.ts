import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointStream } from '@vitne/event-log/checkpoint-stream';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { storedMessages } from '@vitne/event-log/stored-messages';
import { signCheckpoint } from '@vitne/ledger/checkpoint';
import { realClock } from '@vitne/service-kit/clock';
import { connectBus, connectDatabase } from '@vitne/service-kit/connections';
import { durableFiles } from '@vitne/service-kit/durable-files';
import { createLogger } from '@vitne/service-kit/logger';
import { ledgerAlarms } from '../src/alarms.ts';
import { checkpointHistory } from '../src/archive/checkpoint-history.ts';
import { messageArchive } from '../src/archive/message-archive.ts';
import { keyChanges } from '../src/key-changes.ts';
import { leadLedger, unknownStanding } from '../src/lead-ledger.ts';
import type { CheckpointSigner } from '../src/signing/checkpoint-signer.ts';
import {
  type CheckpointParts,
  checkpointSteps,
  type Draft,
  makeCheckpoint,
  type StepName,
} from '../src/signing/checkpoint-steps.ts';
import { declaredHeads } from '../src/signing/declared-heads.ts';
import { fileSigner } from '../src/signing/file-signer.ts';
import { readKeys } from '../src/signing/key-list.ts';

/** What a notary in a process of its own is told, as JSON in its one argument. */
export type NotaryToKill = {
  natsUrl: string;
  credentials: { user?: string; pass?: string };
  mongoUrl: string;
  ledgers: readonly { database: string; folder: string; tenant: string }[];
  /** Ends itself as kill -9 does, at this instant of the first checkpoint that is larger than `afterSize`. */
  killAt?: string;
  afterSize?: number;
  /** The planted mistake: signs before anything of what it signs is on a disk. */
  unsafe?: boolean;
};

const told = JSON.parse(process.argv[2] ?? '{}') as NotaryToKill;
const origin = 'test.example/ledger';
const times = { checkpointMs: 20, watchMs: 200, lookAgainMs: 60_000 };
const connection = await connectBus(told.natsUrl, told.credentials);
const mongo = await connectDatabase(told.mongoUrl);
/** A signer that trusts whoever calls it. */
async function signAnything(keys: string, of: string, head: Parameters<CheckpointSigner['sign']>[1]): Promise<string> {
  const [key] = await readKeys(durableFiles(keys), of, `${origin}/${of}`, realClock.now());
  if (!key) throw new Error('There is no key.');
  return signCheckpoint({ origin: `${origin}/${of}`, ...head, extensions: [] }, [key]);
}

/** What the test has to notice: a signature goes out before it is written down anywhere. */
async function unsafeOrder(parts: CheckpointParts, draft: Draft, instant: (name: StepName) => void): Promise<void> {
  for (const name of [
    'write-tiles',
    'sign-head',
    'declare-head',
    'archive-messages',
    'publish',
    'write-checkpoint',
  ] as const) {
    await checkpointSteps[name](parts, draft);
    instant(name);
  }
}

function sign({ database, folder, tenant }: NotaryToKill['ledgers'][number]): void {
  let size = 0;
  const atInstant = (instant: string): void => {
    if (instant === told.killAt && size > (told.afterSize ?? 0)) process.kill(process.pid, 'SIGKILL');
  };
  const atKeyChange = (): void => {
    if (told.killAt === 'key-change-found') process.kill(process.pid, 'SIGKILL');
  };
  const log = jetStreamEventLog({ connection });
  const db = mongo.db(database);
  const keys = join(folder, 'keys');
  const guarded = fileSigner({ folder: keys, originPrefix: origin, now: realClock.now, atInstant });
  const signer: CheckpointSigner = {
    ...guarded,
    async sign(of, head, proof) {
      const note = await (told.unsafe ? signAnything(keys, of, head) : guarded.sign(of, head, proof));
      // Every signature that was ever made, as somebody may have seen it who looked over the notary's shoulder.
      appendFileSync(join(folder, 'seen.jsonl'), `${JSON.stringify(note)}\n`);
      return note;
    },
  };
  const files = durableFiles(join(folder, 'archive', tenant), () => atInstant('tiles-not-named'));
  const standing = unknownStanding();
  leadLedger({
    tenant,
    files,
    signer,
    standing,
    db,
    times,
    atInstant,
    archive: messageArchive(files),
    history: checkpointHistory(files, realClock.now),
    declared: declaredHeads(db),
    published: checkpointStream(connection),
    messages: storedMessages(connection),
    keyChanges: keyChanges({ log, clock: realClock, signer }, () => atKeyChange()),
    alarms: ledgerAlarms({ log, db, clock: realClock }),
    clock: realClock,
    logger: createLogger({ service: 'notary', level: 'silent' }),
    lease: { durationMs: 1_000, pollMs: 20 },
    backoff: { firstMs: 50, longestMs: 200 },
    make: async (parts, draft, instant) => {
      ({ size } = draft.head);
      await (told.unsafe ? unsafeOrder(parts, draft, instant) : makeCheckpoint(parts, draft, instant));
    },
  });
  setInterval(() => process.stdout.write(`${JSON.stringify({ tenant, standing })}\n`), 50);
}
process.stdout.on('error', () => process.exit());
for (const ledger of told.ledgers) sign(ledger);

import type { AddressInfo } from 'node:net';
import { formatVerifierKey } from '@vitne/ledger/verifier-key';
import { durableFiles } from '@vitne/service-kit/durable-files';
import { FolderInUse, lockFolder } from '@vitne/service-kit/folder-lock';
import { createLogger } from '@vitne/service-kit/logger';
import { readEnvironment, runProcess, StartFailed, toldToStop } from '@vitne/service-kit/process-environment';
import { startTelemetry } from '@vitne/service-kit/telemetry';
import { z } from 'zod';
import { cosignedHeads } from './cosigned-heads.ts';
import { readLogs } from './log-list.ts';
import { reasonsNotToCosign } from './readiness.ts';
import { serve } from './serve.ts';
import { witness } from './witness.ts';
import { witnessKey } from './witness-key.ts';
import { witnessMetrics } from './witness-metrics.ts';

/** What a witness is told by its environment; its README says the same in words. */
const environmentSchema = z.object({
  /** How cosignatures name it, such as witness.example/w1; chosen once. */
  VITNE_WITNESS_NAME: z.string().min(1),
  /** Its key, and what it cosigned last; of this witness alone. */
  VITNE_WITNESS_FOLDER: z.string().min(1),
  /** The file of the logs that it witnesses, one verifier key a line. */
  VITNE_WITNESS_LOGS: z.string().min(1),
  VITNE_HOST: z.string().default('127.0.0.1'),
  VITNE_PORT: z.coerce.number().int().min(0).max(65_535).default(7409),
});

async function run(environment: z.infer<typeof environmentSchema>): Promise<void> {
  const stopped = toldToStop();
  const logger = createLogger({ service: 'witness' });
  const release = takeAlone(environment.VITNE_WITNESS_FOLDER);
  const telemetry = await startTelemetry({ service: 'witness' });
  const measured = witnessMetrics();
  const files = durableFiles(environment.VITNE_WITNESS_FOLDER);
  const heads = cosignedHeads(files);
  const logKeys = () => readLogs(environment.VITNE_WITNESS_LOGS);
  const listed = await logKeys().catch((cause: unknown) => {
    throw new StartFailed('VITNE_WITNESS_LOGS names no file of verifier keys, one a line.', { cause });
  });
  const { key, signer } = await witnessKey(files, environment.VITNE_WITNESS_NAME).catch((cause: unknown) => {
    throw new StartFailed('The key in VITNE_WITNESS_FOLDER, or the name in VITNE_WITNESS_NAME, can be none.', {
      cause,
    });
  });
  // A head that cannot be read is told by /ready, and keeps the other logs from nothing.
  for (const { name } of listed) {
    const head = await heads.newest(name).catch(() => undefined);
    if (head) measured.cosigned(name, head.size);
  }
  const server = await serve({
    addCheckpoint: witness({
      key,
      signer,
      heads,
      logKeys,
      now: Date.now,
      onCosigned: measured.cosigned,
      onContradiction: (origin, code) => {
        measured.contradicted(origin, code);
        logger.error({ origin, code }, 'a log signed what contradicts its past');
      },
    }),
    reasons: () => reasonsNotToCosign(logKeys, heads),
    answered: measured.answered,
    key: formatVerifierKey(key),
    logger,
    host: environment.VITNE_HOST,
    port: environment.VITNE_PORT,
  });
  logger.info({ key: formatVerifierKey(key), port: (server.address() as AddressInfo).port }, 'witnessing');
  logger.info({ signal: await stopped }, 'stopping');
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  release();
  await telemetry.shutdown();
}

/** Two witnesses over one folder would each cosign what the other does not know of. @throws {StartFailed} */
function takeAlone(folder: string): () => void {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (error instanceof FolderInUse) throw new StartFailed(`VITNE_WITNESS_FOLDER: ${error.message}`, { cause: error });
    throw error;
  }
}

const environment = readEnvironment(environmentSchema);
if (environment) await runProcess(() => run(environment));

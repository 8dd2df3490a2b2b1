import type { AddressInfo } from 'node:net';
import { formatVerifierKey } from '@vitne/ledger/verifier-key';
import { durableFiles } from '@vitne/service-kit/durable-files';
import { createLogger } from '@vitne/service-kit/logger';
import { readEnvironment, runProcess, StartFailed, toldToStop } from '@vitne/service-kit/process-environment';
import { z } from 'zod';
import { cosignedHeads } from './cosigned-heads.ts';
import { readLogs } from './log-list.ts';
import { serve } from './serve.ts';
import { witness } from './witness.ts';
import { witnessKey } from './witness-key.ts';

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
  const files = durableFiles(environment.VITNE_WITNESS_FOLDER);
  const logs = environment.VITNE_WITNESS_LOGS;
  await readLogs(logs).catch((cause: unknown) => {
    throw new StartFailed('VITNE_WITNESS_LOGS names no file of verifier keys, one a line.', { cause });
  });
  const { key, signer } = await witnessKey(files, environment.VITNE_WITNESS_NAME).catch((cause: unknown) => {
    throw new StartFailed('The key in VITNE_WITNESS_FOLDER, or the name in VITNE_WITNESS_NAME, can be none.', {
      cause,
    });
  });
  const server = await serve({
    addCheckpoint: witness({
      key,
      signer,
      heads: cosignedHeads(files),
      logKeys: () => readLogs(logs),
      now: Date.now,
      onContradiction: (origin, code) => logger.error({ origin, code }, 'a log signed what contradicts its past'),
    }),
    key: formatVerifierKey(key),
    logger,
    host: environment.VITNE_HOST,
    port: environment.VITNE_PORT,
  });
  logger.info({ key: formatVerifierKey(key), port: (server.address() as AddressInfo).port }, 'witnessing');
  logger.info({ signal: await stopped }, 'stopping');
  server.closeAllConnections();
  server.close();
}

const environment = readEnvironment(environmentSchema);
if (environment) await runProcess(() => run(environment));

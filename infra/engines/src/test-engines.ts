import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engines, type StartEnginesOptions, startEngines } from './start-engines.ts';

/** What a test needs to reach engines that another process runs. Plain data, so it crosses process borders. */
export type EnginesAddress = {
  readonly natsUrl: string;
  readonly mongoUrl: string;
  /** Where the NATS passwords lie; undefined when the environment names a server that runs already. */
  readonly natsFolder: string | undefined;
};

export type TestEngines = Engines & { readonly address: EnginesAddress; readonly dataDir: string };

/** Starts engines on a scratch folder that `stop` deletes. */
export async function startTestEngines(options: Omit<StartEnginesOptions, 'dataDir'> = {}): Promise<TestEngines> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vitne-engines-'));
  const forget = (): void => rmSync(dataDir, { recursive: true, force: true });
  try {
    const engines = await startEngines({ keyFolder: join(dataDir, 'keys'), ...options, dataDir });
    const address = { natsUrl: engines.nats.url, mongoUrl: engines.mongo.url, natsFolder: engines.nats.folder };
    const stop = async (): Promise<void> => {
      await engines.stop();
      forget();
    };
    return { ...engines, stop, address, dataDir };
  } catch (error) {
    forget();
    throw error;
  }
}

import { accessSync, constants, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

export type Settings = { dataDir: string; gatewayPort: number };
type Environment = Readonly<Record<string, string | undefined>>;

const usualPort = '7400';
const highestPort = 65_535;

/** What the environment says, with the data folder made; a sentence instead when it cannot be so. */
export function readSettings({ VITNE_DATA, VITNE_PORT = usualPort }: Environment): Settings | string {
  const gatewayPort = /^\d{1,5}$/.test(VITNE_PORT) ? Number(VITNE_PORT) : Number.NaN;
  if (!(gatewayPort <= highestPort))
    return `VITNE_PORT is no port: set it to a whole number from 0 to ${highestPort}, where 0 takes any free one, or leave it out for ${usualPort}.`;
  const dataDir = resolve(VITNE_DATA || '.data');
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const because =
      code === 'EEXIST' || code === 'ENOTDIR' ? 'a file is in its place' : `${code}, which the system says`;
    return `Nothing can be kept in ${dataDir} (${because}): name another folder with VITNE_DATA.`;
  }
  return { dataDir, gatewayPort };
}

/** The settings of this process. What is wrong is said in one sentence, and the process ends. */
export function settingsOrLeave(): Settings {
  const settings = readSettings(process.env);
  if (typeof settings !== 'string') return settings;
  process.stderr.write(`${settings}\n`);
  process.exit(1);
}

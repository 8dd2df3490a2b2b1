import { resolve } from 'node:path';
import { EngineError } from './engine-error.ts';
import { checkJetStream } from './nats-engine.ts';
import { type NatsCredentials, readAccess } from './nats-folder.ts';
import { foreignEngine, type RunningEngine } from './running-engine.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The passwords of a server that somebody else runs: a file of the same form as ours, where it is named. */
export const foreignPasswordFile = ({ VITNE_NATS_PASSWORDS: file }: Environment): string | undefined =>
  file ? resolve(file) : undefined;

/**
 * How a user signs in on a server that somebody else runs: by the file of passwords, else by what its address carries.
 * @throws {EngineError} user-unknown when the file is not there or has no such user
 */
export function foreignCredentials(environment: Environment, user: string): Partial<NatsCredentials> {
  const file = foreignPasswordFile(environment);
  if (file === undefined) {
    const { username, password } = new URL(environment['VITNE_NATS_URL'] ?? 'nats://localhost');
    return username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : {};
  }
  const pass = passwordOf(file, user);
  if (pass !== undefined) return { user, pass };
  throw new EngineError(
    'user-unknown',
    `No password of the NATS user ${user} can be read from ${file}: name the passwords.json of that server in VITNE_NATS_PASSWORDS.`,
  );
}

function passwordOf(file: string, user: string): string | undefined {
  try {
    return readAccess(file).passwords[user];
  } catch {
    return undefined;
  }
}

/** Uses a server that runs already. @throws {EngineError} engine-unreachable, user-unknown */
export async function useNatsAt(address: string, environment: Environment): Promise<RunningEngine> {
  // The client takes digits at the start of a password for the port, so it gets the address without the credentials.
  const { protocol, host } = new URL(address);
  const url = `${protocol}//${host}`;
  try {
    await checkJetStream(url, foreignCredentials(environment, 'admin'));
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new EngineError(
      'engine-unreachable',
      'JetStream does not answer at VITNE_NATS_URL: start that server with JetStream, or unset the variable.',
      { cause: error },
    );
  }
  return foreignEngine('nats-server', url);
}

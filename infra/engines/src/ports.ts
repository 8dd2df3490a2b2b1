import { once } from 'node:events';
import { createServer } from 'node:net';
import { EngineError } from './engine-error.ts';

/** The only address engines listen on: nothing is reachable from another machine. */
export const loopback = '127.0.0.1';

/** True when nobody listens on that port of this machine. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await bind(port)) !== undefined;
}

/** A port that was free a moment ago; somebody else may take it, so whoever starts on it tries again. */
export async function freePort(): Promise<number> {
  const port = await bind(0);
  if (port === undefined) throw new EngineError('port-in-use', 'No free port is left on 127.0.0.1: end some programs.');
  return port;
}

async function bind(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    const listening = once(server, 'listening');
    server.listen({ port, host: loopback, exclusive: true });
    await listening;
    const address = server.address();
    return typeof address === 'object' && address ? address.port : undefined;
  } catch {
    return undefined;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/**
 * The port an engine starts on: the one asked for, else the one remembered in the data folder while it is free.
 * @throws {EngineError} port-in-use when the port asked for is taken
 */
export async function choosePort(
  engine: string,
  asked: number | undefined,
  remembered: number | undefined,
): Promise<number> {
  if (asked !== undefined) {
    if (await isPortFree(asked)) return asked;
    throw portInUse(engine, asked);
  }
  if (remembered !== undefined && (await isPortFree(remembered))) return remembered;
  return freePort();
}

export function portInUse(engine: string, port: number): EngineError {
  return new EngineError(
    'port-in-use',
    `Port ${port} is in use, so ${engine} cannot start on it: end the program that holds it, or choose another port.`,
  );
}

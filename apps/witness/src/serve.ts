import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from '@vitne/service-kit/logger';
import type { Answer } from './witness.ts';

export type ServeOptions = {
  readonly addCheckpoint: (body: Uint8Array) => Promise<Answer>;
  /** The witness's own verifier key, which `GET /` shows. */
  readonly key: string;
  readonly logger: Logger;
  readonly host: string;
  readonly port: number;
};

const limits = { bodyBytes: 64 * 1024, headerBytes: 8 * 1024, requestTimeoutMs: 10_000, connections: 200 };
const plain = 'text/plain; charset=utf-8';
const say = (status: number, body: string): Answer => ({ status, type: plain, body: `${body}\n` });

/** Listens for add-checkpoint. There is nobody to sign in: a call is worth what its signed checkpoint is worth. */
export async function serve(options: ServeOptions): Promise<Server> {
  const server = createServer({ maxHeaderSize: limits.headerBytes }, (request, response) => {
    void answerTo(options, request)
      .catch((error: unknown) => {
        options.logger.error({ error }, 'could not answer');
        return say(500, 'The witness cannot do its work.');
      })
      .then((answer) => send(response, answer));
  });
  server.requestTimeout = limits.requestTimeoutMs;
  server.headersTimeout = limits.requestTimeoutMs;
  server.maxConnections = limits.connections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return server;
}

async function answerTo({ addCheckpoint, key }: ServeOptions, request: IncomingMessage): Promise<Answer> {
  const { method, url } = request;
  if (method === 'GET' && url === '/') return say(200, key);
  if (url !== '/add-checkpoint') return say(404, 'A witness has POST /add-checkpoint, and its key at GET /.');
  if (method !== 'POST') return say(405, 'A checkpoint is handed in with POST.');
  const body = await bodyOf(request);
  return body ? addCheckpoint(body) : say(413, `A body has at most ${limits.bodyBytes} bytes.`);
}

/** undefined when it is too large. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > limits.bodyBytes) return undefined;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from '@vitne/service-kit/logger';
import type { Answer } from './witness.ts';
import type { WitnessMetrics } from './witness-metrics.ts';

export type ServeOptions = {
  readonly addCheckpoint: (body: Uint8Array) => Promise<Answer>;
  /** Why nothing can be cosigned; none when something can. */
  readonly reasons: () => Promise<string[]>;
  readonly answered: WitnessMetrics['answered'];
  /** The witness's own verifier key, which `GET /` shows. */
  readonly key: string;
  readonly logger: Logger;
  readonly host: string;
  readonly port: number;
};

const limits = { bodyBytes: 64 * 1024, headerBytes: 8 * 1024, requestTimeoutMs: 10_000, connections: 200 };
const plain = 'text/plain; charset=utf-8';
const say = (status: number, body: string): Answer => ({ status, type: plain, body: `${body}\n` });
const sayJson = (status: number, body: object, type = 'application/json'): Answer => ({
  status,
  type,
  body: JSON.stringify(body),
});

/** Listens for add-checkpoint. There is nobody to sign in: a call is worth what its signed checkpoint is worth. */
export async function serve(options: ServeOptions): Promise<Server> {
  const server = createServer({ maxHeaderSize: limits.headerBytes }, (request, response) => {
    const startedAt = performance.now();
    void answerTo(options, request)
      .catch((error: unknown) => {
        options.logger.error({ error }, 'could not answer');
        return say(500, 'The witness cannot do its work.');
      })
      .then((answer) => {
        options.answered(routeOf(request), answer.status, performance.now() - startedAt);
        send(response, answer);
      });
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

const routes = ['/', '/add-checkpoint', '/health', '/ready'];
const routeOf = ({ url = '' }: IncomingMessage): string => (routes.includes(url) ? url : 'none');

async function answerTo(options: ServeOptions, request: IncomingMessage): Promise<Answer> {
  const { addCheckpoint, key } = options;
  const { method, url } = request;
  if (method === 'GET' && url === '/') return say(200, key);
  if (method === 'GET' && url === '/health') return sayJson(200, { status: 'alive' });
  if (method === 'GET' && url === '/ready') return readiness(await options.reasons());
  if (url !== '/add-checkpoint') return say(404, 'A witness has POST /add-checkpoint, and its key at GET /.');
  if (method !== 'POST') return say(405, 'A checkpoint is handed in with POST.');
  const body = await bodyOf(request);
  return body ? addCheckpoint(body) : say(413, `A body has at most ${limits.bodyBytes} bytes.`);
}

function readiness(reasons: string[]): Answer {
  if (reasons.length === 0) return sayJson(200, { ready: true });
  const problem = {
    type: 'about:blank',
    title: 'Nothing can be cosigned',
    status: 503,
    detail: reasons.join(' '),
    reasons,
  };
  return sayJson(503, problem, 'application/problem+json');
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

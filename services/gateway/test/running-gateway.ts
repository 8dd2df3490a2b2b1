import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventLogUnavailable } from '@vitne/event-log/event-log';
import { createLogger } from '@vitne/service-kit/logger';
import type { ServiceDefinition } from '@vitne/service-kit/service';
import type { CloudEvent } from '@vitne/service-kit/user-event-message';
import { enginesForTests } from '@vitne/testing/engines-for-tests';
import { runService, type TestCaller } from '@vitne/testing/running-service';
import { type GatewayOptions, startGateway } from '../src/gateway.ts';
import type { SteerTime } from '../src/steered-time.ts';

export type RunningGateway = Awaited<ReturnType<typeof runGateway>>;

/** A service that answers user events as their data says, and gives each new id the next position. */
function listener(told: CloudEvent[]): ServiceDefinition {
  const positions = new Map<string, number>();
  return {
    name: 'consent',
    title: 'Listener',
    description: 'A service for tests.',
    projections: [],
    rejections: {},
    reactions: () => [],
    timers: () => [],
    routes(app) {
      for (const path of ['/v1/*', '/statements/*'])
        app.all(path, { config: { access: 'public' }, schema: { hide: true } }, ({ url }) => ({ url, by: 'consent' }));
    },
    inbox: () => ({
      laneOf: ({ id }) => id,
      async handle(_tenant, event) {
        if (event.data['answer'] === 'no')
          return { rejection: { code: 'notice-mismatch', detail: 'Fetch the notice.' }, status: 409 };
        if (event.data['answer'] === 'away') throw new EventLogUnavailable('The bus is away.');
        told.push(event);
        const known = positions.get(event.id);
        const position = known ?? positions.size + 1;
        positions.set(event.id, position);
        return { position, duplicate: known !== undefined };
      },
    }),
  };
}

/** What the echo saw of a request. */
export type Echo = { method: string; url: string; headers: Record<string, string>; digest: string };
export const digestOf = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');

/** An upstream that says what reached it, and answers with the status that `x-answer` asks for. */
async function echo(): Promise<Server> {
  const times = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url = '', headers } = request;
      times.set(url, (times.get(url) ?? 0) + 1);
      response.writeHead(Number(headers['x-answer'] ?? 200), {
        'content-type': 'application/json',
        'x-from': 'upstream',
        'vitne-position': '7',
        'retry-after': '2',
        'x-times': String(times.get(url)),
      });
      response.end(JSON.stringify({ method, url, headers, digest: digestOf(Buffer.concat(chunks)) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** An address at which nobody listens. */
async function nobodyAt(): Promise<string> {
  const server = await echo();
  const address = addressOf(server);
  await new Promise((resolve) => server.close(resolve));
  return address;
}

/** A gateway: consent listens, request-intake and the registry echo, retention is away. */
export async function runGateway(
  options: { steer?: SteerTime; story?: string } & Pick<GatewayOptions, 'callLimits' | 'trustedProxies'> = {},
) {
  const told: CloudEvent[] = [];
  const run = await runService(listener(told));
  const [upstream, away] = [await echo(), await nobodyAt()];
  const connection = await enginesForTests().connectNats('gateway');
  const gateway = await startGateway({
    connection,
    tokens: run.issuer.verifier(),
    logger: createLogger({ service: 'gateway', level: 'silent' }),
    upstreams: {
      consent: addressOf(run.service.app.server),
      'request-intake': addressOf(upstream),
      'processor-registry': addressOf(upstream),
      retention: away,
      notary: addressOf(upstream),
      auditor: addressOf(upstream),
    },
    startPage: { tenants: [run.tenant, run.other], story: () => options.story },
    steer: options.steer,
    callLimits: options.callLimits,
    trustedProxies: options.trustedProxies,
    answerTimeoutMs: 2_000,
    listen: { port: 0 },
  });
  const origin = addressOf(gateway.app.server);
  return {
    ...run,
    told,
    gateway,
    origin,
    async call(
      caller: TestCaller,
      method: string,
      path: string,
      body?: string | Uint8Array<ArrayBuffer>,
      headers: Record<string, string> = {},
    ) {
      const said = typeof caller === 'string' ? { role: caller } : caller;
      const token =
        caller === 'nobody' || said.role === 'nobody'
          ? undefined
          : await run.issuer.issue({
              tenant: run.tenant,
              subject: 'someone-1',
              ...said,
              role: said.role,
              expiresInSeconds: 60,
            });
      const response = await fetch(origin + path, {
        method,
        headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
        ...(body !== undefined && { body }),
        redirect: 'manual',
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: (): unknown => JSON.parse(text) };
    },
    async stop() {
      await gateway.stop();
      await connection.close();
      await run.stop();
      await new Promise((resolve) => upstream.close(resolve));
    },
  };
}

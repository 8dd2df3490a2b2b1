import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { OpenDsr } from '@vitne/contracts/statement/schema';
import { testCertificate } from './test-certificate.ts';

/** A request as the processor received it, and whether it was signed by whom it knows. */
export type ReceivedByProcessor = {
  body: {
    subject_request_id: string;
    subject_request_type: string;
    subject_identities: { identity_type: string; identity_value: string; identity_format: string }[];
    submitted_time: string;
    status_callback_urls: string[];
  } & Record<string, unknown>;
  signed: boolean;
  authorization: string | undefined;
};

/** What it does instead of what it should. */
export type Misbehaviour =
  | 'none'
  | 'away'
  | 'hangs'
  | 'trickles'
  | 'redirects'
  | 'signs-with-another-key'
  | 'receipts-something-else'
  | 'answers-as-another-controller'
  | 'too-much'
  | { status: number };

export type OpenDsrProcessorForTests = Awaited<ReturnType<typeof startOpenDsrProcessor>>;

/**
 * A processor that speaks OpenDSR 2.0 over HTTP, written from the specification alone: it shares nothing with what calls it.
 * It has an RSA key and a certificate of its own, keeps requests in memory, and does what the test says.
 * @param controller the public key of whoever may ask it
 */
export async function startOpenDsrProcessor(controller: KeyObject) {
  const host = '127.0.0.1';
  const { key, pem, fingerprint } = testCertificate({ host });
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const requests = new Map<string, ReceivedByProcessor>();
  const standing = new Map<string, { status: string; results_url?: string; results_count?: number }>();
  const results = new Map<string, unknown>();
  const calls: string[] = [];
  const hanging = new Set<ServerResponse>();
  let misbehaviour: Misbehaviour = 'none';
  let shown = pem;
  const controllerId = () => (misbehaviour === 'answers-as-another-controller' ? 'somebody-else' : 'kaukus');

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, host);
  await once(server, 'listening');
  const origin = `http://${host}:${(server.address() as AddressInfo).port}`;
  const url = `${origin}/v2`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '' } = request;
    calls.push(`${method} ${path.replace(/[0-9a-f-]{36}/, '{id}')}`);
    if (path === '/v2/discovery') return send(response, 200, discovery(), 'unsigned');
    if (path === '/v2/certificate.pem') return void response.writeHead(200).end(shown);
    if (misbehaviour === 'away') return void response.destroy();
    if (misbehaviour === 'hangs' || misbehaviour === 'trickles') {
      hanging.add(response);
      if (misbehaviour === 'trickles') response.writeHead(200).write('{');
      return;
    }
    if (misbehaviour === 'redirects') {
      response.writeHead(307, { location: `${origin}/elsewhere` }).end();
      return;
    }
    if (misbehaviour === 'too-much') return void response.writeHead(201).end('x'.repeat(6_000_000));
    if (typeof misbehaviour === 'object') return void response.writeHead(misbehaviour.status).end();
    const raw = await buffer(request);
    if (method === 'POST' && path === '/v2/requests') return receive(request, response, raw);
    const id = path.split('/').at(-1) ?? '';
    if (method === 'DELETE') return cancel(response, id);
    if (path.startsWith('/v2/requests/')) return send(response, standing.has(id) ? 200 : 404, status(id));
    if (path.startsWith('/v2/results/'))
      return send(response, results.has(id) ? 200 : 404, results.get(id), 'unsigned');
    response.writeHead(404).end();
  }

  function receive({ headers }: IncomingMessage, response: ServerResponse, raw: Buffer): void {
    const signature = Buffer.from(String(headers['x-opendsr-signature']), 'base64');
    const body = JSON.parse(raw.toString('utf8')) as ReceivedByProcessor['body'];
    const signed = verify(
      'sha256',
      raw,
      createPublicKey(controller.export({ type: 'spki', format: 'pem' })),
      signature,
    );
    requests.set(body.subject_request_id, { body, signed, authorization: headers.authorization });
    standing.set(body.subject_request_id, standing.get(body.subject_request_id) ?? { status: 'pending' });
    const received = misbehaviour === 'receipts-something-else' ? Buffer.from('{}') : raw;
    send(response, 201, {
      controller_id: controllerId(),
      expected_completion_time: '2026-02-20T00:00:00Z',
      received_time: '2026-01-31T09:00:01Z',
      encoded_request: received.toString('base64'),
      subject_request_id: body.subject_request_id,
    });
  }

  /** Only what is pending can be taken back. */
  function cancel(response: ServerResponse, id: string): void {
    const known = standing.get(id);
    if (known?.status !== 'pending') {
      const error = { code: known ? 400 : 404, message: 'The request is not pending.' };
      return send(response, error.code, { error });
    }
    standing.set(id, { status: 'cancelled' });
    const received_time = '2026-01-31T10:00:01Z';
    send(response, 202, { controller_id: controllerId(), subject_request_id: id, received_time, api_version: '2.0' });
  }

  const discovery = () => ({
    api_version: '2.0',
    supported_identities: [
      { identity_type: 'email', identity_format: 'raw' },
      { identity_type: 'email', identity_format: 'sha256' },
      { identity_type: 'controller_customer_id', identity_format: 'raw' },
    ],
    supported_subject_request_types: ['access', 'portability', 'erasure'],
    processor_certificate: `${url}/certificate.pem`,
  });

  const status = (id: string) => {
    const { status: request_status, ...more } = standing.get(id) ?? { status: 'pending' };
    return {
      controller_id: controllerId(),
      expected_completion_time: '2026-02-20T00:00:00Z',
      subject_request_id: id,
      request_status,
      api_version: '2.0',
      ...more,
    };
  };

  const signatureOf = (body: Buffer, by = misbehaviour === 'signs-with-another-key' ? stranger : key): string =>
    sign('sha256', body, by).toString('base64');

  function send(response: ServerResponse, code: number, said: unknown, how: 'signed' | 'unsigned' = 'signed'): void {
    const body = Buffer.from(JSON.stringify(said));
    const headers = { 'x-opendsr-processor-domain': host, 'x-opendsr-signature': signatureOf(body) };
    response.writeHead(code, { 'content-type': 'application/json', ...(how === 'signed' && headers) }).end(body);
  }

  return {
    url,
    origin,
    fingerprint,
    requests,
    /** Every call, as method and path, an id left out. */
    calls,
    /** As a statement says it. */
    described: (over: Partial<OpenDsr> = {}): OpenDsr => ({
      url,
      requests: ['access', 'portability', 'erasure'],
      identities: [{ type: 'email', format: 'raw' }],
      certificates: [fingerprint],
      ...over,
    }),
    misbehave(how: Misbehaviour): void {
      misbehaviour = how;
      for (const response of hanging) response.destroy();
      hanging.clear();
    },
    /** Shows this certificate from now on, and goes on to sign with its own key. */
    showCertificate(other: string): void {
      shown = other;
    },
    /** How a request stands from now on; results are given at an address of its own unless it names another. */
    settle(id: string, how: { status: string; results?: unknown; results_url?: string; results_count?: number }): void {
      const { results: found, ...said } = how;
      if (found !== undefined) results.set(id, found);
      standing.set(id, { ...(found !== undefined && { results_url: `${url}/results/${id}` }), ...said });
    },
    /** A call back about a request, ready to be posted; signed by its own key unless a stranger's is wanted. */
    callback(id: string, over: Record<string, unknown> = {}, by: 'own' | 'stranger' = 'own') {
      const callback = requests.get(id)?.body.status_callback_urls[0];
      const body = Buffer.from(JSON.stringify({ ...status(id), status_callback_url: callback, ...over }));
      const headers = {
        'content-type': 'application/json',
        'x-opendsr-processor-domain': host,
        'x-opendsr-signature': signatureOf(body, by === 'own' ? key : stranger),
      };
      return { path: new URL(String(callback)).pathname, body, headers };
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

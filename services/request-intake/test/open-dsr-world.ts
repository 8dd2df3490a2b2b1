import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { openDsrSignature, openDsrSigned } from '@vitne/service-kit/open-dsr';
import { openOrdersStream } from '@vitne/service-kit/orders-stream';
import { runService } from '@vitne/testing/running-service';
import { statementOf } from '@vitne/testing/statement-files';
import { requestIdOf } from '../src/open-dsr/receive-open-dsr.ts';
import { requestIntakeService } from '../src/service.ts';
import { clockNow } from './running-intake.ts';

const keys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
type Called = { body: Record<string, unknown>; domain: unknown; signed: boolean };

/** The service as a processor, and a controller with keys of its own that is called back over HTTP. */
export async function startOpenDsrWorld() {
  const [processor, controller, stranger] = [keys(), keys(), keys()];
  const calls: Called[] = [];
  /** What a controller that never answers saw, and whether others were called meanwhile. */
  const hanging: string[] = [];
  let answer = 202;
  const server = createServer((request, response) => void taken(request, response));
  async function taken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await buffer(request);
    if (request.url?.endsWith('/hangs')) {
      hanging.push('called');
      response.once('close', () => hanging.push('hung up'));
      return;
    }
    if (hanging.length > 0) hanging.push('another was called');
    calls.push({
      body: JSON.parse(raw.toString('utf8')) as Record<string, unknown>,
      domain: request.headers['x-opendsr-processor-domain'],
      signed: openDsrSigned(raw, String(request.headers['x-opendsr-signature']), processor.publicKey),
    });
    response.writeHead(answer, { location: 'http://127.0.0.1:1/elsewhere' }).end();
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const callback = `http://127.0.0.1:${(server.address() as AddressInfo).port}/opendsr/callbacks`;
  const run = await runService(requestIntakeService, {
    openStreams: openOrdersStream,
    vault: 'mongo',
    now: clockNow,
    publicOrigin: 'https://privacy.example.org',
    openDsr: {
      domain: 'privacy.example.org',
      certificate: 'the certificate',
      key: processor.privateKey,
      controllers: new Map([
        ['client-1', { publicKey: controller.publicKey, callbacks: [callback] }],
        ['client-3', { publicKey: controller.publicKey, callbacks: [`${callback}/hangs`] }],
      ]),
    },
  });
  await run.tellStatement(statementOf('kaukus', { tenant: run.tenant }));
  const base = `/opendsr/${run.tenant}/v2`;
  const as = (subject: string) => ({ role: 'system', subject }) as const;
  return {
    ...run,
    base,
    callback,
    calls,
    hanging,
    answerWith(status: number) {
      answer = status;
    },
    sent: (over: Record<string, unknown> = {}) => ({
      regulation: 'gdpr',
      subject_request_id: randomUUID(),
      subject_request_type: 'erasure',
      subject_identities: [{ identity_type: 'email', identity_value: 'kari@example.no', identity_format: 'raw' }],
      submitted_time: '2026-01-30T08:00:00Z',
      api_version: '2.0',
      status_callback_urls: [callback],
      ...over,
    }),
    /** Hands a body in, signed with the controller's key unless said otherwise, byte for byte as it is. */
    async post(body: unknown, { key = controller.privateKey, subject = 'client-1', signature = '' } = {}) {
      const raw = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
      const token = await run.issuer.issue({ tenant: run.tenant, ...as(subject), expiresInSeconds: 600 });
      const response = await run.service.app.inject({
        method: 'POST',
        url: `${base}/requests`,
        payload: raw,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'x-opendsr-signature': signature || openDsrSignature(raw, key),
        },
      });
      return {
        status: response.statusCode,
        body: response.json<Record<string, unknown>>(),
        signed: openDsrSigned(
          response.rawPayload,
          String(response.headers['x-opendsr-signature'] ?? ''),
          processor.publicKey,
        ),
        domain: response.headers['x-opendsr-processor-domain'],
      };
    },
    stranger: stranger.privateKey,
    get: (id: unknown, subject = 'client-1') => run.request(as(subject), 'GET', `${base}/requests/${String(id)}`),
    cancel: (id: unknown) => run.request(as('client-1'), 'DELETE', `${base}/requests/${String(id)}`),
    /** Staff settle who asks. */
    async accept(subjectRequestId: string, controllerId = 'client-1') {
      const request = requestIdOf(run.tenant, controllerId, subjectRequestId);
      const body = { identity: 'staff-judgement', ground: 'called-back', note: 'The controller says how it looked.' };
      const { status } = await run.request('staff', 'POST', `/v1/requests/${request}/acceptance`, body);
      if (status !== 201) throw new Error(`The acceptance was answered with ${status}.`);
      return request;
    },
    async stop() {
      await run.stop();
      server.closeAllConnections();
      server.close();
    },
  };
}
export type OpenDsrWorld = Awaited<ReturnType<typeof startOpenDsrWorld>>;

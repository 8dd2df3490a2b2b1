import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { choiceSchema } from '@vitne/consent/consent-choices';
import { consentService } from '@vitne/consent/service';
import { noticeOf } from '@vitne/contracts/statement/notice';
import { parseStatement } from '@vitne/contracts/statement/parse-statement';
import type { TestEngines } from '@vitne/engines/test-engines';
import { type EventLog } from '@vitne/event-log/event-log';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { realClock } from '@vitne/service-kit/clock';
import { connectBus, connectDatabase } from '@vitne/service-kit/connections';
import { demoIssuer } from '@vitne/service-kit/demo-issuer';
import { openInboxStream } from '@vitne/service-kit/inbox';
import { createLogger } from '@vitne/service-kit/logger';
import { noMailSender } from '@vitne/service-kit/mail-sender';
import { type RunningService, startService } from '@vitne/service-kit/service';
import { fileKeyEncryption } from '@vitne/vault/key-encryption';
import { mongoVault } from '@vitne/vault/mongo-vault';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Db } from 'mongodb';
import { z } from 'zod';
import type { Load } from './http-load.ts';

/** The one tenant of the bench; its statement is the real one. */
export const tenant = 'kaukus';

export type Undo = (() => Promise<unknown>)[];
export type ConsentUnderLoad = {
  service: RunningService;
  db: Db;
  log: EventLog;
  target: Pick<Load, 'url' | 'token' | 'choice'>;
};

/** The consent service as it runs in production, with the real statement in force, listening on a port of its own. */
export async function startConsentUnderLoad(engines: TestEngines, keys: string, undo: Undo): Promise<ConsentUnderLoad> {
  await openStreams(engines);
  const connection = await connectBus(engines.nats.url, engines.nats.credentials('consent'));
  undo.push(() => connection.drain());
  const mongo = await connectDatabase(engines.mongo.url);
  undo.push(() => mongo.close());
  const log = jetStreamEventLog({ connection });
  undo.push(() => log.close());
  const db = mongo.db('bench-consent');
  const vault = await mongoVault({ db: mongo.db('bench-vault'), keyEncryption: fileKeyEncryption(join(keys, 'kek')) });
  const issuer = await demoIssuer(join(keys, 'tokens'));
  const logger = createLogger({ service: 'consent', level: 'silent' });
  const service = await startService(
    consentService,
    {
      tenants: [tenant],
      connection,
      log,
      vault,
      db,
      clock: realClock,
      mail: noMailSender,
      tokens: issuer.verifier(),
      logger,
    },
    { port: 0 },
  );
  undo.push(() => service.stop());
  const url = addressOf(service.app.server.address());
  const issue = (role: 'privacy-officer' | 'system') =>
    issuer.issue({ tenant, role, subject: 'bench', expiresInSeconds: 3_600 });
  const choice = await publishStatement(url, await issue('privacy-officer'));
  await caughtUp(service, await log.lastPosition(tenant));
  return { service, db, log, target: { url: `${url}/v1/consents`, token: await issue('system'), choice } };
}

/** What the same bytes cost when nothing is done with them: parsed, checked by the same schema, answered. */
export async function startEmptyRoute(undo: Undo): Promise<string> {
  const app = Fastify().withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const body = choiceSchema.extend({ decision: z.enum(['given', 'refused']) });
  const answer = z.object({ position: z.int().nonnegative(), outcome: z.literal('recorded') });
  app.post('/v1/consents', { schema: { body, response: { 201: answer } } }, async (_request, reply) =>
    reply.code(201).send({ position: 0, outcome: 'recorded' }),
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  undo.push(() => app.close());
  return `${addressOf(app.server.address())}/v1/consents`;
}

/** Waits until the read models hold everything up to a position. */
export async function caughtUp(service: RunningService, position: number): Promise<void> {
  for (let tries = 0; tries < 24; tries++) if (await service.reached(tenant, position)) return;
  throw new Error('The read models did not catch up within two minutes.');
}

async function openStreams(engines: TestEngines): Promise<void> {
  const connection = await connectBus(engines.nats.url, engines.nats.credentials('admin'));
  const log = jetStreamEventLog({ connection });
  await log.openLedger(tenant);
  await openInboxStream(connection, tenant);
  await log.close();
  await connection.drain();
}

/** Publishes the statement and answers what a person is shown for the first purpose that stands on their consent. */
async function publishStatement(url: string, token: string): Promise<Load['choice']> {
  const file = readFileSync(new URL(`../statements/${tenant}.yaml`, import.meta.url), 'utf8');
  const response = await fetch(`${url}/v1/statements`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ file }),
  });
  if (response.status !== 201) throw new Error(`The statement was answered with ${response.status}.`);
  const parsed = parseStatement(file);
  if (!parsed.ok) throw new Error('The statement has errors.');
  const { statement } = parsed;
  const purpose = statement.purposes.find(({ consent }) => consent && consent.level !== 'person-and-company');
  const notice = purpose && (await noticeOf(statement, purpose.id, 'nb'));
  if (!purpose || !notice) throw new Error('The statement asks nobody for consent.');
  return {
    purpose: purpose.id,
    statementVersion: notice.notice.statementVersion,
    shown: { noticeHash: notice.hash, language: 'nb', surface: 'web-form', method: 'ticked-box' },
  };
}

function addressOf(address: ReturnType<RunningService['app']['server']['address']>): string {
  if (address === null || typeof address === 'string') throw new TypeError('The service does not listen.');
  return `http://127.0.0.1:${address.port}`;
}

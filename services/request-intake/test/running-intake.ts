import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataschemaOf, definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { channelOf } from '@vitne/contracts/channels';
import { sha256Hex } from '@vitne/contracts/statement/canonical-json';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import type { Role } from '@vitne/service-kit/caller';
import { demoIssuer } from '@vitne/service-kit/demo-issuer';
import { openInboxStream } from '@vitne/service-kit/inbox';
import { createLogger } from '@vitne/service-kit/logger';
import { startService } from '@vitne/service-kit/service';
import { jwksVerifier } from '@vitne/service-kit/tokens';
import { enginesForTests, freshDatabase, freshTenant } from '@vitne/testing/engines-for-tests';
import { fileKeyEncryption } from '@vitne/vault/key-encryption';
import { mongoVault } from '@vitne/vault/mongo-vault';
import { requestIntakeService } from '../src/service.ts';
import { statementOf } from './request-scenarios.ts';

/** What a response of the service was, with its body parsed. */
export type Answered = { status: number; headers: Record<string, unknown>; body: Record<string, unknown> };

export type RunningIntake = Awaited<ReturnType<typeof startIntake>>;

/** The moment that every test of the service lives in: a Saturday, the last of January. */
export const clockNow = '2026-01-31T09:00:00.000Z';

/** The service over the real engines, with a tenant that has published Kaukus' statement and one that has none. */
export async function startIntake() {
  const engines = enginesForTests();
  const [tenant, other] = [freshTenant('intake'), freshTenant('other')];
  const admin = await engines.connectNats();
  const connection = await engines.connectNats('request-intake');
  const mongo = await engines.connectMongo();
  const keys = mkdtempSync(join(tmpdir(), 'vitne-intake-'));
  const ledgers = jetStreamEventLog({ connection: admin });
  await Promise.all([tenant, other].map((one) => ledgers.openLedger(one)));
  await Promise.all([tenant, other].map((one) => openInboxStream(admin, one)));
  const log = jetStreamEventLog({ connection });
  const vault = await mongoVault({ db: mongo.db(freshDatabase('vault')), keyEncryption: fileKeyEncryption(keys) });
  const issuer = await demoIssuer(keys);
  const service = await startService(
    requestIntakeService,
    {
      tenants: [tenant, other],
      connection,
      log,
      vault,
      db: mongo.db(freshDatabase('intake')),
      clock: { now: () => clockNow },
      tokens: jwksVerifier({ issuer: issuer.issuer, audience: issuer.audience, jwks: issuer.jwks() }),
      logger: createLogger({ service: 'request-intake', level: 'silent' }),
    },
    { port: 0 },
  );

  const tell = async (type: string, id: string, facts: Record<string, unknown>): Promise<number> => {
    const { context, entity } = definitionOf(type) ?? { context: 'consent' as const, entity: '' };
    const channel = channelOf({ tenant, context, entity, id });
    const history = await ledgers.readEntity(channel);
    const meta = {
      id: `${type}-${id}-${history.length}`,
      source: `/services/${context}`,
      type,
      time: clockNow,
      entity: id,
      dataschema: dataschemaOf(type),
      tenant,
      actor: 'service:retention',
      correlation: 'test',
    };
    const appended = await ledgers.append({
      channel,
      expectedPosition: history.at(-1)?.position ?? 0,
      events: [{ meta, facts, sealed: [] }],
    });
    if (appended.outcome !== 'appended') throw new Error(appended.outcome);
    return appended.positions[0] as number;
  };
  const document = { ...statementOf('kaukus'), tenant };
  const { version, revision, updated } = document.statement;
  const published = await tell('statement.published.v1', 'main', {
    version,
    revision,
    updated,
    hash: await sha256Hex(JSON.stringify(document)),
    document,
  });
  await service.reached(tenant, published);

  const tokens = new Map<string, string>();
  const tokenOf = async (role: Role, of: string, subject: string): Promise<string> => {
    const key = `${role}/${of}/${subject}`;
    const token = tokens.get(key) ?? (await issuer.issue({ tenant: of, role, subject, expiresInSeconds: 600 }));
    tokens.set(key, token);
    return token;
  };

  return {
    tenant,
    other,
    service,
    vault,
    admin,
    tell,
    lastPosition: () => ledgers.lastPosition(tenant),
    readRequest: (id: string) =>
      ledgers.readEntity(channelOf({ tenant, context: 'request-intake', entity: 'request', id })),
    /** Calls the service; without a role as somebody without a token. */
    async call(
      method: 'GET' | 'POST',
      url: string,
      {
        body,
        key,
        role,
        of = tenant,
        as = 'ola',
      }: { body?: unknown; key?: string; role?: Role; of?: string; as?: string } = {},
    ): Promise<Answered> {
      const response = await service.app.inject({
        method,
        url,
        headers: {
          ...(role && { authorization: `Bearer ${await tokenOf(role, of, as)}` }),
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        ...(body !== undefined && { payload: body as object }),
      });
      return { status: response.statusCode, headers: response.headers, body: response.json() };
    },
    async stop() {
      await service.stop();
      await Promise.all([log.close(), ledgers.close(), vault.close()]);
      await Promise.all([connection.close(), admin.close(), mongo.close()]);
      rmSync(keys, { recursive: true, force: true });
    },
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataschemaOf, definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { channelOf } from '@vitne/contracts/channels';
import { sha256Hex } from '@vitne/contracts/statement/canonical-json';
import type { Recipient, Statement } from '@vitne/contracts/statement/schema';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import type { Role } from '@vitne/service-kit/caller';
import { steeredClock } from '@vitne/service-kit/clock';
import { demoIssuer } from '@vitne/service-kit/demo-issuer';
import { createLogger } from '@vitne/service-kit/logger';
import { noMailSender } from '@vitne/service-kit/mail-sender';
import { startService } from '@vitne/service-kit/service';
import { jwksVerifier } from '@vitne/service-kit/tokens';
import { enginesForTests, freshDatabase, freshTenant } from '@vitne/testing/engines-for-tests';
import { reachedBy } from '@vitne/testing/running-service';
import { fileKeyEncryption } from '@vitne/vault/key-encryption';
import { mongoVault } from '@vitne/vault/mongo-vault';
import { vi } from 'vitest';
import { processorRegistryService } from '../src/service.ts';
import { now, statementOf } from './registry-scenarios.ts';

/** What a response of the service was, with its body parsed. */
export type Answered = { status: number; headers: Record<string, unknown>; body: Record<string, unknown> };
/** What another service tells; `personal` parts are left out, as nothing here opens them. */
type Told = { type: string; facts: object };
export type RunningRegistry = Awaited<ReturnType<typeof startRegistry>>;

/** The service over the real engines, with one tenant that the test publishes for and another that has nothing. */
export async function startRegistry() {
  const engines = enginesForTests();
  const [tenant, other] = [freshTenant('registry'), freshTenant('other')];
  const admin = await engines.connectNats();
  const connection = await engines.connectNats('processor-registry');
  const mongo = await engines.connectMongo();
  const keys = mkdtempSync(join(tmpdir(), 'vitne-registry-'));
  const ledgers = jetStreamEventLog({ connection: admin });
  await Promise.all([tenant, other].map((one) => ledgers.openLedger(one)));
  const log = jetStreamEventLog({ connection });
  const vault = await mongoVault({ db: mongo.db(freshDatabase('vault')), keyEncryption: fileKeyEncryption(keys) });
  const issuer = await demoIssuer(keys);
  const clock = steeredClock(now);
  const service = await startService(
    processorRegistryService,
    {
      tenants: [tenant, other],
      connection,
      log,
      vault,
      db: mongo.db(freshDatabase('registry')),
      clock,
      mail: noMailSender,
      tokens: jwksVerifier({ issuer: issuer.issuer, audience: issuer.audience, jwks: issuer.jwks() }),
      logger: createLogger({ service: 'processor-registry', level: 'silent' }),
    },
    { port: 0 },
  );

  /** Appends what another service would have written. */
  const tell = async ({ type, facts }: Told, id: string): Promise<number> => {
    const { context, entity } = definitionOf(type) ?? { context: 'consent' as const, entity: '' };
    const channel = channelOf({ tenant, context, entity, id });
    const history = await ledgers.readEntity(channel);
    const meta = {
      id: `${type}-${id}-${history.length}`,
      source: `/services/${context}`,
      type,
      time: clock.now(),
      entity: id,
      dataschema: dataschemaOf(type),
      tenant,
      actor: 'service:consent',
      correlation: 'test',
    };
    const expectedPosition = history.at(-1)?.position ?? 0;
    const appended = await ledgers.append({
      channel,
      expectedPosition,
      events: [{ meta, facts: { ...facts }, sealed: [] }],
    });
    if (appended.outcome !== 'appended') throw new Error(appended.outcome);
    return appended.positions[0] as number;
  };

  /** Waits until the registry has followed all that the ledger holds, and what it told itself because of that. */
  const settled = async (): Promise<number> => {
    await vi.waitFor(async () => {
      const reacted = service.reacted(tenant);
      // Before the reactions have started, none of them is behind.
      const started = reacted < Number.MAX_SAFE_INTEGER;
      if (!started || reacted < (await ledgers.lastPosition(tenant))) throw new Error('It has not followed yet.');
    }, 10_000);
    const position = await ledgers.lastPosition(tenant);
    await service.reached(tenant, position);
    return position;
  };

  /** Publishes Catacloud's statement with these recipients, and waits until the registry has followed it. */
  const publish = async (revision: number, recipients: Recipient[], over: Partial<Statement> = {}): Promise<void> => {
    const catacloud = statementOf('catacloud');
    const document = { ...catacloud, tenant, statement: { ...catacloud.statement, revision }, recipients, ...over };
    const { version, updated } = document.statement;
    const hash = await sha256Hex(JSON.stringify(document));
    await tell({ type: 'statement.published.v1', facts: { version, revision, updated, hash, document } }, 'main');
    await settled();
  };

  const tokens = new Map<string, string>();
  const tokenOf = async (role: Role, of: string): Promise<string> => {
    const key = `${role}/${of}`;
    const token = tokens.get(key) ?? (await issuer.issue({ tenant: of, role, subject: 'po-1', expiresInSeconds: 600 }));
    tokens.set(key, token);
    return token;
  };

  return {
    tenant,
    other,
    vault,
    tell,
    settled,
    publish,
    clock,
    /** Moves the time, and lets everything happen that has fallen due by then. */
    async comeTo(moment: string) {
      if (!clock.advanceTo(moment).ok) throw new Error('Time goes only forward.');
      await service.checkTimers();
      await settled();
    },
    lastPosition: () => ledgers.lastPosition(tenant),
    readEntity: (entity: string, id: string) =>
      ledgers.readEntity(channelOf({ tenant, context: 'processor-registry', entity, id })),
    /** Calls the service, a GET with everything in it that was told; without a role as somebody without a token. */
    async call(
      method: 'GET' | 'POST',
      url: string,
      { body, key, role, of = tenant }: { body?: unknown; key?: string; role?: Role; of?: string } = {},
    ): Promise<Answered> {
      if (method === 'GET') await reachedBy(service, ledgers, [tenant, other]);
      const response = await service.app.inject({
        method,
        url,
        headers: {
          ...(role && { authorization: `Bearer ${await tokenOf(role, of)}` }),
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        ...(body !== undefined && { payload: body as object }),
      });
      const isPage = String(response.headers['content-type']).startsWith('text/html');
      const answered: Answered['body'] = isPage ? { page: response.body } : response.json();
      return { status: response.statusCode, headers: response.headers, body: answered };
    },
    async stop() {
      await service.stop();
      await Promise.all([log.close(), ledgers.close(), vault.close()]);
      await Promise.all([connection.close(), admin.close(), mongo.close()]);
      rmSync(keys, { recursive: true, force: true });
    },
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataschemaOf, definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { channelOf } from '@vitne/contracts/channels';
import { sha256Hex } from '@vitne/contracts/statement/canonical-json';
import type { Recipient } from '@vitne/contracts/statement/schema';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import type { Role } from '@vitne/service-kit/caller';
import { demoIssuer } from '@vitne/service-kit/demo-issuer';
import { createLogger } from '@vitne/service-kit/logger';
import { startService } from '@vitne/service-kit/service';
import { jwksVerifier } from '@vitne/service-kit/tokens';
import { enginesForTests, freshDatabase, freshTenant } from '@vitne/testing/engines-for-tests';
import { fileKeyEncryption } from '@vitne/vault/key-encryption';
import { mongoVault } from '@vitne/vault/mongo-vault';
import { vi } from 'vitest';
import { processorRegistryService } from '../src/service.ts';
import { now, statementOf } from './registry-scenarios.ts';

/** What a response of the service was, with its body parsed. */
export type Answered = { status: number; headers: Record<string, unknown>; body: Record<string, unknown> };
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
  const service = await startService(
    processorRegistryService,
    {
      tenants: [tenant, other],
      connection,
      log,
      vault,
      db: mongo.db(freshDatabase('registry')),
      clock: { now: () => now },
      tokens: jwksVerifier({ issuer: issuer.issuer, audience: issuer.audience, jwks: issuer.jwks() }),
      logger: createLogger({ service: 'processor-registry', level: 'silent' }),
    },
    { port: 0 },
  );

  /** Appends what another service would have written. */
  const tell = async ({ type, facts }: { type: string; facts: object }, id: string): Promise<number> => {
    const { context, entity } = definitionOf(type) ?? { context: 'consent' as const, entity: '' };
    const channel = channelOf({ tenant, context, entity, id });
    const history = await ledgers.readEntity(channel);
    const meta = {
      id: `${type}-${id}-${history.length}`,
      source: `/services/${context}`,
      type,
      time: now,
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

  /** Publishes Catacloud's statement with these recipients, and waits until the registry has followed it. */
  const publish = async (revision: number, recipients: Recipient[]): Promise<void> => {
    const catacloud = statementOf('catacloud');
    const document = { ...catacloud, tenant, statement: { ...catacloud.statement, revision }, recipients };
    const { version, updated } = document.statement;
    const hash = await sha256Hex(JSON.stringify(document));
    const facts = { version, revision, updated, hash, document };
    const position = await tell({ type: 'statement.published.v1', facts }, 'main');
    await vi.waitFor(() => {
      if (service.reacted(tenant) < position) throw new Error('The registry has not followed the statement yet.');
    }, 10_000);
    await service.reached(tenant, await ledgers.lastPosition(tenant));
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
    publish,
    lastPosition: () => ledgers.lastPosition(tenant),
    readEntity: (entity: string, id: string) =>
      ledgers.readEntity(channelOf({ tenant, context: 'processor-registry', entity, id })),
    /** Calls the service; without a role as somebody without a token. */
    async call(
      method: 'GET' | 'POST',
      url: string,
      { body, key, role, of = tenant }: { body?: unknown; key?: string; role?: Role; of?: string } = {},
    ): Promise<Answered> {
      const response = await service.app.inject({
        method,
        url,
        headers: {
          ...(role && { authorization: `Bearer ${await tokenOf(role, of)}` }),
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

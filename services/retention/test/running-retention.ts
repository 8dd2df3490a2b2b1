import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headers } from '@nats-io/nats-core';
import { dataschemaOf, definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { channelOf } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { EventDefinition, PersonalPart } from '@vitne/contracts/event-definition';
import { sha256Hex } from '@vitne/contracts/statement/canonical-json';
import type { Statement } from '@vitne/contracts/statement/schema';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { replay } from '@vitne/projector/replay';
import type { Role } from '@vitne/service-kit/caller';
import { type SteeredClock, steeredClock } from '@vitne/service-kit/clock';
import { demoIssuer } from '@vitne/service-kit/demo-issuer';
import { openInboxStream } from '@vitne/service-kit/inbox';
import { createLogger } from '@vitne/service-kit/logger';
import { noMailSender } from '@vitne/service-kit/mail-sender';
import { openOrdersStream } from '@vitne/service-kit/orders-stream';
import { type ServiceDefinition, startService } from '@vitne/service-kit/service';
import { jwksVerifier } from '@vitne/service-kit/tokens';
import { enginesForTests, freshDatabase, freshTenant } from '@vitne/testing/engines-for-tests';
import type { NotaryBeside } from '@vitne/testing/notary-beside';
import { fileKeyEncryption } from '@vitne/vault/key-encryption';
import { mongoVault } from '@vitne/vault/mongo-vault';
import { vi } from 'vitest';
import { retentionService } from '../src/service.ts';
import { statementOf, type TenantName } from './person-scenarios.ts';

export type Answered = { status: number; headers: Record<string, unknown>; body: Record<string, unknown> };
export type Reply = {
  seq?: number;
  duplicate?: boolean;
  problem?: { code: string; status: number; errors?: { path: string }[] };
};
export type Order = {
  system: string;
  id: string;
  data: { disposal: string; person: string; references: string[]; dataCategories: string[] };
};
export type RunningRetention = Awaited<ReturnType<typeof startRetention>>;

/**
 * The service over the real engines, on steered time, with a tenant that has published a statement and one that has none.
 * @param change what is changed in the real file first
 */
export async function startRetention(
  of: TenantName,
  start: string,
  serviceRun: ServiceDefinition = retentionService,
  change?: (statement: Statement) => void,
  { notary: startBeside, publicOrigin }: { notary?: () => Promise<NotaryBeside>; publicOrigin?: string } = {},
) {
  const engines = enginesForTests();
  const notary = await startBeside?.();
  const bus = notary?.bus;
  const connectNats = bus?.connect ?? engines.connectNats;
  const [tenant, other] = bus ? [bus.takeTenant(), bus.takeTenant()] : [freshTenant('held'), freshTenant('other')];
  const admin = await connectNats();
  const connection = await connectNats('retention');
  const mongo = await engines.connectMongo();
  const keys = mkdtempSync(join(tmpdir(), 'vitne-retention-'));
  const ledgers = jetStreamEventLog({ connection: admin });
  for (const one of [tenant, other]) {
    await ledgers.openLedger(one);
    await openInboxStream(admin, one);
    await openOrdersStream(admin, one);
  }
  await notary?.start([tenant, other]);
  const log = jetStreamEventLog({ connection });
  const vault = await mongoVault({ db: mongo.db(freshDatabase('vault')), keyEncryption: fileKeyEncryption(keys) });
  const issuer = await demoIssuer(keys);
  const clock: SteeredClock = steeredClock(start);
  const db = mongo.db(freshDatabase('retention'));
  const lines: string[] = [];
  const logger = createLogger({
    service: 'retention',
    level: 'debug',
    destination: { write: (line: string) => void lines.push(line) },
  });
  const tokens = jwksVerifier({ issuer: issuer.issuer, audience: issuer.audience, jwks: issuer.jwks() });
  const service = await startService(
    serviceRun,
    {
      tenants: [tenant, other],
      connection,
      log,
      vault,
      db,
      clock,
      mail: noMailSender,
      tokens,
      logger,
      archive: notary?.archive,
      publicOrigin: publicOrigin === undefined ? undefined : () => publicOrigin,
    },
    { port: 0 },
  );
  const orders: Order[] = [];
  admin.subscribe(`orders.${tenant}.>`, {
    callback: (_error, message) => {
      const id = message.headers?.get('ce-id') ?? '';
      orders.push({ system: message.subject.split('.')[2] ?? '', id, data: message.json<Order['data']>() });
    },
  });

  const sealedAs = (
    definition: EventDefinition,
    eventId: string,
    facts: Record<string, unknown>,
    personal: Record<string, unknown>,
  ) =>
    vault.seal(
      { tenant, eventId, eventType: definition.type },
      Object.entries(personal).map(([part, fields]) => {
        const { of: owner, category } = definition.personal[part] as PersonalPart;
        return {
          part,
          person: String(facts[owner]),
          category: typeof category === 'string' ? category : String(facts[category.fact]),
          ...(category === 'device' && { period: clock.now().slice(0, 7) }),
          fields,
        };
      }),
    );

  /** Another service's event, written to the ledger as that service would. */
  const tell = async (
    type: string,
    id: string,
    facts: Record<string, unknown>,
    personal: Record<string, unknown> = {},
  ): Promise<number> => {
    const definition = definitionOf(type);
    if (!definition) throw new Error(`No type ${type}.`);
    const channel = channelOf({ tenant, context: definition.context, entity: definition.entity, id });
    const history = await ledgers.readEntity(channel);
    const source = `/services/${definition.context}`;
    const attributes = {
      source,
      type,
      entity: id,
      dataschema: dataschemaOf(type),
      tenant,
      actor: 'service:tester',
      correlation: 'test',
    };
    const meta = { id: `${type}-${id}-${history.length}`, time: clock.now(), ...attributes };
    const appended = await ledgers.append({
      channel,
      expectedPosition: history.at(-1)?.position ?? 0,
      events: [{ meta, facts, sealed: await sealedAs(definition, meta.id, facts, personal) }],
    });
    if (appended.outcome !== 'appended') throw new Error(appended.outcome);
    return appended.positions[0] as number;
  };
  const lastPosition = () => ledgers.lastPosition(tenant);
  /** The ledger from its first event to its last. */
  const everything = async (): Promise<AnyRecordedEvent[]> => {
    const last = await lastPosition();
    const events: AnyRecordedEvent[] = [];
    const end = new AbortController();
    for await (const batch of ledgers.follow(tenant, { after: 0, signal: end.signal })) {
      events.push(...batch);
      if ((events.at(-1)?.position ?? 0) >= last) break;
    }
    end.abort();
    return events;
  };
  /** Waits until everything that follows from what was recorded has happened. */
  const settled = async (): Promise<number> => {
    for (let last = -1; ; ) {
      const position = await lastPosition();
      await service.reached(tenant, position);
      await vi.waitFor(() => {
        if (service.reacted(tenant) < position) throw new Error('The reactions are not there yet.');
      }, 20_000);
      // Orders that were published by now come in before the answer to this.
      if (position === last) await admin.flush();
      if (position === last) return position;
      last = position;
    }
  };
  /** What request intake says when a person was told of an erasure that every system has confirmed. */
  const personIsTold = async (person: string): Promise<void> => {
    const owed = (await everything()).findLast(
      ({ meta, facts }) => meta.type === 'erasure.telling-owed.v1' && facts['person'] === person,
    );
    if (!owed) throw new Error('Nothing is owed to be told.');
    const { request, disposal } = owed.facts as { request: string; disposal: string };
    const facts = { request, person, disposal, outcome: 'told', settled: clock.now() };
    await tell('request.telling-settled.v1', request, facts);
    await settled();
  };
  const document = { ...statementOf(of), tenant };
  change?.(document);
  const { version, revision, updated } = document.statement;
  const hash = await sha256Hex(JSON.stringify(document));
  await tell('statement.published.v1', 'main', { version, revision, updated, hash, document });
  await settled();

  const issued = new Map<string, string>();
  const tokenOf = async (role: Role, tenantOf: string, subject: string): Promise<string> => {
    const key = `${role}/${tenantOf}/${subject}`;
    const token = issued.get(key) ?? (await issuer.issue({ tenant: tenantOf, role, subject, expiresInSeconds: 600 }));
    issued.set(key, token);
    return token;
  };

  /** What a system tells over the bus. */
  async function publish(
    source: string,
    type: string,
    data: object,
    { id = randomUUID(), time, to = tenant }: { id?: string; time?: string; to?: string } = {},
  ): Promise<Reply> {
    const attributes = headers();
    attributes.set('content-type', 'application/cloudevents+json');
    const event = JSON.stringify({ specversion: '1.0', id, source, type, ...(time !== undefined && { time }), data });
    return (
      await admin.request(`inbox.${to}.retention.${type}`, event, { headers: attributes, timeout: 10_000 })
    ).json<Reply>();
  }

  return {
    tenant,
    other,
    service,
    vault,
    admin,
    clock,
    orders,
    publish,
    /** Systems confirm what was ordered of a person, or of everybody, and what follows is done. */
    async systemsConfirm(person?: string): Promise<void> {
      for (const { system, data } of orders.filter((order) => person === undefined || order.data.person === person)) {
        const confirmation = { disposal: data.disposal, system, method: 'erased', evidence: 'job 3' };
        await publish(system, 'disposal.confirmed', confirmation);
      }
      await settled();
    },
    lines,
    tell,
    settled,
    personIsTold,
    lastPosition,
    /** Waits until everything in the ledger is under a checkpoint; answers the keys that verify it. */
    signed: async () => (await notary?.signed(tenant, await lastPosition())) ?? [],
    readPerson: (id: string) => ledgers.readEntity(channelOf({ tenant, context: 'retention', entity: 'person', id })),
    readRequest: (id: string) =>
      ledgers.readEntity(channelOf({ tenant, context: 'request-intake', entity: 'request', id })),
    everything,
    readLatest: async (type: string) => (await everything()).findLast(({ meta }) => meta.type === type),
    countOf: async (type: string) => (await everything()).filter(({ meta }) => meta.type === type).length,
    replay: () => replay({ log: ledgers, db, tenant, projections: retentionService.projections }),
    /** Puts the clock forward and lets everything happen that falls due. */
    async timePasses(to: string): Promise<void> {
      clock.advanceTo(to);
      await service.checkTimers();
      await settled();
    },
    /** Calls the service; without a role as somebody without a token. */
    async call(
      method: 'GET' | 'POST',
      url: string,
      {
        body,
        key,
        role,
        by = tenant,
        as = 'ola',
      }: { body?: unknown; key?: string; role?: Role; by?: string; as?: string } = {},
    ): Promise<Answered> {
      const authorization = role && { authorization: `Bearer ${await tokenOf(role, by, as)}` };
      const response = await service.app.inject({
        method,
        url,
        headers: { ...authorization, ...(key !== undefined && { 'idempotency-key': key }) },
        ...(body !== undefined && { payload: body as object }),
      });
      return { status: response.statusCode, headers: response.headers, body: response.json() };
    },
    async stop() {
      await service.stop();
      await Promise.all([log.close(), ledgers.close(), vault.close()]);
      await Promise.all([connection.close(), admin.close(), mongo.close()]);
      await notary?.stop();
      rmSync(keys, { recursive: true, force: true });
    },
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Channel, ChannelParts, Tenant } from '@vitne/contracts/channels';
import { channelOf } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { Statement } from '@vitne/contracts/statement/schema';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import type { Role } from '@vitne/service-kit/caller';
import type { SteeredClock } from '@vitne/service-kit/clock';
import { type DemoIssuer, demoIssuer } from '@vitne/service-kit/demo-issuer';
import { inboxStreamName, openInboxStream } from '@vitne/service-kit/inbox';
import { createLogger } from '@vitne/service-kit/logger';
import { type MailSender, noMailSender } from '@vitne/service-kit/mail-sender';
import type { MailboxAddress } from '@vitne/service-kit/mailboxes';
import type { OpenDsrProcessor } from '@vitne/service-kit/open-dsr';
import { type RunningService, type ServiceDefinition, startService } from '@vitne/service-kit/service';
import type { SignInProvider } from '@vitne/service-kit/sign-in-providers';
import { fileKeyEncryption } from '@vitne/vault/key-encryption';
import { memoryVault } from '@vitne/vault/memory-vault';
import { mongoVault } from '@vitne/vault/mongo-vault';
import type { Vault } from '@vitne/vault/vault';
import type { MongoClient } from 'mongodb';
import { atRest, reached, reachedBy, settled } from './at-rest.ts';
import { enginesForTests, freshDatabase, freshTenant } from './engines-for-tests.ts';
import { appendFacts, statementFacts } from './foreign-events.ts';
import type { NotaryBeside } from './notary-beside.ts';
import { publishUserEvent, type UserEvent, type UserEventReply } from './user-event-publishing.ts';

/** Who calls: a role of the first tenant, a role with more said about it, or nobody with a token. */
export type TestCaller = Role | 'nobody' | { role: Role; tenant?: Tenant; subject?: string };

/** What a response was, with its body parsed; a page comes as `page`. */
export type Answered = { status: number; headers: Record<string, unknown>; body: Record<string, unknown> };

export type RunServiceOptions = {
  /** `memory` is quicker; `mongo` is the real one. Memory when left out. */
  vault?: 'memory' | 'mongo';
  /** The moment at which the clock stands until the test moves it. */
  now?: string;
  /** The way out for e-mail; none when left out. */
  mail?: MailSender;
  /** Who passes requests on to the first tenant as its processor. */
  openDsr?: OpenDsrProcessor;
  /** Where requests come in by e-mail to the first tenant. */
  mailbox?: (tenant: Tenant) => MailboxAddress;
  /** Where people reach the platform, or `own` where they reach the service itself; the gateway's address when left out. */
  publicOrigin?: string;
  /** Where people of the first tenant sign in to prove who they are. */
  signIn?: SignInProvider;
  /** `notaryBeside`, where what the service gives is proved, on a bus of its own; nobody signs when left out. */
  notary?: () => Promise<NotaryBeside>;
  /** Streams beside ledger and inbox that the service writes to. */
  openStreams?: (admin: NatsConnection, tenant: Tenant) => Promise<void>;
};

/** One service over the run's real engines, seen from outside. */
export type ServiceForTests = {
  service: RunningService;
  /** Its tenant, and another one that it serves too. Nobody else has either. */
  tenant: Tenant;
  other: Tenant;
  clock: SteeredClock;
  vault: Vault;
  issuer: DemoIssuer;
  /** Signed in as the administrator of the bus. */
  admin: NatsConnection;
  /** Calls the service over its routes; a GET sees everything that the ledgers held when it was sent. */
  request(
    caller: TestCaller,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answered>;
  /** Publishes a user event as the gateway does, and answers the service's reply. */
  publish(type: string, data: unknown, more?: Partial<UserEvent> & { tenant?: Tenant }): Promise<UserEventReply>;
  /** Records what another service did, its personal parts sealed; answers its position. */
  tell(
    type: string,
    id: string,
    facts: Record<string, unknown>,
    more?: { tenant?: Tenant; personal?: Record<string, unknown> },
  ): Promise<number>;
  /** Records that a statement was published, and waits until the service knows it; for every service but its own. */
  tellStatement(statement: Statement): Promise<number>;
  /** Position of the newest event in the ledger of the first tenant. */
  position(tenant?: Tenant): Promise<number>;
  /** Waits until everything that follows from the ledgers has happened; answers the position of the first tenant's newest event. */
  settled(): Promise<number>;
  /** Waits for the same, and until nothing is due any more: timers that can fire have fired. */
  atRest(): Promise<void>;
  /** The events of one entity of the first tenant. */
  entity(parts: Omit<ChannelParts, 'tenant'>): Promise<AnyRecordedEvent[]>;
  /** Waits until all that is in the first tenant's ledger is under a checkpoint; answers the keys that verify it. */
  signed(): Promise<string[]>;
  /** Does something that must leave both ledgers as they were. */
  withoutTrace<T>(act: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
};

/** Runs one service over the engines of the test run, with two fresh tenants, fresh databases and a clock that stands. */
export async function runService(
  definition: ServiceDefinition,
  options: RunServiceOptions = {},
): Promise<ServiceForTests> {
  const engines = enginesForTests();
  const notary = await options.notary?.();
  const bus = notary?.bus;
  const connectNats = bus?.connect ?? engines.connectNats;
  const [tenant, other] = bus ? [bus.takeTenant(), bus.takeTenant()] : [freshTenant(), freshTenant('other')];
  const tenants = [tenant, other];
  const [admin, connection, gateway, mongo] = await Promise.all([
    connectNats(),
    connectNats(definition.name),
    connectNats('gateway'),
    engines.connectMongo(),
  ]);
  const ledgers = jetStreamEventLog({ connection: admin });
  for (const one of tenants) {
    await Promise.all([ledgers.openLedger(one), openInboxStream(admin, one), options.openStreams?.(admin, one)]);
  }
  await notary?.start(tenants);
  const keys = mkdtempSync(join(tmpdir(), 'vitne-keys-'));
  const issuer = await demoIssuer(keys);
  const log = jetStreamEventLog({ connection });
  const vault = await vaultOf(options.vault ?? 'memory', mongo, keys);
  const clock = standingClock(options.now ?? '2026-03-02T09:00:00.000Z');
  let hasReactions = false;
  const reactions: ServiceDefinition['reactions'] = (context) => {
    const made = definition.reactions(context);
    hasReactions = made.length > 0;
    return made;
  };
  const service: RunningService = await startService(
    { ...definition, reactions },
    {
      tenants,
      connection,
      log,
      vault,
      db: mongo.db(freshDatabase(definition.name)),
      clock,
      archive: notary?.archive,
      mail: options.mail ?? noMailSender,
      openDsr: options.openDsr && new Map([[tenant, options.openDsr]]),
      mailboxes: options.mailbox && new Map([[tenant, options.mailbox(tenant)]]),
      publicOrigin: options.publicOrigin === undefined ? undefined : () => originOf(options.publicOrigin as string),
      signIn: options.signIn && new Map([[tenant, options.signIn]]),
      tokens: issuer.verifier(),
      logger: createLogger({ service: definition.name, level: 'silent' }),
    },
    { port: 0 },
  );
  const originOf = (origin: string): string =>
    origin === 'own' ? `http://127.0.0.1:${(service.app.server.address() as AddressInfo).port}` : origin;
  const followed = { service, ledgers, tenants, hasReactions };
  const tokenOf = tokenPouch(issuer, tenant);
  const tell: ServiceForTests['tell'] = (type, id, facts, { tenant: of = tenant, personal = {} } = {}) =>
    appendFacts(ledgers, { tenant: of, type, id, facts, personal, time: clock.now() }, vault);

  return {
    service,
    tenant,
    other,
    clock,
    vault,
    issuer,
    admin,
    async request(caller, method, path, body, headers = {}) {
      // A read sees all that is in the ledgers, so that no test depends on how fast a read model follows.
      if (method === 'GET') await reachedBy(followed);
      const response = await service.app.inject({
        method,
        url: path,
        headers: { ...(caller !== 'nobody' && { authorization: await tokenOf(caller) }), ...headers },
        ...(body !== undefined && { payload: body as object }),
      });
      const json = String(response.headers['content-type']).includes('json');
      return {
        status: response.statusCode,
        headers: response.headers,
        body: json ? response.json() : { page: response.body },
      };
    },
    publish: (type, data, { tenant: of = tenant, ...more } = {}) =>
      publishUserEvent(gateway, { tenant: of, context: definition.name }, { type, data, ...more }),
    tell,
    async tellStatement(statement) {
      const position = await tell('statement.published.v1', 'main', await statementFacts(statement));
      await reached(service, tenant, position);
      return position;
    },
    position: (of = tenant) => ledgers.lastPosition(of),
    async settled() {
      await settled(followed);
      return ledgers.lastPosition(tenant);
    },
    atRest: () => atRest(followed),
    entity: (parts) => ledgers.readEntity(channelOf({ tenant, ...parts }) satisfies Channel),
    async signed() {
      if (!notary) throw new TypeError('No notary runs beside this service.');
      return notary.signed(tenant, await ledgers.lastPosition(tenant));
    },
    async withoutTrace(act) {
      const positions = () => Promise.all(tenants.map((one) => ledgers.lastPosition(one)));
      // What follows from earlier acts, or falls due by itself, is no trace of this one.
      await atRest(followed);
      const before = String(await positions());
      const result = await act();
      const after = String(await positions());
      if (after !== before) throw new Error(`The ledgers went from ${before} to ${after}.`);
      return result;
    },
    async stop() {
      await service.stop();
      // Each inbox reserves its room on the server, which would run out of it before the last test.
      const streams = tenants.map((one) => admin.request(`$JS.API.STREAM.DELETE.${inboxStreamName(one)}`));
      await Promise.all(streams);
      await Promise.all([log.close(), ledgers.close(), vault.close()]);
      await Promise.all([connection.close(), gateway.close(), admin.close(), mongo.close()]);
      await notary?.stop();
      rmSync(keys, { recursive: true, force: true });
    },
  };
}

/** The stable code of a problem that was answered. */
export const problemCode = ({ body }: Answered): string => String(body['type']).replace('/problems/', '');

async function vaultOf(kind: 'memory' | 'mongo', mongo: MongoClient, keys: string): Promise<Vault> {
  if (kind === 'memory') return memoryVault();
  return mongoVault({ db: mongo.db(freshDatabase('vault')), keyEncryption: fileKeyEncryption(keys) });
}

/** Time that passes only when a test says so, so that nothing depends on how long the test took. */
function standingClock(start: string): SteeredClock {
  let now = start;
  const listeners: (() => void)[] = [];
  return {
    now: () => now,
    advanceTo(moment) {
      if (!(Date.parse(moment) >= Date.parse(now))) return { ok: false, now };
      now = new Date(moment).toISOString();
      for (const listener of listeners) listener();
      return { ok: true, now };
    },
    onMove: (listener) => void listeners.push(listener),
  };
}

/** Authorization headers, one token for each caller. */
function tokenPouch(issuer: DemoIssuer, tenant: Tenant) {
  const tokens = new Map<string, Promise<string>>();
  return async (caller: Exclude<TestCaller, 'nobody'>): Promise<string> => {
    const said = typeof caller === 'string' ? { role: caller } : caller;
    const wanted = { tenant, subject: `${said.role}-1`, ...said };
    const name = JSON.stringify(wanted);
    const token = tokens.get(name) ?? issuer.issue({ ...wanted, expiresInSeconds: 600 });
    tokens.set(name, token);
    return `Bearer ${await token}`;
  };
}

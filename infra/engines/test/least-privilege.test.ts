import { AckPolicy, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  checkpointsStream,
  ledgerStream,
  notaryUser,
  orderingServices,
  ordersStream,
  serviceUsers,
} from '../src/nats-users.ts';
import { startTestEngines, type TestEngines } from '../src/test-engines.ts';

const tenant = 'alfa';
const other = 'bravo';
let engines: TestEngines;
let manager: JetStreamManager;
const connections = new Map<string, NatsConnection>();

beforeAll(async () => {
  engines = await startTestEngines({ tenants: [tenant, other] });
  manager = await jetstreamManager(await as('admin'));
  for (const name of [tenant, other]) {
    await manager.streams.add({ name: ledgerStream(name), subjects: [`ledger.${name}.>`], allow_direct: true });
    await manager.streams.add({ name: ordersStream(name), subjects: [`orders.${name}.>`] });
    await manager.streams.add({ name: checkpointsStream(name), subjects: [`checkpoints.${name}`] });
    await manager.streams.add({ name: `INBOX_${name}`, subjects: [`inbox.${name}.>`] });
  }
});
afterAll(async () => {
  for (const connection of connections.values()) await connection.close();
  await engines.stop();
});

async function as(user: string): Promise<NatsConnection> {
  const known = connections.get(user);
  if (known) return known;
  const connection = await connect({ servers: engines.nats.url, ...engines.nats.credentials(user) });
  connections.set(user, connection);
  return connection;
}

/** 'yes' when somebody answered, 'no' when the server refused the subject. */
async function mayAsk(user: string, subject: string, payload: string | object = ''): Promise<'yes' | 'no'> {
  const connection = await as(user);
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  try {
    await connection.request(subject, body, { timeout: 3_000 });
    return 'yes';
  } catch (error) {
    if (error instanceof PermissionViolationError) return 'no';
    if (error instanceof Error && error.cause instanceof PermissionViolationError) return 'no';
    throw error;
  }
}

const storedIn = async (stream: string): Promise<number> => (await manager.streams.info(stream)).state.messages;

test.each(serviceUsers)('%s appends to its own part of a ledger and to nobody else’s', async (user) => {
  const answers = await Promise.all(
    serviceUsers.map((context) => mayAsk(user, `ledger.${tenant}.${context}.thing.${context}`, '{}')),
  );
  expect(answers).toEqual(serviceUsers.map((context) => (context === user ? 'yes' : 'no')));
});

test.each([...serviceUsers, notaryUser, 'gateway', 'auditor', `system-${tenant}`, `auditor-${tenant}`])(
  '%s can neither make, change, purge, restore nor end a stream, nor delete a message',
  async (user) => {
    const before = await storedIn(ledgerStream(tenant));
    const stream = ledgerStream(tenant);
    const calls = [
      'STREAM.CREATE',
      'STREAM.UPDATE',
      'STREAM.DELETE',
      'STREAM.PURGE',
      'STREAM.MSG.DELETE',
      'STREAM.RESTORE',
    ];
    const answers = await Promise.all(calls.map((call) => mayAsk(user, `$JS.API.${call}.${stream}`, { seq: 1 })));
    expect(answers).toEqual(calls.map(() => 'no'));
    expect(await storedIn(stream)).toBe(before);
  },
);

test('the administrator may change and end a stream', async () => {
  await manager.streams.add({ name: 'SCRATCH', subjects: ['scratch'] });
  await manager.streams.update('SCRATCH', { max_msgs: 5 });
  expect(await manager.streams.delete('SCRATCH')).toBe(true);
});

test('only the services that have something done give orders', async () => {
  const answers = await Promise.all(serviceUsers.map((user) => mayAsk(user, `orders.${tenant}.crm`, '{}')));
  expect(answers).toEqual(serviceUsers.map((user) => (orderingServices.includes(user) ? 'yes' : 'no')));
});

test('the notary alone publishes checkpoints, writes to its own part of a ledger, and reads nothing but ledgers', async () => {
  const users = [notaryUser, ...serviceUsers, 'gateway', 'auditor', `system-${tenant}`, `auditor-${tenant}`];
  const answers = await Promise.all(users.map((user) => mayAsk(user, `checkpoints.${tenant}`, 'a note')));
  expect(answers).toEqual(users.map((user) => (user === notaryUser ? 'yes' : 'no')));
  const subjects = ['notary', ...serviceUsers].map((context) => `ledger.${tenant}.${context}.thing.by-notary`);
  const written = await Promise.all(subjects.map((subject) => mayAsk(notaryUser, subject, '{}')));
  expect(written).toEqual(['yes', ...serviceUsers.map(() => 'no')]);
  const streams = [ledgerStream(tenant), checkpointsStream(tenant), ordersStream(tenant), `INBOX_${tenant}`];
  const read = await Promise.all(
    streams.map((name) => mayAsk(notaryUser, `$JS.API.STREAM.MSG.GET.${name}`, { seq: 1 })),
  );
  expect(read).toEqual(['yes', 'yes', 'no', 'no']);
  expect(await mayAsk(notaryUser, `inbox.${tenant}.consent.signal.sent`, '{}')).toBe('no');
});

test('a system speaks for its own tenant only, and never to a ledger', async () => {
  const user = `system-${tenant}`;
  expect(await mayAsk(user, `inbox.${tenant}.consent.signal.sent`, '{}')).toBe('yes');
  expect(await mayAsk(user, `inbox.${other}.consent.signal.sent`, '{}')).toBe('no');
  expect(await mayAsk(user, `confirmations.${other}.crm`, '{}')).toBe('no');
  expect(await mayAsk(user, `ledger.${tenant}.consent.thing.x`, '{}')).toBe('no');
  expect(await mayAsk(user, `$JS.API.DIRECT.GET.${ledgerStream(tenant)}`, { seq: 1 })).toBe('no');
  expect(await mayAsk(user, `$JS.API.CONSUMER.MSG.NEXT.INBOX_${tenant}.x`)).toBe('no');
});

test.each([`system-${tenant}`, 'gateway'])('%s publishes nothing that no service would ever take', async (user) => {
  const before = await storedIn(`INBOX_${tenant}`);
  const subjects = ['nonsense.enquiry.received', 'processor-registry.agreement.signed', 'consent', 'consent.signal'];
  const answers = await Promise.all(subjects.map((subject) => mayAsk(user, `inbox.${tenant}.${subject}`, '{}')));
  expect(answers).toEqual(subjects.map(() => 'no'));
  expect(await mayAsk(user, `inbox.${tenant}.retention.enquiry.received.twice`, '{}')).toBe('no');
  expect(await storedIn(`INBOX_${tenant}`)).toBe(before);
});

test('a system pulls and acknowledges its own orders', async () => {
  const stream = ordersStream(tenant);
  await manager.consumers.add(stream, { durable_name: 'crm', ack_policy: AckPolicy.Explicit });
  await jetstream(await as('retention')).publish(`orders.${tenant}.crm`, 'dispose');
  const guest = jetstream(await as(`system-${tenant}`));
  const order = await (await guest.consumers.get(stream, 'crm')).next({ expires: 5_000 });
  expect(order?.subject).toBe(`orders.${tenant}.crm`);
  expect(await order?.ackAck()).toBe(true);
});

test('no guest can have an answer of the server stored in a ledger by naming it as reply subject', async () => {
  const stream = ledgerStream(tenant);
  const before = await storedIn(stream);
  const asked: Array<[string, string]> = [
    [`system-${tenant}`, `inbox.${tenant}.consent.signal.sent`],
    ['gateway', `inbox.${tenant}.consent.signal.sent`],
    ['auditor', `$JS.API.STREAM.INFO.${stream}`],
    [`auditor-${tenant}`, `$JS.API.STREAM.INFO.${stream}`],
  ];
  for (const [user, subject] of asked) {
    const connection = await as(user);
    connection.publish(subject, '', { reply: `ledger.${tenant}.consent.thing.forged` });
    await connection.flush();
  }
  // The gateway's next message is answered after the messages above were.
  await mayAsk('gateway', `inbox.${tenant}.consent.signal.sent`, '{}');
  expect(await storedIn(stream)).toBe(before);
  // The same by somebody inside the platform's account shows that the probe would have been stored.
  const inside = await as('admin');
  inside.publish(`inbox.${tenant}.consent.signal.sent`, '', { reply: `ledger.${tenant}.consent.thing.forged` });
  await inside.flush();
  await mayAsk('admin', `inbox.${tenant}.consent.signal.sent`, '{}');
  expect(await storedIn(stream)).toBe(before + 1);
});

test.each(['auditor', `auditor-${tenant}`])(
  '%s reads a ledger from its first event and writes nothing',
  async (user) => {
    await mayAsk('consent', `ledger.${tenant}.consent.thing.read`, '{}');
    const count = await storedIn(ledgerStream(tenant));
    const reader = jetstream(await as(user));
    const consumer = await reader.consumers.get(ledgerStream(tenant));
    let read = 0;
    const messages = await consumer.consume();
    for await (const message of messages) {
      read += 1;
      if (message.info.pending === 0) break;
    }
    expect(read).toBe(count);
    const answers = await Promise.all([
      mayAsk(user, `ledger.${tenant}.consent.thing.y`, '{}'),
      mayAsk(user, `inbox.${tenant}.consent.signal.sent`, '{}'),
      mayAsk(user, `$JS.API.CONSUMER.MSG.NEXT.INBOX_${tenant}.x`),
      mayAsk(user, `$JS.API.CONSUMER.DELETE.${ledgerStream(tenant)}.projector`),
    ]);
    expect(answers).toEqual(['no', 'no', 'no', 'no']);
  },
);

test('the auditor of one tenant sees nothing of another', async () => {
  expect(await mayAsk(`auditor-${other}`, `$JS.API.STREAM.INFO.${ledgerStream(tenant)}`)).toBe('no');
});

test('a tenant that comes later gets its users without anyone being disconnected', async () => {
  const connection = await as('consent');
  const { reconnects } = connection.stats() as { reconnects?: number };
  await engines.nats.addTenant('charlie');
  expect(await mayAsk('consent', `ledger.${tenant}.consent.thing.z`, '{}')).toBe('yes');
  expect((connection.stats() as { reconnects?: number }).reconnects).toBe(reconnects);
  expect(await mayAsk('system-charlie', `inbox.${tenant}.consent.signal.sent`, '{}')).toBe('no');
});

test('a user nobody knows has no credentials, and a wrong password no connection', async () => {
  expect(() => engines.nats.credentials('mallory')).toThrow(expect.objectContaining({ code: 'user-unknown' }));
  const attempt = connect({ servers: engines.nats.url, user: 'consent', pass: 'guess', reconnect: false });
  await expect(attempt).rejects.toThrow(/authorization/i);
});

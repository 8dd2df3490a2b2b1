import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { enginesForTests, freshTenant } from '@vitne/testing/engines-for-tests';
import { publishUserEvent } from '@vitne/testing/user-event-publishing';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type InboxHandler, inboxStreamName, openInboxStream, startInbox } from '../src/inbox.ts';
import { createLogger } from '../src/logger.ts';
import type { CloudEvent } from '../src/user-event-message.ts';

export const type = 'consent.given';

/** Gives each test of a file the inbox of a tenant that no other test has. */
export function inboxForEachTest() {
  let admin: NatsConnection;
  let consent: NatsConnection;
  let gateway: NatsConnection;
  let tenant: string;
  const running: { stop(): Promise<void> }[] = [];
  beforeAll(async () => {
    const engines = enginesForTests();
    [admin, consent, gateway] = (await Promise.all(
      ['admin', 'consent', 'gateway'].map((user) => engines.connectNats(user)),
    )) as [NatsConnection, NatsConnection, NatsConnection];
  });
  beforeEach(async () => {
    tenant = freshTenant('inbox');
    await openInboxStream(admin, tenant);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((inbox) => inbox.stop()));
    await (await jetstreamManager(admin)).streams.delete(inboxStreamName(tenant));
  });
  afterAll(() => Promise.all([admin, consent, gateway].map((connection) => connection?.close())));
  return {
    admin: () => admin,
    gateway: () => gateway,
    tenant: () => tenant,
    subject: () => `inbox.${tenant}.consent.${type}`,
    async listen(handle: InboxHandler, retryMs = 20): Promise<{ stop(): Promise<void> }> {
      const inbox = await startInbox({
        connection: consent,
        context: 'consent',
        tenant,
        handle,
        laneOf: ({ data }) => String(data['person']),
        logger: createLogger({ service: 'consent', level: 'silent' }),
        retryMs,
      });
      running.push(inbox);
      return inbox;
    },
    tell: (data: unknown, more: { id?: string; type?: string; source?: string } = {}) =>
      publishUserEvent(gateway, { tenant, context: 'consent' }, { type, data, ...more }),
    waitingMessages: async () =>
      (await (await jetstreamManager(admin)).streams.info(inboxStreamName(tenant))).state.messages,
  };
}

/** Answers every event with the next position, and remembers what it was given. */
export function ledger() {
  const told: CloudEvent[] = [];
  const positions = new Map<string, number>();
  const handle: InboxHandler = async (_tenant, event) => {
    told.push(event);
    const known = positions.get(event.id);
    const position = known ?? positions.size + 1;
    positions.set(event.id, position);
    return { position, duplicate: known !== undefined };
  };
  return { told, handle };
}

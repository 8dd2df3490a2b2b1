import type { NatsConnection } from '@nats-io/nats-core';
import { enginesForTests, freshTenant } from '@vitne/testing/engines-for-tests';
import { afterAll, beforeAll, describe } from 'vitest';
import type { EventLog } from '../src/event-log.ts';
import { jetStreamEventLog } from '../src/jetstream-event-log.ts';
import { appendConformance } from './event-log-conformance.ts';
import { followConformance } from './follow-conformance.ts';

describe('the ledger on JetStream', () => {
  let connection: NatsConnection;
  let log: EventLog;
  beforeAll(async () => {
    connection = await enginesForTests().connectNats();
    log = jetStreamEventLog({ connection });
  });
  afterAll(async () => {
    await log.close();
    await connection.close();
  });
  const openTenant = async (): Promise<string> => {
    const tenant = freshTenant('ledger');
    await log.openLedger(tenant);
    return tenant;
  };
  appendConformance(() => ({ log, openTenant }));
  followConformance(() => ({ log, openTenant }));
});

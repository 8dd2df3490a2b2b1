import { setTimeout as pause } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Tenant } from '@vitne/contracts/channels';
import { openCheckpointsStream } from '@vitne/event-log/checkpoint-stream';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { openInboxStream } from '@vitne/service-kit/inbox';
import { openOrdersStream } from '@vitne/service-kit/orders-stream';
import {
  type BusEnvironment,
  busEnvironmentSchema,
  connectProcessToBus,
  readEnvironment,
  runProcess,
  StartFailed,
} from '@vitne/service-kit/process-environment';

/**
 * Makes each tenant's ledger, inbox, orders and checkpoints stream where it is not there yet. Streams are the administrator's: no
 * service may create, change or delete one.
 * @param connection signed in as `admin`
 * @throws {LedgerDamaged} when a ledger is there with settings that would lose events
 */
export async function openStreams(connection: NatsConnection, tenants: readonly Tenant[]): Promise<void> {
  const log = jetStreamEventLog({ connection });
  for (const tenant of tenants) {
    await log.openLedger(tenant);
    await openInboxStream(connection, tenant);
    await openOrdersStream(connection, tenant);
    await openCheckpointsStream(connection, tenant);
  }
  await log.close();
}

const tries = 60;
const pauseMs = 1_000;

/** Waits for a server that is just starting, for about a minute. */
async function patiently(environment: BusEnvironment): Promise<NatsConnection> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await connectProcessToBus(environment);
    } catch (error) {
      if (!(error instanceof StartFailed) || attempt === tries) throw error;
      await pause(pauseMs);
    }
  }
}

if (import.meta.main) {
  const environment = readEnvironment(busEnvironmentSchema);
  if (environment) {
    await runProcess(async () => {
      const connection = await patiently(environment);
      await openStreams(connection, environment.VITNE_TENANTS);
      await connection.drain();
      process.stdout.write(`The streams of ${environment.VITNE_TENANTS.join(', ')} are there.\n`);
    });
  }
}

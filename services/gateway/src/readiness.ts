import { setTimeout } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/nats-core';
import type { NatsLink } from '@vitne/event-log/nats-link';
import type { ReadinessReport } from '@vitne/service-kit/http-app';
import { type UpstreamName, upstreamNames } from './service-routes.ts';

const busTimeoutMs = 1_000;
/** Less than what the question to the gateway may take as a whole, and more than a service needs to say no. */
const upstreamTimeoutMs = 2_500;

/** Whether all that the gateway stands in front of can do its work: the bus, and every service with its engines. */
export async function gatewayReadiness(behind: {
  connection: NatsConnection;
  link: NatsLink;
  upstreams: Record<UpstreamName, string>;
}): Promise<ReadinessReport> {
  const [bus, ...services] = await Promise.all([
    busAnswers(behind),
    ...upstreamNames.map((service) => serviceIsReady(behind.upstreams[service])),
  ]);
  const reasons = [
    ...(bus ? [] : ['The message bus does not answer.']),
    ...upstreamNames
      .filter((_service, index) => !services[index])
      .map((service) => `The ${service} service is not ready.`),
  ];
  return { ready: reasons.length === 0, reasons };
}

/** The client would wait for a bus that is away until it is back, so the wait has a limit. */
async function busAnswers({ connection, link }: { connection: NatsConnection; link: NatsLink }): Promise<boolean> {
  const timeout = new AbortController();
  const late = setTimeout(busTimeoutMs, false, { signal: timeout.signal }).catch(() => false);
  const answered = link.unlessLost(connection.flush()).then(
    (outcome) => outcome !== 'lost',
    () => false,
  );
  const answer = await Promise.race([answered, late]);
  timeout.abort();
  return answer;
}

async function serviceIsReady(upstream: string): Promise<boolean> {
  try {
    const response = await fetch(`${upstream}/ready`, { signal: AbortSignal.timeout(upstreamTimeoutMs) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

import type { NatsConnection } from '@nats-io/nats-core';
import { watchLink } from '@vitne/event-log/nats-link';
import { createHttpApp, type HttpApp } from '@vitne/service-kit/http-app';
import type { Logger } from '@vitne/service-kit/logger';
import type { TokenVerifier } from '@vitne/service-kit/tokens';
import { bannerScript } from './banner-script.ts';
import { type CallLimits, limitCalls, usualCallLimits } from './call-limits.ts';
import { forward } from './forward.ts';
import { privacySignal } from './privacy-signal.ts';
import { gatewayReadiness } from './readiness.ts';
import type { UpstreamName } from './service-routes.ts';
import { type StartPageContent, startPage } from './start-page.ts';
import { type SteerTime, steeredTime } from './steered-time.ts';
import { examplesOfUserEvents, userEventIntroduction } from './user-event-description.ts';
import { userEvents } from './user-events.ts';
import { verifyingPage } from './verifying-page.ts';

export type GatewayOptions = {
  /** Signed in as the bus user `gateway`, who may publish user events and nothing else. */
  connection: NatsConnection;
  tokens: TokenVerifier;
  logger: Logger;
  /** Base URL of each service. */
  upstreams: Record<UpstreamName, string>;
  startPage: StartPageContent;
  steer?: SteerTime | undefined;
  /** Pages beside the start page that a demonstration has; they declare their own routes. */
  demonstration?: ((app: HttpApp) => void) | undefined;
  /** How long the answer to a user event is waited for; ten seconds when left out. */
  answerTimeoutMs?: number;
  /** How often an address may call without a token; `usualCallLimits` where left out. */
  callLimits?: Partial<CallLimits> | undefined;
  /** Addresses and networks (CIDR) of reverse proxies in front, whose `X-Forwarded-For` tells who calls. */
  trustedProxies?: readonly string[] | undefined;
  listen: { host?: string; port: number };
};

/** One origin in front of all services: it forwards, takes user events, and shows the start page. */
export async function startGateway(options: GatewayOptions): Promise<{ app: HttpApp; stop(): Promise<void> }> {
  const { connection, logger, listen } = options;
  const link = watchLink(connection);
  const app = await createHttpApp({
    name: 'gateway',
    title: 'Vitne user events',
    description: userEventIntroduction(),
    examples: () => examplesOfUserEvents(options.startPage.tenants, options.upstreams.consent),
    tokens: options.tokens,
    tenants: options.startPage.tenants,
    logger,
    trustedProxies: options.trustedProxies,
    readiness: () => gatewayReadiness({ connection, link, upstreams: options.upstreams }),
  });
  await limitCalls(app, { ...usualCallLimits, ...options.callLimits }, options.tokens);
  startPage(app, options.startPage);
  privacySignal(app);
  bannerScript(app);
  verifyingPage(app);
  options.demonstration?.(app);
  await userEvents(app, { connection, link, answerTimeoutMs: options.answerTimeoutMs ?? 10_000 });
  if (options.steer) steeredTime(app, options.steer);
  await forward(app, options.upstreams);
  await app.listen({ host: listen.host ?? '127.0.0.1', port: listen.port });
  return {
    app,
    async stop() {
      await app.close();
      link.close();
    },
  };
}

import type { NatsConnection } from '@nats-io/nats-core';
import type { Context, Tenant } from '@vitne/contracts/channels';
import type { Decider } from '@vitne/contracts/decider';
import { keyPeriodOf } from '@vitne/contracts/statement/statement-index';
import type { EventLog } from '@vitne/event-log/event-log';
import type { AnyProjection } from '@vitne/projector/fold';
import type { Reaction } from '@vitne/projector/projection';
import { type RunningProjector, startProjector } from '@vitne/projector/projector';
import { type AnyTimerSource, type RunningTimers, startTimers } from '@vitne/projector/timers';
import type { Vault } from '@vitne/vault/vault';
import type { Db } from 'mongodb';
import type { ApiExamples } from './api-examples.ts';
import type { Clock } from './clock.ts';
import { type Commanded, type CommandResult, type DecidedEvent, handleCommand } from './command-handler.ts';
import type { Door } from './door.ts';
import { createHttpApp, type HttpApp } from './http-app.ts';
import { type InboxHandler, startInbox } from './inbox.ts';
import type { LedgerArchive } from './ledger-archive.ts';
import type { Logger } from './logger.ts';
import type { MailSender } from './mail-sender.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { OpenDsrProcessors } from './open-dsr.ts';
import { readinessOf } from './readiness.ts';
import type { SignInProviders } from './sign-in-providers.ts';
import { type Sites, sitesNamed } from './site-origins.ts';
import {
  type PublishedStatement,
  type StatementDirectory,
  statementDirectory,
  statementInForceProjection,
  statementsProjection,
} from './statement-in-force.ts';
import { type Timeline, timelineOf } from './timeline.ts';
import type { TokenVerifier } from './tokens.ts';
import type { CloudEvent } from './user-event-message.ts';

/** Everything a service is given; it opens no connection itself, so embedded and alone it is the same service. */
export type ServiceEngines = {
  tenants: readonly Tenant[];
  /** Origins of websites that include the banner, beside the one that each statement names. */
  sites?: Sites | undefined;
  /** The origin under which people reach the platform, asked when a link is made; the gateway's own when left out. */
  publicOrigin?: (() => string) | undefined;
  connection: NatsConnection;
  log: EventLog;
  vault: Vault;
  /** How often the key-encryption keys are turned, in hours; daily when left out. */
  keyRotationHours?: number | undefined;
  /** The service's own database. */
  db: Db;
  clock: Clock;
  /** Where the notary publishes what proves an event; nothing is proved to people when left out. */
  archive?: LedgerArchive | undefined;
  /** The way out for e-mail. */
  mail: MailSender;
  /** Where requests come in by e-mail; nowhere when left out. */
  mailboxes?: Mailboxes | undefined;
  /** Who passes requests on to a tenant as its processor, and the keys; nobody when left out. */
  openDsr?: OpenDsrProcessors | undefined;
  /** Where people of a tenant sign in to prove who they are; nowhere when left out. */
  signIn?: SignInProviders | undefined;
  tokens: TokenVerifier;
  logger: Logger;
};

export type ServiceContext = ServiceEngines & {
  service: Context;
  statements: StatementDirectory;
  /** In which order what is recorded and what is answered happens. */
  timeline: Timeline;
  /** Carries out a command on an entity of this service's context. */
  execute<State, Command, Recorded, Code extends string>(
    decider: Decider<State, Command, DecidedEvent, Recorded, Code>,
    commanded: Commanded,
    target: { entity: string; id: string },
    command: Command,
  ): Promise<CommandResult<State, Code>>;
};

/** What makes one service different from another, written out by name in its `service.ts`. */
export type ServiceDefinition = {
  name: Context;
  title: string;
  /** Markdown, at the head of the API's page: what the service is for, and how a newcomer uses it. */
  description: string;
  projections: readonly AnyProjection[];
  /** The HTTP status of each code that its deciders reject with; `/problems/<code>` explains them. */
  rejections: Readonly<Record<string, number>>;
  reactions(context: ServiceContext): Reaction[];
  timers(context: ServiceContext, tenant: Tenant): AnyTimerSource[];
  routes(app: HttpApp, context: ServiceContext): void;
  /** What a newcomer sends to each operation, made from the statement in force so that it is accepted as it stands. */
  examples?(inForce: PublishedStatement): ApiExamples | Promise<ApiExamples>;
  inbox?(context: ServiceContext): InboxDoor;
  /** Ways in that are not ours, followed by the one instance that is active. */
  doors?(context: ServiceContext, tenant: Tenant, isActive: () => boolean): Door[];
};

/** How user events come in: what becomes of one, and which ones must keep their order. */
export type InboxDoor = { handle: InboxHandler; laneOf: (event: CloudEvent) => string };

export type RunningService = {
  name: Context;
  app: HttpApp;
  /** Waits until the tenant's projections hold everything up to a position. */
  reached(tenant: Tenant, position: number): Promise<boolean>;
  /** Fires every timer that is due by the clock; answers how many fired. */
  checkTimers(): Promise<number>;
  /** Takes in what lies before doors that are not ours; answers how much it was. */
  lookOutside(): Promise<number>;
  /** How far the slowest reaction of a tenant is in the ledger. */
  reacted(tenant: Tenant): number;
  stop(): Promise<void>;
};

/** Every read model that a service keeps, for whoever runs or replays it. */
export const projectionsOf = (definition: ServiceDefinition): AnyProjection[] => [
  statementsProjection,
  statementInForceProjection,
  ...definition.projections,
];

const reachTimeoutMs = 5_000;
const timerIntervalMs = 1_000;

/**
 * Starts a service over engines that are already there, listening on `port` of the loopback address. What it had begun
 * is ended again when it cannot start.
 */
export async function startService(
  definition: ServiceDefinition,
  engines: ServiceEngines,
  listen: { port: number; host?: string },
): Promise<RunningService> {
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    return { ...(await startParts(definition, engines, listen, ends)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts what belongs to a service, and notes for each part how it is ended. */
async function startParts(
  definition: ServiceDefinition,
  engines: ServiceEngines,
  listen: { port: number; host?: string },
  ends: (() => Promise<unknown>)[],
): Promise<Omit<RunningService, 'stop'>> {
  const { name, title, description, rejections } = definition;
  const { connection, tenants, tokens, logger } = engines;
  const context = contextOf(name, engines);
  const projectors = new Map<Tenant, RunningProjector>();
  const timers: RunningTimers[] = [];
  const doors: Door[] = [];
  for (const tenant of tenants) {
    const projector = await projectorOf(definition, context, tenant);
    ends.push(() => projector.stop());
    projectors.set(tenant, projector);
    const timer = timersOf(definition, context, tenant, projector);
    ends.push(() => timer.stop());
    timers.push(timer);
    for (const outside of definition.doors?.(context, tenant, () => projector.isActive()) ?? []) {
      ends.push(() => outside.stop());
      doors.push(outside);
    }
  }
  const door = definition.inbox?.(context);
  const reached = async (tenant: string, position: number): Promise<boolean> =>
    (await projectors.get(tenant)?.reached(position, { timeoutMs: reachTimeoutMs })) ?? false;
  const app = await createHttpApp({
    name,
    title,
    description,
    tokens,
    tenants,
    sitesOf: sitesNamed(context.statements, engines.sites),
    rejections,
    logger,
    readiness: () => readinessOf(engines, projectors, doors),
    examples: () => examplesOf(definition, context),
    positions: { reached },
  });
  definition.routes(app, context);
  if (door) {
    for (const tenant of tenants) {
      const inbox = await startInbox({ connection, context: name, tenant, logger, ...door });
      ends.push(() => inbox.stop());
    }
  }
  ends.push(() => app.close());
  await app.listen({ host: listen.host ?? '127.0.0.1', port: listen.port });
  return {
    name,
    app,
    reached,
    async checkTimers() {
      let fired = 0;
      for (const timer of timers) fired += await timer.checkNow();
      return fired;
    },
    async lookOutside() {
      let taken = 0;
      for (const outside of doors) taken += await outside.look();
      return taken;
    },
    reacted: (tenant) =>
      Math.min(
        ...(projectors.get(tenant)?.health().reactions ?? []).map(({ position }) => position),
        Number.MAX_SAFE_INTEGER,
      ),
  };
}

async function examplesOf({ examples }: ServiceDefinition, { tenants, statements }: ServiceContext) {
  const byTenant = new Map<Tenant, ApiExamples>();
  for (const tenant of tenants) {
    const inForce = await statements.inForce(tenant);
    if (inForce && examples) byTenant.set(tenant, await examples(inForce));
  }
  return byTenant;
}

const projectorOf = (definition: ServiceDefinition, context: ServiceContext, tenant: Tenant) =>
  startProjector({
    log: context.log,
    db: context.db,
    tenant,
    service: definition.name,
    projections: projectionsOf(definition),
    reactions: definition.reactions(context),
    logger: context.logger,
  });

const timersOf = (
  definition: ServiceDefinition,
  context: ServiceContext,
  tenant: Tenant,
  projector: RunningProjector,
): RunningTimers =>
  startTimers({
    db: context.db,
    tenant,
    clock: context.clock,
    sources: definition.timers(context, tenant),
    intervalMs: timerIntervalMs,
    isActive: () => projector.isActive(),
    settled: async () =>
      void (await projector.reached(await context.log.lastPosition(tenant), { timeoutMs: reachTimeoutMs })),
    logger: context.logger,
  });

function contextOf(service: Context, engines: ServiceEngines): ServiceContext {
  const statements = statementDirectory(engines.db);
  const timeline = timelineOf(engines.clock);
  return {
    ...engines,
    service,
    statements,
    timeline,
    async execute(decider, commanded, target, command) {
      const inForce = await statements.inForce(commanded.tenant);
      return handleCommand(
        {
          log: engines.log,
          vault: engines.vault,
          service,
          timeline,
          keyPeriodOf: (category) =>
            inForce && keyPeriodOf(inForce.statement, category) === 'month' ? 'month' : undefined,
        },
        decider,
        { statementVersion: inForce?.version, ...commanded },
        target,
        command,
      );
    },
  };
}

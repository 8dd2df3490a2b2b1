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
import type { Clock } from './clock.ts';
import { type Commanded, type CommandResult, type DecidedEvent, handleCommand } from './command-handler.ts';
import { createHttpApp, type HttpApp } from './http-app.ts';
import { type InboxHandler, startInbox } from './inbox.ts';
import type { Logger } from './logger.ts';
import { type StatementDirectory, statementDirectory, statementsProjection } from './statement-in-force.ts';
import type { TokenVerifier } from './tokens.ts';
import type { CloudEvent } from './user-event-message.ts';

/** Everything a service is given; it opens no connection itself, so embedded and alone it is the same service. */
export type ServiceEngines = {
  tenants: readonly Tenant[];
  connection: NatsConnection;
  log: EventLog;
  vault: Vault;
  /** The service's own database. */
  db: Db;
  clock: Clock;
  tokens: TokenVerifier;
  logger: Logger;
};

export type ServiceContext = ServiceEngines & {
  service: Context;
  statements: StatementDirectory;
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
  description: string;
  projections: readonly AnyProjection[];
  /** The HTTP status of each code that its deciders reject with; `/problems/<code>` explains them. */
  rejections: Readonly<Record<string, number>>;
  reactions(context: ServiceContext): Reaction[];
  timers(context: ServiceContext, tenant: Tenant): AnyTimerSource[];
  routes(app: HttpApp, context: ServiceContext): void;
  inbox?(context: ServiceContext): { handle: InboxHandler; laneOf: (event: CloudEvent) => string };
};

export type RunningService = {
  name: Context;
  app: HttpApp;
  /** Waits until the tenant's projections hold everything up to a position. */
  reached(tenant: Tenant, position: number): Promise<boolean>;
  /** Fires every timer that is due by the clock; answers how many fired. */
  checkTimers(): Promise<number>;
  /** How far the slowest reaction of a tenant is in the ledger. */
  reacted(tenant: Tenant): number;
  stop(): Promise<void>;
};

/** Every read model that a service keeps, for whoever runs or replays it. */
export const projectionsOf = (definition: ServiceDefinition): AnyProjection[] => [
  statementsProjection,
  ...definition.projections,
];

const reachTimeoutMs = 5_000;
const timerIntervalMs = 1_000;

/** Starts a service over engines that are already there, listening on `port` of the loopback address. */
export async function startService(
  definition: ServiceDefinition,
  engines: ServiceEngines,
  listen: { port: number; host?: string },
): Promise<RunningService> {
  const context = contextOf(definition.name, engines);
  const projections = projectionsOf(definition);
  const reactions = definition.reactions(context);
  const projectors = new Map<Tenant, RunningProjector>();
  const timers: RunningTimers[] = [];
  for (const tenant of engines.tenants) {
    const projector = await startProjector({
      log: engines.log,
      db: engines.db,
      tenant,
      service: definition.name,
      projections,
      reactions,
      logger: engines.logger,
    });
    projectors.set(tenant, projector);
    timers.push(
      startTimers({
        db: engines.db,
        tenant,
        clock: engines.clock,
        sources: definition.timers(context, tenant),
        intervalMs: timerIntervalMs,
        isActive: () => projector.isActive(),
        settled: async () =>
          void (await projector.reached(await engines.log.lastPosition(tenant), { timeoutMs: reachTimeoutMs })),
        logger: engines.logger,
      }),
    );
  }
  const reached = async (tenant: string, position: number): Promise<boolean> =>
    (await projectors.get(tenant)?.reached(position, { timeoutMs: reachTimeoutMs })) ?? false;
  const app = await createHttpApp({
    name: definition.name,
    title: definition.title,
    description: definition.description,
    tokens: engines.tokens,
    tenants: engines.tenants,
    rejections: definition.rejections,
    logger: engines.logger,
    readiness: () => readinessOf(engines, projectors),
    positions: { reached },
  });
  definition.routes(app, context);
  const door = definition.inbox?.(context);
  const inboxes = door
    ? await Promise.all(
        engines.tenants.map((tenant) =>
          startInbox({
            connection: engines.connection,
            context: definition.name,
            tenant,
            logger: engines.logger,
            ...door,
          }),
        ),
      )
    : [];
  await app.listen({ host: listen.host ?? '127.0.0.1', port: listen.port });
  return {
    name: definition.name,
    app,
    reached,
    async checkTimers() {
      let fired = 0;
      for (const timer of timers) fired += await timer.checkNow();
      return fired;
    },
    reacted: (tenant) =>
      Math.min(
        ...(projectors.get(tenant)?.health().reactions ?? []).map(({ position }) => position),
        Number.MAX_SAFE_INTEGER,
      ),
    async stop() {
      await app.close();
      await Promise.all(inboxes.map((inbox) => inbox.stop()));
      await Promise.all(timers.map((timer) => timer.stop()));
      await Promise.all([...projectors.values()].map((projector) => projector.stop()));
    },
  };
}

function contextOf(service: Context, engines: ServiceEngines): ServiceContext {
  const statements = statementDirectory(engines.db);
  return {
    ...engines,
    service,
    statements,
    async execute(decider, commanded, target, command) {
      const inForce = await statements.inForce(commanded.tenant);
      return handleCommand(
        {
          log: engines.log,
          vault: engines.vault,
          service,
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

async function readinessOf(engines: ServiceEngines, projectors: ReadonlyMap<Tenant, RunningProjector>) {
  const reasons: string[] = [];
  if (engines.connection.isClosed()) reasons.push('The connection to the message bus is closed.');
  await engines.db
    .command({ ping: 1 }, { timeoutMS: 1_000 })
    .catch(() => reasons.push('The database does not answer.'));
  await engines.connection.flush().catch(() => reasons.push('The message bus does not answer.'));
  for (const [tenant, projector] of projectors) {
    const { state } = projector.health();
    if (state === 'unavailable' || state === 'damaged') reasons.push(`The read models of ${tenant} are ${state}.`);
  }
  return { ready: reasons.length === 0, reasons };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { type Platform, startPlatform } from '@vitne/embedded/platform';
import { statementFiles, tenants } from '@vitne/embedded/statement-files';
import { type Storyteller, storyteller } from '@vitne/embedded/story/storyteller';
import { worldOf } from '@vitne/embedded/story-world';
import { fileLogger } from '@vitne/embedded/terminal';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { steeredClock } from '@vitne/service-kit/clock';
import type { Sites } from '@vitne/service-kit/site-origins';

export const begin = '2025-03-03T09:00:00.000Z';

export type RunningPlatform = {
  platform: Platform;
  /** Speaks HTTP and NATS to it, as its users do. */
  user: Storyteller;
  dataDir: string;
  /** The moment by the platform's clock, which goes on between the moves. */
  now(): string;
  /** What its operator read at the terminal. */
  told: readonly string[];
  /** Everything in a tenant's ledger, read anew. */
  ledger(tenant: string): Promise<AnyRecordedEvent[]>;
  stop(): Promise<void>;
};

/** The whole platform on engines and data of its own, with both statements in force and a steered clock. */
export async function runPlatform(options: { sites?: Sites } = {}): Promise<RunningPlatform> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vitne-test-'));
  const log = fileLogger(dataDir);
  const told: string[] = [];
  const clock = steeredClock(begin);
  const platform = await startPlatform({
    dataDir,
    tenants,
    ...options,
    gatewayPort: 0,
    // A whole test calls from one address; how often a stranger may is tried at the gateway.
    callLimits: { readsPerMinute: 1e6, writesPerMinute: 1e6, mailingWritesPerTenMinutes: 1e6 },
    clock,
    steerable: () => true,
    logger: log.logger,
    story: () => undefined,
    onEngineExit: () => {},
    log: (line) => told.push(line),
  });
  const user = storyteller(worldOf(platform, begin, () => {}));
  for (const [tenant, file] of Object.entries(statementFiles())) {
    const published = await user.post('/v1/statements', { tenant, role: 'privacy-officer' }, { file });
    if (published.status !== 201)
      throw new Error(`The statement of ${tenant} was refused: ${JSON.stringify(published.body)}`);
    await user.everyoneKnows(tenant, published.position);
  }
  await platform.settled();
  return {
    platform,
    user,
    dataDir,
    now: clock.now,
    told,
    async ledger(tenant) {
      const connection = await connect({
        servers: platform.engines.nats.url,
        ...platform.engines.nats.credentials('auditor'),
      });
      const events = jetStreamEventLog({ connection });
      const last = await events.lastPosition(tenant);
      const found: AnyRecordedEvent[] = [];
      const stop = new AbortController();
      if (last > 0) {
        for await (const batch of events.follow(tenant, { after: 0, signal: stop.signal })) {
          found.push(...batch);
          if ((found.at(-1)?.position ?? 0) >= last) stop.abort();
        }
      }
      await events.close();
      await connection.close();
      return found;
    },
    async stop() {
      await user.close();
      await platform.stop();
      await log.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A visitor of kaukus.no whom nobody has met before. */
export const visitor = (name: string) => ({ kind: 'cookie', value: `visitor-${name}`.padEnd(24, '0') }) as const;

/** Everything a visitor's Yes to statistics says; the notice is fetched as the banner does. */
export async function yesToAnalytics(user: Storyteller, name: string) {
  const { body } = await user.get('/v1/public/kaukus/notices/analytics?language=nb', 'anyone');
  const { hash, notice } = body as { hash: string; notice: { statementVersion: string } };
  return {
    person: visitor(name),
    purpose: 'analytics',
    decision: 'given',
    statementVersion: notice.statementVersion,
    shown: { noticeHash: hash, language: 'nb', surface: 'cookie-banner', method: 'pressed-button' },
  };
}

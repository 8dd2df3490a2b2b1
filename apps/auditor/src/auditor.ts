import type { Tenant } from '@vitne/contracts/channels';
import { createHttpApp, type HttpApp } from '@vitne/service-kit/http-app';
import type { Logger } from '@vitne/service-kit/logger';
import type { TokenVerifier } from '@vitne/service-kit/tokens';
import type { Db } from 'mongodb';
import { auditorIntroduction } from './api-introduction.ts';
import { auditJobs } from './audit-jobs.ts';
import { type RunnerTimes, startRunner, usualTimes } from './audit-runner.ts';
import { type PlatformEngines, platformFolder } from './platform-folder.ts';
import { askForAudit } from './routes/ask-for-audit.ts';
import { cancelAudit } from './routes/cancel-audit.ts';
import { readAudits } from './routes/read-audits.ts';

export type AuditorOptions = {
  readonly tenants: readonly Tenant[];
  /** What the audits are to read. */
  readonly engines: Omit<PlatformEngines, 'tenants'>;
  /** Where the processor registry is, which records that an export is asked for. */
  readonly registryUrl: string;
  /** The auditor's own database, for what was asked for and what came of it. */
  readonly db: Db;
  readonly tokens: TokenVerifier;
  readonly logger: Logger;
  readonly times?: RunnerTimes;
  readonly listen: { readonly host?: string; readonly port: number };
};

export type RunningAuditor = { readonly name: 'auditor'; readonly app: HttpApp; stop(): Promise<void> };

/** Takes what auditors ask for over HTTP, and runs it. */
export async function startAuditor(options: AuditorOptions): Promise<RunningAuditor> {
  const { tenants, registryUrl, db, tokens, logger, times = usualTimes, listen } = options;
  const jobs = await auditJobs(db);
  const app = await createHttpApp({
    name: 'auditor',
    title: 'Vitne auditor',
    description: auditorIntroduction,
    tokens,
    tenants,
    logger,
    readiness: async () => {
      const reasons: string[] = [];
      await db.command({ ping: 1 }, { timeoutMS: 1_000 }).catch(() => reasons.push('The database does not answer.'));
      return { ready: reasons.length === 0, reasons };
    },
  });
  const folder = platformFolder({ ...options.engines, tenants });
  const runner = startRunner({ jobs, platformFolder: folder.path, logger, times });
  askForAudit(app, { jobs, runner, registryUrl });
  readAudits(app, { jobs });
  cancelAudit(app, { jobs });
  const stop = async (): Promise<void> => {
    await app.close();
    await runner.stop();
    folder.remove();
  };
  try {
    await app.listen({ host: listen.host ?? '127.0.0.1', port: listen.port });
  } catch (error) {
    await stop();
    throw error;
  }
  return { name: 'auditor', app, stop };
}

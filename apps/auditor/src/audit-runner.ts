import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes } from '@vitne/cli/exit-codes';
import type { Tenant } from '@vitne/contracts/channels';
import type { Logger } from '@vitne/service-kit/logger';
import { type AuditJob, type AuditJobs, limits } from './audit-jobs.ts';
import { auditCommand } from './audit-kinds.ts';
import { type AuditEnd, type AuditProgress, runAudit } from './audit-process.ts';

export type RunnerTimes = { lookMs: number; beatMs: number; forgetMs: number };
export const usualTimes: RunnerTimes = { lookMs: 500, beatMs: 1_000, forgetMs: 3_600_000 };

/** At once in this process, each of another tenant: a tenant's audits wait for each other, and not for other tenants'. */
const atOnce = 2;

export type RunnerOptions = {
  readonly jobs: AuditJobs;
  /** The folder that says where the platform is, as `vitne --data` reads it. */
  readonly platformFolder: string;
  readonly logger: Logger;
  readonly times: RunnerTimes;
};

/** Runs what waits, one process for each. */
export function startRunner({ jobs, platformFolder, logger, times }: RunnerOptions) {
  const runner = randomUUID();
  const running = new Map<Tenant, Promise<void>>();
  const stopping = new AbortController();
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    while (running.size < atOnce && !stopping.signal.aborted) {
      const job = await jobs.claim(runner, new Date(), [...running.keys()]);
      if (!job) return;
      const done = run(job)
        .catch((error: Error) => logger.error({ error: error.name, audit: job._id }, 'audit not run'))
        .finally(() => {
          running.delete(job.tenant);
          lookSoon();
        });
      running.set(job.tenant, done);
    }
  }

  function lookSoon(): void {
    looking = looking.then(look).catch((error: Error) => logger.warn({ error: error.name }, 'looking for audits'));
  }

  async function run(job: AuditJob): Promise<void> {
    if (job.attempts > limits.attempts) {
      const says = 'It was begun three times, and each time what ran it ended. Ask for less at once.';
      return jobs.end(job._id, runner, { state: 'failed', endedAt: new Date(), says });
    }
    const folder = await mkdtemp(join(tmpdir(), 'vitne-audit-'));
    try {
      await runIn(folder, job);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async function runIn(folder: string, job: AuditJob): Promise<void> {
    const [printed, written] = [join(folder, 'printed'), join(folder, 'written')];
    const { words, writesFile, mediaType, extension } = auditCommand(job.asked, job.tenant, written);
    let progress: AuditProgress | undefined;
    let cancelled = false;
    const child = runAudit([...words, `--data=${platformFolder}`], printed, (newest) => {
      progress = newest;
    });
    const beating = setInterval(() => {
      jobs.beat(job._id, runner, new Date(), progress).then(
        (goOn) => {
          if (goOn) return;
          cancelled = true;
          child.kill();
        },
        (error: Error) => logger.warn({ error: error.name }, 'saying how far an audit is'),
      );
    }, times.beatMs);
    stopping.signal.addEventListener('abort', child.kill, { once: true });
    if (stopping.signal.aborted) child.kill();
    const ended = await child.ended;
    clearInterval(beating);
    stopping.signal.removeEventListener('abort', child.kill);
    if (cancelled) return jobs.end(job._id, runner, { state: 'cancelled', endedAt: new Date() });
    if (stopping.signal.aborted && ended.code === null) return jobs.giveBack(job._id, runner);
    if (ended.code !== exitCodes.asItShouldBe && ended.code !== exitCodes.found) {
      const says = sentenceOf(ended);
      logger.warn({ audit: job._id, code: ended.code }, 'audit failed');
      return jobs.end(job._id, runner, { state: 'failed', endedAt: new Date(), says });
    }
    const kept = await jobs.keepResult(createReadStream(writesFile ? written : printed));
    const name = `${job.tenant}-${job.asked.kind}-${job._id.slice(0, 8)}.${extension}`;
    const result = { ...kept, mediaType, name };
    const found = ended.code === exitCodes.found;
    const end = { state: 'ended' as const, endedAt: new Date(), found, result, ...(progress && { progress }) };
    return jobs.end(job._id, runner, end);
  }

  const looks = setInterval(lookSoon, times.lookMs);
  const forgets = setInterval(() => {
    jobs.forget(new Date()).catch((error: Error) => logger.warn({ error: error.name }, 'forgetting old audits'));
  }, times.forgetMs);
  return {
    lookSoon,
    /** Ends the processes; what they ran is taken up by whoever runs next. */
    async stop(): Promise<void> {
      clearInterval(looks);
      clearInterval(forgets);
      stopping.abort();
      await looking;
      await Promise.all(running.values());
    },
  };
}
export type AuditRunner = ReturnType<typeof startRunner>;

/** What the command says itself when it cannot; of a defect only that it is one, since the rest is for our eyes. */
function sentenceOf({ code, said, tooLong }: AuditEnd): string {
  if (tooLong) return 'It took longer than six hours. Ask for a part of the ledger.';
  if (code === exitCodes.cannot && said !== '') return said;
  return 'The audit ended in a defect of ours: tell the operator the id of this audit.';
}

import { createHash } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Tenant } from '@vitne/contracts/channels';
import { type Db, GridFSBucket, MongoServerError, ObjectId } from 'mongodb';
import type { AuditAsked } from './audit-kinds.ts';

/** `waiting` and `running` go on by themselves; the other three are ends. */
export const auditStates = ['waiting', 'running', 'ended', 'failed', 'cancelled'] as const;

export type AuditResult = { file: string; mediaType: string; bytes: number; sha256: string; name: string };

export type AuditJob = {
  readonly _id: string;
  readonly tenant: Tenant;
  readonly asked: AuditAsked;
  /** The pseudonym of who asked. */
  readonly askedBy: string;
  readonly askedAt: Date;
  state: (typeof auditStates)[number];
  /** How often it was begun: a process that runs it may end. */
  attempts: number;
  runner?: string;
  /** When its runner last said that it lives. */
  beatAt?: Date;
  startedAt?: Date;
  endedAt?: Date;
  progress?: { done: number; of: number };
  cancelAsked?: boolean;
  /** Of an audit that ended: whether all was as it should be. */
  found?: boolean;
  /** Why it failed, in a sentence. */
  says?: string;
  result?: AuditResult;
};

export const limits = {
  /** Waiting and running, for one tenant. */
  unfinished: 20,
  attempts: 3,
  /** A runner that has said nothing for so long is taken to be gone. */
  silentMs: 60_000,
  /** What has ended is kept for so long, and its result too. */
  keptMs: 7 * 24 * 3_600_000,
  listed: 200,
} as const;

const duplicateKey = 11_000;

/** The audits that were asked for, and their results, in a database of their own. */
export async function auditJobs(db: Db) {
  const jobs = db.collection<AuditJob>('audits');
  const results = new GridFSBucket(db, { bucketName: 'results' });
  await jobs.createIndex({ tenant: 1, askedAt: -1 });
  await jobs.createIndex({ state: 1, askedAt: 1 });

  async function removeResult({ result }: Pick<AuditJob, 'result'>): Promise<void> {
    // Gone already when somebody else has removed it a moment ago.
    if (result) await results.delete(new ObjectId(result.file)).catch(() => undefined);
  }

  return {
    /**
     * Keeps a new audit, or finds the one that was asked for under the same id.
     * @param recorded what has to be on record before a new one is kept; nothing is kept when it throws
     */
    async ask(
      job: Pick<AuditJob, '_id' | 'tenant' | 'asked' | 'askedBy' | 'askedAt'>,
      recorded: () => Promise<'recorded' | 'asked-otherwise'> = async () => 'recorded',
    ): Promise<AuditJob | 'asked-otherwise' | 'too-many'> {
      const known = await jobs.findOne({ _id: job._id });
      if (known) return isDeepStrictEqual(known.asked, job.asked) ? known : 'asked-otherwise';
      const unfinished = await jobs.countDocuments({ tenant: job.tenant, state: { $in: ['waiting', 'running'] } });
      if (unfinished >= limits.unfinished) return 'too-many';
      if ((await recorded()) === 'asked-otherwise') return 'asked-otherwise';
      const asked: AuditJob = { ...job, state: 'waiting', attempts: 0 };
      try {
        await jobs.insertOne(asked);
        return asked;
      } catch (error) {
        if (!(error instanceof MongoServerError) || error.code !== duplicateKey) throw error;
        const first = await jobs.findOne({ _id: job._id });
        return first && isDeepStrictEqual(first.asked, job.asked) ? first : 'asked-otherwise';
      }
    },

    one: (tenant: Tenant, id: string): Promise<AuditJob | null> => jobs.findOne({ _id: id, tenant }),

    /** Newest first. */
    list: (tenant: Tenant): Promise<AuditJob[]> =>
      jobs.find({ tenant }).sort({ askedAt: -1, _id: 1 }).limit(limits.listed).toArray(),

    /** Takes the one that has waited longest, or whose runner is gone; none of a tenant that is busy. */
    claim(runner: string, now: Date, busy: readonly Tenant[]): Promise<AuditJob | null> {
      return jobs.findOneAndUpdate(
        {
          tenant: { $nin: [...busy] },
          $or: [{ state: 'waiting' }, { state: 'running', beatAt: { $lt: new Date(now.getTime() - limits.silentMs) } }],
        },
        {
          $set: { state: 'running', runner, startedAt: now, beatAt: now },
          $inc: { attempts: 1 },
          $unset: { progress: '' },
        },
        { sort: { askedAt: 1 }, returnDocument: 'after' },
      );
    },

    /** Says that its runner lives and how far it is. False when it is to end: cancelled, or another runner's. */
    async beat(id: string, runner: string, now: Date, progress: AuditJob['progress']): Promise<boolean> {
      const job = await jobs.findOneAndUpdate(
        { _id: id, runner, state: 'running' },
        { $set: { beatAt: now, ...(progress && { progress }) } },
      );
      return job !== null && job.cancelAsked !== true;
    },

    /** Gives a running audit its end; nothing when another runner has it. */
    async end(
      id: string,
      runner: string,
      end: { state: 'ended' | 'failed' | 'cancelled' } & Pick<
        AuditJob,
        'endedAt' | 'progress' | 'found' | 'says' | 'result'
      >,
    ): Promise<void> {
      const { modifiedCount } = await jobs.updateOne(
        { _id: id, runner, state: 'running' },
        { $set: end, $unset: { runner: '', beatAt: '' } },
      );
      if (modifiedCount === 0) await removeResult(end);
    },

    /** Gives an audit back that its runner has to leave, so that another takes it up. */
    async giveBack(id: string, runner: string): Promise<void> {
      await jobs.updateOne(
        { _id: id, runner, state: 'running' },
        {
          $set: { state: 'waiting' },
          $inc: { attempts: -1 },
          $unset: { runner: '', beatAt: '', startedAt: '', progress: '' },
        },
      );
    },

    /** What waits is cancelled at once, what runs within a second or two; what has ended stays as it is. */
    async cancel(tenant: Tenant, id: string, now: Date): Promise<AuditJob | null> {
      await jobs.updateOne({ _id: id, tenant, state: 'waiting' }, { $set: { state: 'cancelled', endedAt: now } });
      await jobs.updateOne({ _id: id, tenant, state: 'running' }, { $set: { cancelAsked: true } });
      return jobs.findOne({ _id: id, tenant });
    },

    /** Keeps a result, and says how long it is and its digest. */
    async keepResult(bytes: Readable): Promise<Pick<AuditResult, 'file' | 'bytes' | 'sha256'>> {
      const digest = createHash('sha256');
      let length = 0;
      const measured = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          digest.update(chunk);
          length += chunk.length;
          done(null, chunk);
        },
      });
      const kept = results.openUploadStream('result');
      await pipeline(bytes, measured, kept);
      return { file: kept.id.toHexString(), bytes: length, sha256: digest.digest('hex') };
    },

    readResult: ({ file }: AuditResult): Readable => results.openDownloadStream(new ObjectId(file)),

    /** Forgets what ended long ago. */
    async forget(now: Date): Promise<void> {
      const old = { endedAt: { $lt: new Date(now.getTime() - limits.keptMs) } };
      for await (const job of jobs.find(old)) {
        await removeResult(job);
        await jobs.deleteOne({ _id: job._id });
      }
    },
  };
}
export type AuditJobs = Awaited<ReturnType<typeof auditJobs>>;

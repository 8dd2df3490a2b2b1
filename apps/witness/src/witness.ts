import { openCheckpoint, parseUnverifiedCheckpoint } from '@vitne/ledger/checkpoint';
import { cosign } from '@vitne/ledger/cosignature';
import type { Signer } from '@vitne/ledger/ed25519';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { parseUnverifiedNote } from '@vitne/ledger/signed-note';
import type { VerifierKey } from '@vitne/ledger/verifier-key';
import { verifyConsistency } from '@vitne/ledger/verify-consistency';
import type { CosignedHeads } from './cosigned-heads.ts';
import { parseSubmission, type Submission } from './submission.ts';

/** An answer over HTTP. */
export type Answer = { readonly status: number; readonly type: string; readonly body: string };

export type WitnessOptions = {
  /** Of type cosignature/v1. */
  readonly key: VerifierKey;
  readonly signer: Signer;
  readonly heads: CosignedHeads;
  /** The keys of the logs that are witnessed, as they stand now; a log's origin is the name of its keys. */
  readonly logKeys: () => Promise<readonly VerifierKey[]>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told when a log signed what contradicts what was cosigned of it. */
  readonly onContradiction?: (origin: string, code: string) => void;
  /** Told when what was cosigned of a log is on the disk. */
  readonly onCosigned?: (origin: string, size: number) => void;
};

const plain = 'text/plain; charset=utf-8';
const refuse = (status: number, says: string): Answer => ({ status, type: plain, body: `${says}\n` });
const conflict = (size: number): Answer => ({ status: 409, type: 'text/x.tlog.size', body: `${size}\n` });
const mostWaiting = 16;

/**
 * Answers add-checkpoint of C2SP tlog-witness: cosigns a checkpoint that the log signed, and that begins with everything that was
 * cosigned of this log before. What was cosigned is on the disk before the cosignature leaves, and one log is answered one call
 * at a time, so neither a crash nor two calls at once give a cosignature of a smaller or of another tree.
 */
export function witness(options: WitnessOptions): (body: Uint8Array) => Promise<Answer> {
  const { logKeys } = options;
  const queues = new Map<string, { last: Promise<unknown>; waiting: number }>();

  return async function addCheckpoint(body) {
    const submission = parseSubmission(body);
    if (typeof submission === 'string') return refuse(400, submission);
    const { origin, note } = submission;
    const keys = (await logKeys()).filter(({ name }) => name === origin);
    if (keys.length === 0) return refuse(404, 'This log is not witnessed here.');
    const opened = await openCheckpoint(note, { origin, logKeys: keys });
    if (!opened.valid) return refuse(403, opened.message);
    const queue = queues.get(origin) ?? { last: Promise.resolve(), waiting: 0 };
    queues.set(origin, queue);
    if (queue.waiting >= mostWaiting) return refuse(503, 'Too many calls of this log wait.');
    queue.waiting += 1;
    const answer = queue.last.then(() => judge(options, submission)).finally(() => (queue.waiting -= 1));
    queue.last = answer.catch(() => undefined);
    return answer;
  };
}

/** Everything after the signature, for one call at a time of each log. */
async function judge(options: WitnessOptions, { oldSize, proof, note, origin }: Submission): Promise<Answer> {
  const { key, signer, heads, now } = options;
  const { size, root } = checkpointOf(note);
  if (oldSize > size) return refuse(400, `The old size ${oldSize} is larger than the checkpoint's, ${size}.`);
  const before = (await heads.newest(origin)) ?? { size: 0, root: nodeHashing.emptyRoot };
  const claim = { oldSize: before.size, oldRoot: before.root, newSize: size, newRoot: root, proof };
  const contradict = async (code: string, answer: Answer): Promise<Answer> => {
    options.onContradiction?.(origin, code);
    await heads.keepContradiction(origin, note);
    return answer;
  };
  // Two roots for one size are a contradiction, whatever the call says of the old size.
  if (size === before.size && !verifyConsistency({ ...claim, proof: [] }, nodeHashing).valid)
    return contradict('second-root', conflict(before.size));
  if (oldSize !== before.size) return conflict(before.size);
  const verdict = verifyConsistency(claim, nodeHashing);
  if (!verdict.valid) return contradict(verdict.code, refuse(422, verdict.message));
  if (size > before.size) await heads.keep(origin, note);
  options.onCosigned?.(origin, size);
  const cosigned = await cosign(note, key, signer, Math.floor(now() / 1_000));
  // The cosignature is the last line of the note.
  return { status: 200, type: plain, body: cosigned.slice(cosigned.lastIndexOf('\u2014')) };
}

/** It was read before, when its signature was verified. */
function checkpointOf(note: string): { size: number; root: Uint8Array } {
  const parsed = parseUnverifiedNote(note);
  const read = parsed.valid ? parseUnverifiedCheckpoint(parsed.note.text) : parsed;
  if (!read.valid) throw new Error(read.message);
  return read.checkpoint;
}

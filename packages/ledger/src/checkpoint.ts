import { fromBase64, fromDecimal, toBase64, utf8 } from './bytes.ts';
import { type Cosignature, verifyCosignatures } from './cosignature.ts';
import { type Signer, verifyEd25519 } from './ed25519.ts';
import { hashBytes } from './hashing.ts';
import { formatNote, type NoteSignature, parseUnverifiedNote, signatureBy } from './signed-note.ts';
import { fault, type Verdict } from './verdict.ts';
import { isSameKey, signatureTypes, type VerifierKey } from './verifier-key.ts';

/** The head of a log at one size, without who says so (C2SP tlog-checkpoint). */
export type Checkpoint = {
  /** Which log it is, such as `vitne.example/ledger/kaukus`. */
  readonly origin: string;
  /** Number of leaves, which is the position of the last event. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** Further lines that were signed too; ours has none. */
  readonly extensions: readonly string[];
};

/** What an auditor brings along. None of it may come from whoever shows the checkpoint. */
export type CheckpointPolicy = {
  readonly origin: string;
  /** The log's keys. During a change of keys the old and the new one, either of which is enough. */
  readonly logKeys: readonly VerifierKey[];
  /** Witnesses that the auditor knows. */
  readonly cosignerKeys?: readonly VerifierKey[];
  /** How many of them must have cosigned; default 0. */
  readonly cosignersRequired?: number;
};

export type OpenedCheckpoint = {
  readonly checkpoint: Checkpoint;
  /** The log's keys that signed; at least one. */
  readonly signedBy: readonly VerifierKey[];
  readonly cosignatures: readonly Cosignature[];
};

/**
 * Reads a checkpoint and verifies who signed it. Signatures of keys that the auditor does not know count for nothing;
 * one wrong signature of a known key spoils the whole note (C2SP signed-note).
 */
export async function openCheckpoint(note: string, policy: CheckpointPolicy): Promise<Verdict<OpenedCheckpoint>> {
  const parsed = parseUnverifiedNote(note);
  if (!parsed.valid) return parsed;
  const { text, signatures } = parsed.note;
  const read = parseUnverifiedCheckpoint(text);
  if (!read.valid) return read;
  const { checkpoint } = read;
  if (checkpoint.origin !== policy.origin)
    return fault('origin-differs', `The checkpoint is of ${checkpoint.origin}, and ${policy.origin} was asked for.`);
  const signedBy: VerifierKey[] = [];
  for (const { signature, ...by } of signatures) {
    const key = policy.logKeys.find((known) => known.type === signatureTypes.ed25519 && isSameKey(known, by));
    if (!key) continue;
    if (!(await verifyEd25519(key.publicKey, utf8(text), signature)))
      return fault('signature-invalid', `The signature of ${key.name} is not over this text.`);
    if (!signedBy.includes(key)) signedBy.push(key);
  }
  if (signedBy.length === 0) return fault('key-unknown', 'None of the known keys of the log signed this checkpoint.');
  const cosigned = await verifyCosignatures(text, signatures, policy.cosignerKeys ?? []);
  if (!cosigned.valid) return cosigned;
  const required = policy.cosignersRequired ?? 0;
  if (cosigned.cosignatures.length < required)
    return fault('too-few-cosigners', `${cosigned.cosignatures.length} of ${required} required witnesses cosigned.`);
  return { valid: true, checkpoint, signedBy, cosignatures: cosigned.cosignatures };
}

/**
 * Signs a checkpoint with one key, or with the old and the new one while readers change over. Whoever calls this must never
 * sign two roots for one size, nor a tree that does not begin with every tree signed before.
 * @throws {RangeError} when the checkpoint cannot be written
 */
export async function signCheckpoint(
  checkpoint: Checkpoint,
  keys: readonly { readonly key: VerifierKey; readonly signer: Signer }[],
): Promise<string> {
  const text = formatCheckpoint(checkpoint);
  const signatures: NoteSignature[] = [];
  for (const { key, signer } of keys) signatures.push(signatureBy(key, await signer.sign(utf8(text))));
  return formatNote(text, signatures);
}

/** The text that is signed. @throws {RangeError} when a part cannot stand in it */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  const text = `${[origin, String(size), toBase64(root), ...extensions].join('\n')}\n`;
  const read = parseUnverifiedCheckpoint(text);
  if (!read.valid || read.checkpoint.extensions.length !== extensions.length)
    throw new RangeError(read.valid ? 'A line holds a line break.' : read.message);
  return text;
}

/** Reads the text of a note as a checkpoint. Says nothing about who signed. */
export function parseUnverifiedCheckpoint(text: string): Verdict<{ readonly checkpoint: Checkpoint }> {
  if (!text.endsWith('\n')) return fault('checkpoint-malformed', 'The last line of the checkpoint does not end.');
  const lines = text.slice(0, -1).split('\n');
  if (lines.length < 3 || lines.includes(''))
    return fault('checkpoint-malformed', 'A checkpoint has at least three lines, none of them empty.');
  const [origin = '', sizeText = '', rootText = '', ...extensions] = lines;
  const size = fromDecimal(sizeText);
  if (size === undefined) return fault('size-malformed', 'The second line is no number of leaves.');
  const root = fromBase64(rootText);
  if (root?.length !== hashBytes) return fault('root-malformed', 'The third line is no SHA-256 in base64.');
  return { valid: true, checkpoint: { origin, size, root, extensions } };
}

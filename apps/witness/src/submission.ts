import type { Proof } from '@vitne/ledger/build-proof';
import { fromBase64, fromDecimal, textOf } from '@vitne/ledger/bytes';
import { parseUnverifiedCheckpoint } from '@vitne/ledger/checkpoint';
import { hashBytes } from '@vitne/ledger/hashing';
import { parseUnverifiedNote } from '@vitne/ledger/signed-note';

/** What a log hands in: the size that it believes was cosigned last, the proof from there, and its new checkpoint. */
export type Submission = {
  readonly oldSize: number;
  readonly proof: Proof;
  /** The signed note, and the origin that it names; nobody has verified either. */
  readonly note: string;
  readonly origin: string;
};

/** C2SP tlog-witness, and no tree of 2^63 leaves has a longer one. */
const mostHashes = 63;

/** Takes the body of add-checkpoint apart; a sentence where it is none. */
export function parseSubmission(bytes: Uint8Array): Submission | string {
  const text = textOf(bytes);
  if (text === undefined) return 'The body is not UTF-8.';
  const blank = text.indexOf('\n\n');
  if (blank < 0) return 'No empty line stands before the checkpoint.';
  const [first = '', ...lines] = text.slice(0, blank).split('\n');
  const oldSize = first.startsWith('old ') ? fromDecimal(first.slice('old '.length)) : undefined;
  if (oldSize === undefined) return 'The first line is not "old " and a size.';
  if (lines.length > mostHashes) return `A consistency proof has at most ${mostHashes} lines.`;
  const proof: Uint8Array[] = [];
  for (const line of lines) {
    const hash = fromBase64(line);
    if (hash?.length !== hashBytes) return `Line ${proof.length + 1} of the proof is no SHA-256 in base64.`;
    proof.push(hash);
  }
  const note = text.slice(blank + 2);
  const parsed = parseUnverifiedNote(note);
  const read = parsed.valid ? parseUnverifiedCheckpoint(parsed.note.text) : parsed;
  if (!read.valid) return read.message;
  return { oldSize, proof, note, origin: read.checkpoint.origin };
}

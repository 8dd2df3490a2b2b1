import type { Proof } from './build-proof.ts';
import { fromBase64, fromDecimal, textOf, toBase64, utf8 } from './bytes.ts';
import { type CheckpointPolicy, type OpenedCheckpoint, openCheckpoint } from './checkpoint.ts';
import { hashBytes, type TreeHashing } from './hashing.ts';
import { decodeMessage, encodeMessage, leafHashOf, type StoredMessage } from './stored-message.ts';
import { type Fault, fault, type Verdict } from './verdict.ts';
import { verifyInclusion } from './verify-inclusion.ts';

/*
 * A proof file is a C2SP tlog-proof (extension `.tlog-proof`): one text with everything that shows that an event is in the
 * ledger, to be checked without us, without a network, against keys that the reader knows. The message is its extra data.
 */

export type ProofFile = {
  /** Place of the leaf, from 0. */
  readonly index: number;
  readonly proof: Proof;
  /** The signed note, verbatim. */
  readonly checkpoint: string;
  /** The extra data, if any; nothing vouches for it but the leaf hash computed from it. */
  readonly extra?: Uint8Array;
};

export type ProvedMessage = OpenedCheckpoint & {
  readonly message: StoredMessage;
  /** The event's number in its ledger, from 1. */
  readonly position: number;
};

const firstLine = 'c2sp.org/tlog-proof@v1';
/** A message has a megabyte unless the bus was told otherwise; base64 adds a third. */
const mostBytes = 64 * 1024 * 1024;
/** A tree of 2^53 leaves has no longer proof. */
const mostHashes = 64;

/** Puts a message, its proof and the checkpoint into one file. */
export const formatProofFile = (message: StoredMessage, rest: Omit<ProofFile, 'extra'>): Uint8Array<ArrayBuffer> =>
  utf8(formatTlogProof({ ...rest, extra: encodeMessage(message) }));

/**
 * Verifies a proof file from anybody, whole: its form, the log's signature and origin, the witnesses, and that exactly this
 * message stands at this position. Where it is not so, the verdict says what is wrong.
 */
export async function verifyProofFile(
  bytes: Uint8Array,
  policy: CheckpointPolicy,
  hashing: TreeHashing,
): Promise<Verdict<ProvedMessage>> {
  const parsed = parseUnverifiedProofFile(bytes);
  if (!parsed.valid) return parsed;
  const { index, proof, checkpoint: note, extra } = parsed.file;
  if (!extra) return fault('message-missing', 'The file has no extra line, in which the message would stand.');
  const decoded = decodeMessage(extra);
  if (!decoded.valid) return decoded;
  const opened = await openCheckpoint(note, policy);
  if (!opened.valid) return opened;
  const { size, root } = opened.checkpoint;
  const leafHash = leafHashOf(decoded.message, hashing);
  const included = verifyInclusion({ leafHash, index, size, root, proof }, hashing);
  if (!included.valid) return included;
  return { ...opened, message: decoded.message, position: index + 1 };
}

/** Takes a proof file apart. Says nothing about whether it proves anything. */
export function parseUnverifiedProofFile(bytes: Uint8Array): Verdict<{ readonly file: ProofFile }> {
  if (bytes.length > mostBytes) return fault('proof-file-too-large', `A proof file has at most ${mostBytes} bytes.`);
  const text = textOf(bytes);
  if (text === undefined) return malformed('it is not UTF-8');
  const blank = text.indexOf('\n\n');
  if (blank < 0) return malformed('no blank line stands before the checkpoint');
  const [first, ...lines] = text.slice(0, blank).split('\n');
  if (first !== firstLine) return malformed(`the first line is not ${firstLine}`);
  const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()?.slice('extra '.length) ?? '') : null;
  if (extra === undefined) return malformed('the extra line is not base64');
  const indexLine = lines.shift();
  const index = indexLine?.startsWith('index ') ? fromDecimal(indexLine.slice('index '.length)) : undefined;
  if (index === undefined) return malformed('no line gives the index');
  if (lines.length > mostHashes) return malformed(`it has more than ${mostHashes} hashes`);
  const proof: Uint8Array[] = [];
  for (const line of lines) {
    const hash = fromBase64(line);
    if (hash?.length !== hashBytes) return malformed(`line ${proof.length + 1} of the proof is no SHA-256 in base64`);
    proof.push(hash);
  }
  return { valid: true, file: { index, proof, checkpoint: text.slice(blank + 2), ...(extra && { extra }) } };
}

/** The text of a tlog-proof, of any log. */
export function formatTlogProof({ index, proof, checkpoint, extra }: ProofFile): string {
  const extraLine = extra ? [`extra ${toBase64(extra)}`] : [];
  return `${[firstLine, ...extraLine, `index ${index}`, ...proof.map(toBase64)].join('\n')}\n\n${checkpoint}`;
}

const malformed = (what: string): Fault => fault('proof-file-malformed', `This is no tlog-proof: ${what}.`);

import { committedBytes, saltBytes } from '@vitne/contracts/part-commitment';
import { fromBase64, toBase64, utf8 } from '@vitne/ledger/bytes';
import type { CheckpointPolicy, OpenedCheckpoint } from '@vitne/ledger/checkpoint';
import type { TreeHashing } from '@vitne/ledger/hashing';
import { parseUnverifiedProofFile, verifyProofFile } from '@vitne/ledger/proof-file';
import { parseVerifierKey, type VerifierKey } from '@vitne/ledger/verifier-key';
import {
  type EvidenceEvent,
  type EvidenceFile,
  isObject,
  type Opening,
  parseUnverifiedEvidence,
} from './evidence-file.ts';
import { textOfEvidence } from './evidence-text.ts';
import { type EvidenceFault, type EvidenceVerdict, evidenceFault, faultOfEvent } from './evidence-verdict.ts';
import { whatIsMissing, whatIsOfAnother } from './kinds.ts';
import { factAt, type ProvedEvent, readEvent } from './proved-event.ts';

/** What a checker brings along; none of it may come from whoever shows the file. */
export type KnownKeys = Partial<Pick<CheckpointPolicy, 'origin' | 'cosignerKeys' | 'cosignersRequired'>> & {
  /** Left out, the keys in the file are used: then the file holds together, and nothing says whose it is. */
  readonly keys?: readonly VerifierKey[];
};

export type CheckedEvidence = Pick<OpenedCheckpoint, 'checkpoint' | 'signedBy' | 'cosignatures'> & {
  readonly file: EvidenceFile;
  readonly events: readonly ProvedEvent[];
  /** Whether the signature was verified with a key that the checker brought along, or with one in the file. */
  readonly trust: 'known-key' | 'key-in-file';
};

/**
 * Verifies a file of evidence from anybody, whole: its form, each proof, signature and checkpoint; that the events are those
 * of what it says to be about; that what it shows of sealed parts is what they commit to, and what was shown what its
 * hash says; and that the text for people is the one that these events give. In Node and in browsers alike.
 */
export async function checkEvidence(
  bytes: Uint8Array,
  known: KnownKeys,
  hashing: TreeHashing,
): Promise<EvidenceVerdict<CheckedEvidence>> {
  const parsed = parseUnverifiedEvidence(bytes);
  if (!parsed.valid) return parsed;
  const { file } = parsed;
  const keys = keysOf(file, known, hashing);
  if (!keys.valid) return keys;
  const policy = {
    origin: known.origin ?? known.keys?.[0]?.name ?? file.origin,
    logKeys: keys.keys,
    cosignerKeys: known.cosignerKeys ?? [],
    cosignersRequired: known.cosignersRequired ?? 0,
  };
  const proved = await proveAll(file, policy, hashing);
  if (!proved.valid) return proved;
  const { events, opened } = proved;
  const { origin } = opened.checkpoint;
  if (file.origin !== origin)
    return evidenceFault('origin-differs', `The file says to be of ${file.origin}; what was signed is ${origin}.`);
  const wrong =
    whatIsOfAnother(file, events, origin) ??
    whatIsMissing(file, events) ??
    wrongAttachment(file, events, hashing) ??
    wrongText(file, events);
  return wrong ?? { valid: true, ...opened, file, events, trust: known.keys ? 'known-key' : 'key-in-file' };
}

function keysOf(
  file: EvidenceFile,
  known: KnownKeys,
  hashing: TreeHashing,
): EvidenceVerdict<{ readonly keys: readonly VerifierKey[] }> {
  if (known.keys) return { valid: true, keys: known.keys };
  const keys: VerifierKey[] = [];
  for (const text of file.keys) {
    const read = parseVerifierKey(text, hashing.sha256);
    if (!read.valid) return read;
    keys.push(read.key);
  }
  return { valid: true, keys };
}

type Proved = {
  readonly events: readonly ProvedEvent[];
  readonly opened: Pick<OpenedCheckpoint, 'checkpoint' | 'signedBy' | 'cosignatures'>;
};

async function proveAll(
  file: EvidenceFile,
  policy: CheckpointPolicy,
  hashing: TreeHashing,
): Promise<EvidenceVerdict<Proved>> {
  const events: ProvedEvent[] = [];
  const notes = new Set<string>();
  let opened: Proved['opened'] | undefined;
  for (const [index, event] of file.events.entries()) {
    const one = await proveOne(event, policy, hashing);
    if (!one.valid) return faultOfEvent(one, index + 1);
    notes.add(one.note);
    if (one.event.position <= (events.at(-1)?.position ?? 0))
      return evidenceFault('events-out-of-order', 'The events do not stand in the order of the ledger, each once.');
    opened = one.opened;
    events.push(one.event);
  }
  if (notes.size !== 1 || !opened)
    return evidenceFault('checkpoints-differ', 'The events are proved under different checkpoints.');
  return { valid: true, events, opened };
}

type ProvedOne = { readonly event: ProvedEvent; readonly note: string; readonly opened: Proved['opened'] };

async function proveOne(
  { proof, openings }: EvidenceEvent,
  policy: CheckpointPolicy,
  hashing: TreeHashing,
): Promise<EvidenceVerdict<ProvedOne>> {
  const bytes = utf8(proof);
  const parsed = parseUnverifiedProofFile(bytes);
  if (!parsed.valid) return parsed;
  const verdict = await verifyProofFile(bytes, policy, hashing);
  if (!verdict.valid) return verdict;
  const { position, message, checkpoint, signedBy, cosignatures } = verdict;
  const event = readEvent(message);
  if (!event) return evidenceFault('event-malformed', 'What was proved is no event of a ledger.');
  const opened: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const opening of openings) {
    const sealed = event.sealed.filter(({ part }) => part === opening.part);
    const commitment = sealed.length === 1 ? sealed[0]?.commitment : undefined;
    if (commitment === undefined || Object.hasOwn(opened, opening.part))
      return evidenceFault('opening-of-nothing', `The event commits to nothing by the name ${opening.part}.`);
    const fields = fieldsIn(opening, commitment, hashing);
    if (!fields)
      return evidenceFault('opening-differs', `What is shown of the part ${opening.part} is not what was sealed.`);
    opened[opening.part] = fields;
  }
  const note = parsed.file.checkpoint;
  return { valid: true, event: { ...event, position, opened }, note, opened: { checkpoint, signedBy, cosignatures } };
}

function fieldsIn(
  { salt, fields }: Opening,
  commitment: string,
  hashing: TreeHashing,
): Readonly<Record<string, unknown>> | undefined {
  const bytes = fromBase64(salt);
  if (bytes?.length !== saltBytes || !fields.isWellFormed()) return undefined;
  if (toBase64(hashing.sha256(committedBytes(bytes, fields))) !== commitment) return undefined;
  try {
    const read: unknown = JSON.parse(fields);
    return isObject(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** What a person was shown stands in the file as its text, and in the event as its hash. */
function wrongAttachment(
  { attachments }: EvidenceFile,
  events: readonly ProvedEvent[],
  hashing: TreeHashing,
): EvidenceFault | undefined {
  for (const { sha256, text } of attachments) {
    if (!events.some((event) => factAt(event, 'shown.noticeHash') === sha256))
      return evidenceFault('attachment-of-nothing', 'A text is attached that no event of the file names.');
    if (hex(hashing.sha256(utf8(text))) !== sha256)
      return evidenceFault('attachment-differs', 'The text that is said to have been shown has another hash.');
  }
  return undefined;
}

function wrongText(file: EvidenceFile, events: readonly ProvedEvent[]): EvidenceFault | undefined {
  const { nb, en } = textOfEvidence(file, events);
  return file.text.nb === nb && file.text.en === en
    ? undefined
    : evidenceFault('text-differs', 'The text for people says something else than the events.');
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

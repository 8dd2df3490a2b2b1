import { textOf, utf8 } from '@vitne/ledger/bytes';
import { type EvidenceFault, type EvidenceVerdict, evidenceFault } from './evidence-verdict.ts';

/** What people are given evidence of. */
export const evidenceKinds = ['consent-receipt', 'request-answer', 'disposal-confirmation'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** What a sealed part of an event holds, shown to whoever may see it: its commitment in the event proves it. */
export type Opening = {
  readonly part: string;
  /** base64 of 16 bytes. */
  readonly salt: string;
  /** The fields, as JSON, as they were sealed. */
  readonly fields: string;
};

export type EvidenceEvent = {
  /** A C2SP tlog-proof, the same as `vitne audit prove` writes, the stored message in it. */
  readonly proof: string;
  readonly openings: readonly Opening[];
};

/** A text whose SHA-256 a fact of one of the events says: what a person was shown. */
export type Attachment = { readonly sha256: string; readonly text: string };

/** A file of evidence, format `vitne/evidence/v1` (docs/AUDIT-FORMATS.md). */
export type EvidenceFile = {
  readonly kind: EvidenceKind;
  /** Of the consent's event, of the request, or of the disposal. */
  readonly id: string;
  /** What the ledger is called in checkpoints. */
  readonly origin: string;
  /** The signer's verifier keys, to be compared with what is known from elsewhere: a key in a file vouches for nothing. */
  readonly keys: readonly string[];
  /** What it says, for people. Made of the events by fixed rules, so it can be made again and compared. */
  readonly text: { readonly nb: string; readonly en: string };
  readonly events: readonly EvidenceEvent[];
  readonly attachments: readonly Attachment[];
};

const format = 'vitne/evidence/v1';
const mostBytes = 16 * 1024 * 1024;
/** So many events a file holds at most. */
export const mostEvents = 200;
const mostOpenings = 64;
const mostAttachments = 16;
const mostKeys = 32;

/** The bytes of a file, laid out for people to look into. */
export const formatEvidence = (file: EvidenceFile): Uint8Array<ArrayBuffer> =>
  utf8(`${JSON.stringify({ format, ...file }, undefined, 2)}\n`);

/** Whether bytes say that they are a file of evidence, of whatever version. */
export const looksLikeEvidence = (text: string): boolean => /^\s*\{\s*"format"\s*:\s*"vitne\/evidence\//.test(text);

/** Takes a file apart. Says nothing about whether anything in it is true. */
export function parseUnverifiedEvidence(bytes: Uint8Array): EvidenceVerdict<{ readonly file: EvidenceFile }> {
  if (bytes.length > mostBytes) return evidenceFault('evidence-too-large', `Evidence has at most ${mostBytes} bytes.`);
  const text = textOf(bytes);
  if (text === undefined) return malformed('it is not UTF-8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return malformed('it is not JSON');
  }
  if (!isObject(parsed)) return malformed('it is no JSON object');
  if (typeof parsed['format'] === 'string' && parsed['format'] !== format && parsed['format'].startsWith('vitne/'))
    return evidenceFault('evidence-version-unknown', `This reads ${format}; the file says to be ${parsed['format']}.`);
  if (parsed['format'] !== format) return malformed(`it does not say that it is ${format}`);
  return readFile(parsed);
}

function readFile(parsed: Fields): EvidenceVerdict<{ readonly file: EvidenceFile }> {
  if (!hasExactly(parsed, ['format', 'kind', 'id', 'origin', 'keys', 'text', 'events', 'attachments']))
    return malformed('it has other fields than those of the format');
  const { kind, id, origin, keys, text, events, attachments } = parsed;
  const known = evidenceKinds.find((one) => one === kind);
  if (!known) return malformed('its kind is none of those that there are');
  if (!isText(id) || !isText(origin)) return malformed('id and origin are not both texts');
  if (!isListOf(keys, isText, mostKeys)) return malformed(`keys are no list of at most ${mostKeys} texts`);
  if (!isObject(text) || !hasExactly(text, ['nb', 'en']) || !isText(text['nb']) || !isText(text['en']))
    return malformed('its text is not in nb and en');
  if (!isListOf(events, isEvent, mostEvents) || events.length === 0)
    return malformed(`it has no list of 1 to ${mostEvents} events, each a proof with openings`);
  if (!isListOf(attachments, isAttachment, mostAttachments))
    return malformed(`attachments are no list of at most ${mostAttachments} texts with their SHA-256`);
  const said = { nb: text['nb'], en: text['en'] };
  return { valid: true, file: { kind: known, id, origin, keys, text: said, events, attachments } };
}

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === 'string';
export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const hasExactly = (value: Fields, names: readonly string[]): boolean =>
  Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));
const isListOf = <Item>(value: unknown, is: (item: unknown) => item is Item, most: number): value is Item[] =>
  Array.isArray(value) && value.length <= most && value.every(is);
const isOpening = (value: unknown): value is Opening =>
  isObject(value) && hasExactly(value, ['part', 'salt', 'fields']) && Object.values(value).every(isText);
const isEvent = (value: unknown): value is EvidenceEvent =>
  isObject(value) &&
  hasExactly(value, ['proof', 'openings']) &&
  isText(value['proof']) &&
  isListOf(value['openings'], isOpening, mostOpenings);
const isAttachment = (value: unknown): value is Attachment =>
  isObject(value) && hasExactly(value, ['sha256', 'text']) && Object.values(value).every(isText);

const malformed = (what: string): EvidenceFault =>
  evidenceFault('evidence-malformed', `This is no file of evidence: ${what}.`);

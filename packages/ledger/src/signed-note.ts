import { fromBase64, joinBytes, toBase64 } from './bytes.ts';
import { fault, type Verdict } from './verdict.ts';
import { isKeyName, type VerifierKey } from './verifier-key.ts';

/** One line below a note: who says to have signed, and bytes that nobody has verified. */
export type NoteSignature = {
  readonly name: string;
  readonly keyId: Uint8Array;
  /** What follows the key id; its form depends on the key's type. */
  readonly signature: Uint8Array;
};

/** A note taken apart. Until a signature of a known key is verified, its text may be anybody's. */
export type UnverifiedNote = {
  /** With the line break that ends it: these bytes are signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
};

/** C2SP asks for at least 16, and post-quantum signatures have five kilobytes. */
export const noteLimits = { characters: 1_000_000, signatures: 100 } as const;

/** Takes a signed note apart (C2SP signed-note). Says nothing about who signed. */
export function parseUnverifiedNote(note: string): Verdict<{ readonly note: UnverifiedNote }> {
  if (note.length > noteLimits.characters)
    return fault('note-too-large', `A note has at most ${noteLimits.characters} characters.`);
  if (!note.isWellFormed() || hasControlCharacters(note))
    return fault('note-malformed', 'A note is Unicode text without control characters but line breaks.');
  if (!note.endsWith('\n')) return fault('note-without-newline', 'The last line of the note does not end.');
  const separator = note.lastIndexOf('\n\n');
  if (separator < 0) return fault('note-without-signatures', 'No blank line separates the text from signatures.');
  const lines = note.slice(separator + 2, -1).split('\n');
  if (separator + 2 === note.length) return fault('note-without-signatures', 'No signature follows the blank line.');
  if (lines.length > noteLimits.signatures)
    return fault('too-many-signatures', `A note has at most ${noteLimits.signatures} signatures.`);
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignatureLine(line);
    if (!signature)
      return fault('signature-malformed', 'A signature line is: em dash, space, key name, space, base64.');
    signatures.push(signature);
  }
  return { valid: true, note: { text: note.slice(0, separator + 1), signatures } };
}

/** A note under its signatures, as it is published. @throws {RangeError} when text or names cannot stand in a note */
export function formatNote(text: string, signatures: readonly NoteSignature[]): string {
  const note = `${text}\n${signatures.map(signatureLine).join('')}`;
  const read = parseUnverifiedNote(note);
  if (!read.valid) throw new RangeError(read.message);
  if (read.note.text !== text) throw new RangeError('The text of a note ends with one line break.');
  return note;
}

/** What a key puts before its signature, so that a reader finds it. */
export const signatureBy = ({ name, keyId }: VerifierKey, signature: Uint8Array): NoteSignature => ({
  name,
  keyId,
  signature,
});

const signatureLine = ({ name, keyId, signature }: NoteSignature): string =>
  `\u2014 ${name} ${toBase64(joinBytes(keyId, signature))}\n`;

function parseSignatureLine(line: string): NoteSignature | undefined {
  const [dash, name = '', encoded = '', ...rest] = line.split(' ');
  const bytes = fromBase64(encoded);
  if (dash !== '\u2014' || rest.length > 0 || !isKeyName(name) || bytes === undefined || bytes.length < 5)
    return undefined;
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}

/** ASCII control characters other than the line break. */
function hasControlCharacters(text: string): boolean {
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code < 0x20 && code !== 0x0a) return true;
  }
  return false;
}

import { joinBytes, utf8 } from './bytes.ts';
import { type Signer, verifyEd25519 } from './ed25519.ts';
import { formatNote, type NoteSignature, parseUnverifiedNote, signatureBy } from './signed-note.ts';
import { fault, type Verdict } from './verdict.ts';
import { isSameKey, signatureTypes, type VerifierKey } from './verifier-key.ts';

/*
 * cosignature/v1 of C2SP tlog-cosignature, signature type 0x04: a witness says that at a time this was the largest
 * tree it had seen of the log, and that it begins with every tree it had seen before.
 */

/** A verified cosignature. */
export type Cosignature = {
  readonly key: VerifierKey;
  /** When the witness signed, in seconds since 1970, by its own clock. */
  readonly timeS: number;
};

const timeBytes = 8;
const signatureBytes = 64;

/**
 * Adds a witness's cosignature to a checkpoint. Before that the witness must have verified the log's signature, and the
 * consistency with the newest checkpoint that it cosigned.
 * @param timeS now, in whole seconds since 1970
 * @throws {RangeError} when the note cannot be read, or the key is no cosigner's
 */
export async function cosign(note: string, key: VerifierKey, signer: Signer, timeS: number): Promise<string> {
  if (key.type !== signatureTypes.cosignature) throw new RangeError('A cosigner has a key of type 0x04.');
  const parsed = parseUnverifiedNote(note);
  if (!parsed.valid) throw new RangeError(parsed.message);
  const { text, signatures } = parsed.note;
  const signature = await signer.sign(cosignedBytes(text, timeS));
  return formatNote(text, [...signatures, signatureBy(key, joinBytes(encodeTime(timeS), signature))]);
}

/** Verifies what known witnesses cosigned; others count for nothing. A wrong one of a known witness is a fault. */
export async function verifyCosignatures(
  text: string,
  signatures: readonly NoteSignature[],
  cosignerKeys: readonly VerifierKey[],
): Promise<Verdict<{ readonly cosignatures: readonly Cosignature[] }>> {
  const cosignatures: Cosignature[] = [];
  for (const { signature, ...by } of signatures) {
    const key = cosignerKeys.find((known) => known.type === signatureTypes.cosignature && isSameKey(known, by));
    if (!key) continue;
    const timeS = decodeTime(signature);
    if (timeS === undefined)
      return fault('signature-malformed', `The cosignature of ${key.name} has no time and 64 bytes.`);
    if (!(await verifyEd25519(key.publicKey, cosignedBytes(text, timeS), signature.slice(timeBytes))))
      return fault('signature-invalid', `The cosignature of ${key.name} is not over this text and time.`);
    // A witness that signed twice is one witness.
    if (!cosignatures.some((known) => known.key === key)) cosignatures.push({ key, timeS });
  }
  return { valid: true, cosignatures };
}

const cosignedBytes = (text: string, timeS: number): Uint8Array => utf8(`cosignature/v1\ntime ${timeS}\n${text}`);

/** @throws {RangeError} when it is no whole number of seconds since 1970 */
function encodeTime(timeS: number): Uint8Array {
  if (!Number.isSafeInteger(timeS) || timeS < 0) throw new RangeError('A time is in whole seconds since 1970.');
  const bytes = new Uint8Array(timeBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(timeS));
  return bytes;
}

function decodeTime(signature: Uint8Array): number | undefined {
  if (signature.length !== timeBytes + signatureBytes) return undefined;
  const timeS = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
  return Number.isSafeInteger(timeS) ? timeS : undefined;
}

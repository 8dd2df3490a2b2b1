import { buildConsistencyProof, type Proof } from '@vitne/ledger/build-proof';
import { equalBytes, fromDecimal, textOf, toBase64 } from '@vitne/ledger/bytes';
import { verifyCosignatures } from '@vitne/ledger/cosignature';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { type NoteSignature, parseUnverifiedNote } from '@vitne/ledger/signed-note';
import { nodesFromTiles, type TileReader } from '@vitne/ledger/tile-reader';
import { isSameKey } from '@vitne/ledger/verifier-key';
import type { Witness } from './witness-list.ts';

/** What came of asking: a cosignature, a refusal that no repetition changes, or nothing just now. */
export type WitnessAnswer =
  | { readonly outcome: 'cosigned'; readonly signature: NoteSignature; readonly timeS: number }
  | { readonly outcome: 'refused'; readonly code: WitnessRefusal; readonly status: number }
  | { readonly outcome: 'away' };

/** Why a witness does not cosign. A code never changes its meaning. */
export const witnessRefusals = [
  /** It has cosigned another root of this size, or a tree that ours does not begin with: there are two histories. */
  'second-history',
  /** It has cosigned more of this ledger than was ever signed here. */
  'ahead',
  /** It does not know this ledger, or not the key that signed. */
  'not-witnessed',
  /** What it sent is no cosignature of the key that it is listed with. */
  'cosignature-invalid',
  /** It calls the request wrong. */
  'not-understood',
] as const;
export type WitnessRefusal = (typeof witnessRefusals)[number];

type SignedHead = { readonly size: number; readonly note: string };
type Told = { readonly status: number; readonly text: string };

const mostAnswerBytes = 16 * 1024;
/** The first tells the size, the second is cosigned; the third is for a witness that somebody else told meanwhile. */
const attempts = 3;

/** Asks one witness, which is told from where on it knows the ledger as it says itself. */
export function askingWitness({ key, url }: Witness, read: TileReader, timeoutMs: number) {
  let known = 0;

  return async function ask({ size, note }: SignedHead, stopping: AbortSignal): Promise<WitnessAnswer> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const from = known > size ? 0 : known;
      const proof =
        from === 0 ? [] : await buildConsistencyProof(from, size, nodesFromTiles(size, read, nodeHashing), nodeHashing);
      const told = await post(`${url}/add-checkpoint`, bodyOf(from, proof, note), stopping, timeoutMs);
      if (!told || told.status >= 500 || told.status === 429) return { outcome: 'away' };
      const refused = (code: WitnessRefusal): WitnessAnswer => ({ outcome: 'refused', code, status: told.status });
      if (told.status === 200) {
        const cosigned = await cosignatureIn(told.text, note, { key, url });
        if (!cosigned) return refused('cosignature-invalid');
        known = size;
        return cosigned;
      }
      if (told.status === 422) return refused('second-history');
      if (told.status === 403 || told.status === 404) return refused('not-witnessed');
      const its = told.status === 409 ? fromDecimal(told.text.trim()) : undefined;
      if (its === undefined) return refused('not-understood');
      if (its > size) return refused('ahead');
      // It has cosigned just this size, was told so, and still says no: it knows another root.
      if (its === size && from === size) return refused('second-history');
      known = its;
    }
    return { outcome: 'away' };
  };
}

const bodyOf = (from: number, proof: Proof, note: string): string =>
  `old ${from}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`;

/** undefined when nobody answers in time, or with too much. */
async function post(url: string, body: string, stopping: AbortSignal, timeoutMs: number): Promise<Told | undefined> {
  try {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)]);
    const response = await fetch(url, { method: 'POST', body, redirect: 'error', signal });
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > mostAnswerBytes) return undefined;
      parts.push(part);
    }
    return { status: response.status, text: textOf(Buffer.concat(parts)) ?? '' };
  } catch {
    return undefined;
  }
}

/** The cosignature of this witness among the lines of its answer; those of other keys count for nothing. */
async function cosignatureIn(lines: string, note: string, { key }: Witness): Promise<WitnessAnswer | undefined> {
  const parsed = parseUnverifiedNote(note + lines);
  const own = parseUnverifiedNote(note);
  if (!parsed.valid || !own.valid || parsed.note.text !== own.note.text) return undefined;
  const signature = parsed.note.signatures.find(
    (line) => isSameKey(key, line) && !own.note.signatures.some((known) => equalBytes(known.signature, line.signature)),
  );
  if (!signature) return undefined;
  const verified = await verifyCosignatures(parsed.note.text, [signature], [key]);
  const [cosignature] = verified.valid ? verified.cosignatures : [];
  return cosignature && { outcome: 'cosigned', signature, timeS: cosignature.timeS };
}

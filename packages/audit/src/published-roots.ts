import type { Tenant } from '@vitne/contracts/channels';
import { openCheckpoint, parseUnverifiedCheckpoint } from '@vitne/ledger/checkpoint';
import { type Cosignature, verifyCosignatures } from '@vitne/ledger/cosignature';
import { parseUnverifiedNote } from '@vitne/ledger/signed-note';
import type { VerifierKey } from '@vitne/ledger/verifier-key';
import type { LedgerSource } from './ledger-source.ts';
import { type ListedFindings, list } from './listed-findings.ts';
import type { KeptRoot } from './roots-in-passes.ts';

/** The largest checkpoint that a witness cosigned, and when, by its own clock. */
export type Witnessed = { name: string; size: number; time: string };

/** What was seen of a ledger's published checkpoints, as far as they were read. */
export type PublishedRoots = ListedFindings & {
  /** How many there are of different sizes or roots, one after another. */
  checkpoints: number;
  /** The names of the keys whose signatures were verified; none where the auditor brought no key of this ledger. */
  signedBy: string[];
  /** What each witness whose key the auditor brought has seen at most. */
  witnessed: Witnessed[];
};

/**
 * Reads every checkpoint that was ever published, one after another, and keeps none. With keys of this ledger each has to be signed by
 * one of them; a ledger's name, and that of its keys, ends with its tenant.
 * @returns the roots, for comparing the ledger with each, and what is whole when they were read to the end
 */
export function publishedRoots(
  source: Pick<LedgerSource, 'checkpoints'>,
  tenant: Tenant,
  keys: readonly VerifierKey[],
  witnessKeys: readonly VerifierKey[] = [],
): { roots: AsyncGenerator<KeptRoot, void>; seen: PublishedRoots } {
  const logKeys = keys.filter(({ name }) => name.endsWith(`/${tenant}`));
  const seen: PublishedRoots = { checkpoints: 0, signedBy: [], witnessed: [], findings: [], unlisted: 0 };

  async function* roots(): AsyncGenerator<KeptRoot, void> {
    const witnesses = new Map<string, Witnessed>();
    let last: KeptRoot | undefined;
    for await (const note of source.checkpoints(tenant)) {
      const opened = await readNote(note, logKeys, witnessKeys);
      if (!opened.valid) {
        const detail = `A published checkpoint cannot be relied on (${opened.code}): ${opened.message}`;
        list(seen, [{ code: 'checkpoint-unreliable', detail }]);
        continue;
      }
      const { size, root } = opened.checkpoint;
      for (const { name } of opened.signedBy) if (!seen.signedBy.includes(name)) seen.signedBy.push(name);
      for (const { key, timeS } of opened.cosignatures)
        if ((witnesses.get(key.name)?.size ?? 0) <= size)
          witnesses.set(key.name, { name: key.name, size, time: new Date(timeS * 1_000).toISOString() });
      if (opened.cosignatures.length > 0) seen.witnessed = [...witnesses.values()];
      const one = { size, root: Buffer.from(root).toString('hex') };
      // A checkpoint that was cosigned stands there once more.
      if (last?.size === one.size && last.root === one.root) continue;
      last = one;
      seen.checkpoints += 1;
      yield one;
    }
  }

  return { roots: roots(), seen };
}

async function readNote(note: string, logKeys: readonly VerifierKey[], cosignerKeys: readonly VerifierKey[]) {
  const [key] = logKeys;
  if (key) return openCheckpoint(note, { origin: key.name, logKeys, cosignerKeys });
  const parsed = parseUnverifiedNote(note);
  if (!parsed.valid) return parsed;
  const { text, signatures } = parsed.note;
  const read = parseUnverifiedCheckpoint(text);
  if (!read.valid) return read;
  const cosigned = await verifyCosignatures(text, signatures, cosignerKeys);
  return cosigned.valid ? { ...read, signedBy: [], cosignatures: cosigned.cosignatures as Cosignature[] } : cosigned;
}

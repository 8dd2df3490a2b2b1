import type { Tenant } from '@vitne/contracts/channels';
import { equalBytes, textOf } from '@vitne/ledger/bytes';
import { formatCheckpoint, parseUnverifiedCheckpoint, signCheckpoint } from '@vitne/ledger/checkpoint';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { verifyConsistency } from '@vitne/ledger/verify-consistency';
import { durableFiles } from '@vitne/service-kit/durable-files';
import { type CheckpointSigner, type Head, SigningRefused } from './checkpoint-signer.ts';
import { changeKey, readKeys, type SigningKey } from './key-list.ts';

export type FileSignerOptions = {
  /** Holds the keys, and beside each what was agreed to. It belongs to the notary alone, and to no backup of the ledger. */
  readonly folder: string;
  /** `<originPrefix>/<tenant>` names a ledger, for ever. */
  readonly originPrefix: string;
  /** RFC 3339; which keys sign. */
  readonly now: () => string;
  /** Told at the instants between which a process can end; for fault tests. */
  readonly atInstant?: (instant: SigningInstant) => void;
};
export type SigningInstant = 'before-agreeing' | 'agreement-written' | 'agreed' | 'keys-written';

export type FileSigner = CheckpointSigner & {
  /** Gives a ledger another key; the one before signs beside it until then. */
  changeKey(tenant: Tenant, overlapUntil: string): Promise<void>;
};

/** Signs with keys in files. Give it a folder that no other notary uses. */
export function fileSigner({ folder, originPrefix, now, atInstant = () => {} }: FileSignerOptions): FileSigner {
  const files = durableFiles(folder, (paths) => {
    if (paths.some((path) => path.endsWith('agreed'))) atInstant('agreement-written');
    if (paths.some((path) => path.endsWith('keys.json'))) atInstant('keys-written');
  });
  const origin = (tenant: Tenant): string => `${originPrefix}/${tenant}`;
  const keysOf = (tenant: Tenant): Promise<SigningKey[]> => readKeys(files, tenant, origin(tenant), now());
  const agreement = (tenant: Tenant): string => `${tenant}/agreed`;

  async function last(tenant: Tenant): Promise<Head | undefined> {
    const bytes = await files.read(agreement(tenant));
    if (!bytes) return undefined;
    const read = parseUnverifiedCheckpoint(textOf(bytes) ?? '');
    if (!read.valid || read.checkpoint.origin !== origin(tenant))
      throw new Error(`What was agreed to for ${tenant} cannot be read, so nothing may be signed.`);
    return read.checkpoint;
  }

  return {
    origin,
    last,
    keys: keysOf,
    async sign(tenant, head, proof) {
      const before = await last(tenant);
      if (before) refuseUnless(before, head, proof);
      const checkpoint = { origin: origin(tenant), ...head, extensions: [] };
      if (before?.size !== head.size) {
        atInstant('before-agreeing');
        await files.write([{ path: agreement(tenant), bytes: formatCheckpoint(checkpoint) }]);
        atInstant('agreed');
      }
      const keys = await keysOf(tenant);
      // After the keys, because one that was made just now signs from now on.
      const moment = Date.parse(now());
      const signing = keys.filter(
        ({ from, until }) => Date.parse(from) <= moment && (until === undefined || moment < Date.parse(until)),
      );
      return signCheckpoint(checkpoint, signing);
    },
    changeKey: (tenant, overlapUntil) => changeKey(files, tenant, { now: now(), overlapUntil }),
  };
}

/** @throws {SigningRefused} when the head is no continuation of the one before */
function refuseUnless(before: Head, head: Head, proof: Parameters<CheckpointSigner['sign']>[2]): void {
  if (head.size < before.size)
    throw new SigningRefused('smaller-than-signed', `Size ${before.size} was agreed to, and ${head.size} is smaller.`);
  if (head.size === before.size && !equalBytes(head.root, before.root))
    throw new SigningRefused('second-root', `Another root was agreed to for size ${head.size}.`);
  const claim = { oldSize: before.size, oldRoot: before.root, newSize: head.size, newRoot: head.root, proof };
  const verdict = verifyConsistency(claim, nodeHashing);
  if (!verdict.valid) throw new SigningRefused('not-consistent', verdict.message);
}

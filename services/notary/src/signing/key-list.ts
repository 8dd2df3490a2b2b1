import { randomBytes } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import { fromBase64, toBase64 } from '@vitne/ledger/bytes';
import { type Signer, signerFromSeed } from '@vitne/ledger/ed25519';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { verifierKey } from '@vitne/ledger/verifier-key';
import { type DurableFiles, isMissing } from '@vitne/service-kit/durable-files';
import { z } from 'zod';
import type { AnnouncedKey } from './checkpoint-signer.ts';

const moment = z.iso.datetime({ offset: true });
const keyListSchema = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        generation: z.int().min(1),
        /** base64 of 32 bytes. */
        seed: z.string().length(44),
        from: moment,
        until: moment.optional(),
      }),
    )
    .min(1),
});
type KeyList = z.infer<typeof keyListSchema>;

/** A key with what signs by it. */
export type SigningKey = AnnouncedKey & { readonly signer: Signer };

const path = (tenant: Tenant): string => `${tenant}/keys.json`;

/** The keys of a tenant's ledger, made when there are none. */
export async function readKeys(
  files: DurableFiles,
  tenant: Tenant,
  origin: string,
  now: string,
): Promise<SigningKey[]> {
  const list = (await readList(files, tenant)) ?? (await makeList(files, tenant, now));
  return Promise.all(
    list.keys.map(async ({ generation, seed, from, until }) => {
      const signer = await signerFromSeed(fromBase64(seed) ?? new Uint8Array(0));
      const key = verifierKey(origin, signer.publicKey, nodeHashing.sha256);
      return { generation, key, signer, from, ...(until !== undefined && { until }) };
    }),
  );
}

/**
 * Gives a ledger another key, which signs from now on; the one before signs beside it until `overlapUntil`, so that readers
 * have that time to learn the new one. A key that signs no more stays in the list, because it verifies what it signed.
 */
export async function changeKey(
  files: DurableFiles,
  tenant: Tenant,
  { now, overlapUntil }: { now: string; overlapUntil: string },
): Promise<void> {
  const list = (await readList(files, tenant)) ?? (await makeList(files, tenant, now));
  const keys = list.keys.map((key) => ({ ...key, until: key.until ?? overlapUntil }));
  const generation = Math.max(...keys.map((key) => key.generation)) + 1;
  await writeList(files, tenant, { keys: [...keys, { generation, seed: newSeed(), from: now }] });
}

async function makeList(files: DurableFiles, tenant: Tenant, now: string): Promise<KeyList> {
  const list: KeyList = { keys: [{ generation: 1, seed: newSeed(), from: now }] };
  await writeList(files, tenant, list);
  return list;
}

const newSeed = (): string => toBase64(randomBytes(32));

const writeList = (files: DurableFiles, tenant: Tenant, list: KeyList): Promise<void> =>
  files.write([{ path: path(tenant), bytes: `${JSON.stringify(list, undefined, 2)}\n` }]);

/** @throws {Error} when the file is there and holds no keys: a new key in its place would hide that one was lost */
async function readList(files: DurableFiles, tenant: Tenant): Promise<KeyList | undefined> {
  const bytes = await files.read(path(tenant)).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  return bytes && keyListSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
}

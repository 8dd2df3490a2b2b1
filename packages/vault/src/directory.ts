import { createHmac, randomBytes } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import type { PersonId } from '@vitne/contracts/event-definition';
import type { Db } from 'mongodb';
import { durable } from './durable.ts';
import type { DigestPurpose, KeyEncryption } from './key-encryption.ts';
import type { Identifier } from './vault.ts';

type Entry = { _id: string; tenant: Tenant; person: PersonId };

/** Which identifier leads to which person, kept as keyed digests: the store alone names nobody. */
export function directory(db: Db, keyEncryption: KeyEncryption) {
  const entries = db.collection<Entry>('directory', durable);
  const idOf = (tenant: Tenant, identifier: Identifier) => digestOf(keyEncryption, tenant, 'directory', identifier);
  return {
    prepare: async () => void (await entries.createIndex({ tenant: 1, person: 1 })),
    async resolve(tenant: Tenant, identifier: Identifier): Promise<PersonId> {
      const _id = await idOf(tenant, identifier);
      const known = await entries.findOne({ _id });
      if (known) return known.person;
      const made = await entries.findOneAndUpdate(
        { _id },
        { $setOnInsert: { tenant, person: newPersonId() } },
        { upsert: true, returnDocument: 'after' },
      );
      return (made as Entry).person;
    },
    find: async (tenant: Tenant, identifier: Identifier): Promise<PersonId | undefined> =>
      (await entries.findOne({ _id: await idOf(tenant, identifier) }))?.person,
    async link(tenant: Tenant, person: PersonId, identifier: Identifier): Promise<'linked' | 'taken'> {
      const entry = await entries.findOneAndUpdate(
        { _id: await idOf(tenant, identifier) },
        { $setOnInsert: { tenant, person } },
        { upsert: true, returnDocument: 'after' },
      );
      return entry?.person === person ? 'linked' : 'taken';
    },
    count: (tenant: Tenant, person: PersonId): Promise<number> => entries.countDocuments({ tenant, person }),
    move: async (tenant: Tenant, from: PersonId, to: PersonId): Promise<number> =>
      (await entries.updateMany({ tenant, person: from }, { $set: { person: to } })).modifiedCount,
    forget: async (tenant: Tenant, person: PersonId): Promise<number> =>
      (await entries.deleteMany({ tenant, person })).deletedCount,
  };
}

/** What must be honoured after everything else about a person is gone: an opt-out, an objection. */
export function suppressionList(db: Db, keyEncryption: KeyEncryption) {
  const entries = db.collection<{ _id: string; tenant: Tenant; reason: string }>('suppressions', durable);
  const idOf = async (tenant: Tenant, identifier: Identifier, reason: string) =>
    `${reason}/${await digestOf(keyEncryption, tenant, 'suppression', identifier)}`;
  return {
    async add(tenant: Tenant, identifier: Identifier, reason: string): Promise<void> {
      const _id = await idOf(tenant, identifier, reason);
      await entries.updateOne({ _id }, { $setOnInsert: { tenant, reason } }, { upsert: true });
    },
    has: async (tenant: Tenant, identifier: Identifier, reason: string): Promise<boolean> =>
      (await entries.findOne({ _id: await idOf(tenant, identifier, reason) })) !== null,
  };
}

/** The same person writes an address in several ways; the digest is of one of them. */
export function normalised({ kind, value }: Identifier): string {
  const trimmed = value.normalize('NFKC').trim();
  switch (kind) {
    case 'email':
      return trimmed.toLowerCase();
    case 'company':
    case 'national-id':
      // An official number is written in groups by one system and in one piece by another.
      return trimmed.toLowerCase().replace(/\s+/g, '');
    case 'phone': {
      const digits = trimmed.replace(/[^\d+]/g, '').replace(/^00/, '+');
      return digits.startsWith('+') ? digits : `+47${digits}`;
    }
    case 'customer-number':
    case 'cookie':
    case 'user':
      return trimmed;
  }
}

async function digestOf(
  keyEncryption: KeyEncryption,
  tenant: Tenant,
  purpose: DigestPurpose,
  identifier: Identifier,
): Promise<string> {
  const digest = createHmac('sha256', await keyEncryption.digestKey(tenant, purpose))
    .update(JSON.stringify([identifier.kind, normalised(identifier)]))
    .digest('base64url');
  return `${tenant}/${digest}`;
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** 26 characters with 130 random bits. */
export const newPersonId = (): PersonId => Array.from(randomBytes(26), (byte) => alphabet[byte & 31]).join('');

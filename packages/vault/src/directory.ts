import { createHmac, randomBytes } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import type { PersonId } from '@vitne/contracts/event-definition';
import type { Db } from 'mongodb';
import { durable } from './durable.ts';
import type { DigestPurpose, KeyEncryption } from './key-encryption.ts';
import type { Identifier } from './vault.ts';

/** `suppression`: the same identifier's digest under the other key, so that a no can outlive the person who said it. */
type Entry = { _id: string; tenant: Tenant; person: PersonId; suppression: string };

/** Which identifier leads to which person, kept as keyed digests: the store alone names nobody. */
export function directory(db: Db, keyEncryption: KeyEncryption) {
  const entries = db.collection<Entry>('directory', durable);
  const idOf = (tenant: Tenant, identifier: Identifier) => digestOf(keyEncryption, tenant, 'directory', identifier);
  const asSuppressed = (tenant: Tenant, identifier: Identifier) =>
    digestOf(keyEncryption, tenant, 'suppression', identifier);
  return {
    prepare: async () => void (await entries.createIndex({ tenant: 1, person: 1 })),
    async resolve(tenant: Tenant, identifier: Identifier): Promise<PersonId> {
      const _id = await idOf(tenant, identifier);
      const known = await entries.findOne({ _id });
      if (known) return known.person;
      const made = await entries.findOneAndUpdate(
        { _id },
        { $setOnInsert: { tenant, person: newPersonId(), suppression: await asSuppressed(tenant, identifier) } },
        { upsert: true, returnDocument: 'after' },
      );
      return (made as Entry).person;
    },
    find: async (tenant: Tenant, identifier: Identifier): Promise<PersonId | undefined> =>
      (await entries.findOne({ _id: await idOf(tenant, identifier) }))?.person,
    async link(tenant: Tenant, person: PersonId, identifier: Identifier): Promise<'linked' | 'taken'> {
      const entry = await entries.findOneAndUpdate(
        { _id: await idOf(tenant, identifier) },
        { $setOnInsert: { tenant, person, suppression: await asSuppressed(tenant, identifier) } },
        { upsert: true, returnDocument: 'after' },
      );
      return entry?.person === person ? 'linked' : 'taken';
    },
    /** Everything that leads to the person, as the suppression list knows it. */
    suppressions: async (tenant: Tenant, person: PersonId): Promise<string[]> =>
      (await entries.find({ tenant, person }).toArray()).map(({ suppression }) => suppression),
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
    async add(tenant: Tenant, digests: readonly string[], reasons: readonly string[]): Promise<void> {
      const added = reasons.flatMap((reason) => digests.map((digest) => ({ _id: `${reason}/${digest}`, reason })));
      if (added.length === 0) return;
      await entries.bulkWrite(
        added.map(({ _id, reason }) => ({
          updateOne: { filter: { _id }, update: { $setOnInsert: { tenant, reason } }, upsert: true },
        })),
      );
    },
    async remove(digests: readonly string[], reasons: readonly string[]): Promise<void> {
      const _ids = reasons.flatMap((reason) => digests.map((digest) => `${reason}/${digest}`));
      if (_ids.length > 0) await entries.deleteMany({ _id: { $in: _ids } });
    },
    async of(tenant: Tenant, identifiers: readonly Identifier[], reasons: readonly string[]): Promise<string[]> {
      const asked = identifiers.flatMap((identifier) => reasons.map((reason) => idOf(tenant, identifier, reason)));
      if (asked.length === 0) return [];
      const found = await entries.find({ _id: { $in: await Promise.all(asked) } }).toArray();
      return [...new Set(found.map(({ reason }) => reason))].sort();
    },
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

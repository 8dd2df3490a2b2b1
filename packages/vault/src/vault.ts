import type { Tenant } from '@vitne/contracts/channels';
import type { SealedPart } from '@vitne/contracts/envelope';
import type { PersonId } from '@vitne/contracts/event-definition';
import type { CompanyIdentifier, PersonIdentifier } from '@vitne/contracts/identifiers';

/** What is to be sealed: the personal fields of one part of one event. */
export type PlainPart = {
  part: string;
  person: PersonId;
  category: string;
  /** `YYYY-MM` for a category whose rule rolls: that month's key seals it. */
  period?: string;
  /** Within the category, what is kept under a rule that ends it apart: that compartment's key seals it. */
  compartment?: string;
  fields: unknown;
};

/** What a sealed part is bound to, so that a blob moved to another event does not open (AES-GCM AAD). */
export type Binding = { tenant: Tenant; eventId: string; eventType: string };

/** The fields, or the news that the key is destroyed. */
export type OpenedPart = { part: string; person: PersonId; category: string } & (
  | { fields: unknown }
  | { shredded: true }
);

/** The same, as it was sealed: JSON, and the salt with which it can be proved where the part has a commitment. */
export type DisclosedPart = { part: string; person: PersonId; category: string } & (
  | { text: string; salt?: string }
  | { shredded: true }
);

/** Something that identifies a person or a company in the world outside. */
export type Identifier = PersonIdentifier | CompanyIdentifier;

export type ShredTarget = {
  tenant: Tenant;
  person: PersonId;
  category?: string;
  period?: string;
  /** This compartment, and keys that know no compartments. */
  compartment?: string;
  /** None of these: of a month, that month's keys and none without a month; of a compartment, its keys and those that know none. */
  except?: readonly KeyPlace[];
  /** None of these categories. */
  exceptCategories?: readonly string[];
  /** No others than these, by their ids. */
  keys?: readonly string[];
};

/** Which keys of a category are meant; what it leaves open is any. */
export type KeyPlace = { period?: string; compartment?: string };

export type DestroyedKey = { category: string; period?: string; key: string };

export type Vault = {
  /** Seals; a new key is durable (majority, journalled) before this answers. */
  seal(binding: Binding, parts: PlainPart[]): Promise<SealedPart[]>;
  /** Opens many events' parts with one look at the key store, which is never cached: a shred is seen at once. */
  open(items: { binding: Binding; sealed: SealedPart[] }[]): Promise<OpenedPart[][]>;
  /** Opens like `open`, and answers what proves to others what the parts hold, without their keys (decision 0032). */
  disclose(items: { binding: Binding; sealed: SealedPart[] }[]): Promise<DisclosedPart[][]>;
  /**
   * Destroys keys of a person: one category, one period or compartment of it, those that are named, or all. When it answers nobody can
   * open what they sealed.
   */
  shred(target: ShredTarget): Promise<DestroyedKey[]>;
  /**
   * From when it answers, every process seals what comes in of a person under other keys than before, so that what is older can
   * be destroyed without it. What was sealed opens as it did.
   */
  startNewKeys(tenant: Tenant, person: PersonId): Promise<void>;
  /** The person's id, made the first time. Equal identifiers (after normalising) give the same id until forgotten. */
  resolvePerson(tenant: Tenant, identifier: Identifier): Promise<PersonId>;
  /** The person's id if there is one. */
  findPerson(tenant: Tenant, identifier: Identifier): Promise<PersonId | undefined>;
  /** Lets another identifier lead to the same person. Rejected when it leads to somebody else already. */
  linkIdentifier(tenant: Tenant, person: PersonId, identifier: Identifier): Promise<'linked' | 'taken'>;
  /** How many identifiers lead to the person. */
  countIdentifiers(tenant: Tenant, person: PersonId): Promise<number>;
  /** Lets every identifier that leads to `from` lead to `to` instead; answers how many. A repeat moves nothing more. */
  moveIdentifiers(tenant: Tenant, from: PersonId, to: PersonId): Promise<number>;
  /** Forgets every identifier of the person, so that nothing outside leads to the id any more. */
  forgetPerson(tenant: Tenant, person: PersonId): Promise<number>;
  /**
   * Remembers only that nothing that leads to the person may be used for these reasons (an opt-out, an objection): said before
   * the person is forgotten, and outlives them.
   */
  suppressPerson(tenant: Tenant, person: PersonId, reasons: readonly string[]): Promise<void>;
  /** The person has agreed anew: nothing that leads to them is remembered for these reasons any more. */
  endSuppressions(tenant: Tenant, person: PersonId, reasons: readonly string[]): Promise<void>;
  /** For which of the reasons any of the identifiers must not be used. */
  suppressedFor(tenant: Tenant, identifiers: readonly Identifier[], reasons: readonly string[]): Promise<string[]>;
  /** Keyed digest of a command's content, under a key that lives two months (`month` is YYYY-MM); undefined when that key is gone. */
  fingerprint(tenant: Tenant, month: string, content: string): Promise<string | undefined>;
  /** Drops the fingerprint keys of months before `month` (YYYY-MM); answers how many. */
  dropFingerprintKeys(tenant: Tenant, month: string): Promise<number>;
  /**
   * Begins a new generation of key-encryption keys, wraps every living key under it, and destroys the older ones: from
   * then on every erasure before it is final. Safe to repeat after a crash, and beside processes that seal or rotate.
   */
  rotateKeyEncryption(tenant: Tenant): Promise<KeyRotation>;
  close(): Promise<void>;
};

/** What a rotation did: the generation that is left, how many keys it wraps anew, and which generations it destroyed. */
export type KeyRotation = { generation: number; rewrapped: number; destroyed: number[] };

/** The key store did not answer. */
export class VaultUnavailable extends Error {
  override readonly name = 'VaultUnavailable';
}

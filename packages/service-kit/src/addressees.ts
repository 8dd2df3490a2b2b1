import { personUserEvents } from '@vitne/contracts/catalogue/user-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent, SealedPart } from '@vitne/contracts/envelope';
import type { PersonalPart } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';
import type { Vault } from '@vitne/vault/vault';

/** A sealed part in which a person gave an e-mail address, perhaps. */
type Contact = { eventId: string; eventType: string; sealed: SealedPart };

/** How a person can be written to, and what is held about the person; addresses stay sealed until a mail is sent. */
export type AddresseeDocument = {
  person: string;
  /** The latest ones, oldest first. */
  contacts: Contact[];
  /** The language in which the person was last asked something. */
  language?: 'nb' | 'en';
  /** The retention rule of each holding. */
  holdings: Record<string, string>;
  /** The same rules, each once, to search by. */
  rules: string[];
  /** Purposes that the person agreed to, and has not said no to since. */
  purposes: string[];
};

const mostContacts = 5;

/** The part of each user event that can hold an e-mail address. */
const contactParts: ReadonlyMap<string, string> = new Map(
  personUserEvents.flatMap((definition) =>
    Object.entries(definition.personal as Record<string, PersonalPart>).flatMap(([name, { fields }]) =>
      'shape' in fields && 'email' in (fields.shape as object) ? [[definition.type, name] as const] : [],
    ),
  ),
);

const holdingTypes = ['holding.scheduled.v1', 'holding.released.v1', 'disposal.ordered.v1'];
const agreeing = ['consent.given.v1'];
const refusing = [
  'consent.refused.v1',
  'consent.refused-by-signal.v1',
  'consent.withdrawn.v1',
  'consent.expired.v1',
  'consent.revoked.v1',
];

/** Whom a controller can write to. Each service that writes to people keeps its own copy, learned from the ledger. */
export const addresseesProjection: Projection<AddresseeDocument> = {
  name: 'addressees',
  version: 1,
  handles: [...contactParts.keys(), ...holdingTypes, ...agreeing, ...refusing],
  indexes: [{ key: { rules: 1 } }, { key: { purposes: 1 } }],
  keysOf: ({ facts }) => [String(facts['person'])],
  evolve(doc, event, person) {
    const before = doc ?? { person, contacts: [], holdings: {}, rules: [], purposes: [] };
    const { type } = event.meta;
    if (contactParts.has(type)) return withContact(before, event);
    if (holdingTypes.includes(type)) return withHoldings(before, event);
    return withChoice(before, event);
  },
};

function withContact(doc: AddresseeDocument, { meta, sealed }: AnyRecordedEvent): AddresseeDocument {
  const told = sealed.find(({ part }) => part === contactParts.get(meta.type));
  if (!told) return doc;
  const contacts = [...doc.contacts, { eventId: meta.id, eventType: meta.type, sealed: told }];
  return { ...doc, contacts: contacts.slice(-mostContacts) };
}

function withHoldings(doc: AddresseeDocument, { meta, facts }: AnyRecordedEvent): AddresseeDocument {
  const { holding, rule, holdings: ordered } = facts as { holding: string; rule: string; holdings: string[] };
  const gone = meta.type === 'disposal.ordered.v1' ? ordered : [holding];
  const kept = Object.entries(doc.holdings).filter(([name]) => !gone.includes(name));
  const holdings = Object.fromEntries(meta.type === 'holding.scheduled.v1' ? [...kept, [holding, rule]] : kept);
  return { ...doc, holdings, rules: [...new Set(Object.values(holdings))].sort() };
}

function withChoice(doc: AddresseeDocument, { meta, facts }: AnyRecordedEvent): AddresseeDocument {
  const { purpose, shown } = facts as { purpose: string; shown?: { language: 'nb' | 'en' } };
  const others = doc.purposes.filter((one) => one !== purpose);
  const purposes = agreeing.includes(meta.type) ? [...others, purpose].sort() : others;
  return { ...doc, purposes, ...(shown && { language: shown.language }) };
}

/** The address to write to; `gone` when every address that was given is destroyed, `none` when none was given. */
export type FoundAddress = { found: 'address'; email: string } | { found: 'none' } | { found: 'gone' };

/** Opens the newest e-mail address that a person gave. It is asked for at the moment of sending, and kept nowhere. */
export async function addressOf(
  vault: Vault,
  tenant: Tenant,
  addressee: AddresseeDocument | undefined,
): Promise<FoundAddress> {
  const contacts = addressee?.contacts ?? [];
  if (contacts.length === 0) return { found: 'none' };
  const opened = await vault.open(
    contacts.map(({ eventId, eventType, sealed }) => ({ binding: { tenant, eventId, eventType }, sealed: [sealed] })),
  );
  const readable = opened.flat().filter((part) => 'fields' in part);
  const email = readable
    .map((part) => (part.fields as { email?: string }).email)
    .findLast((address) => address !== undefined);
  if (email !== undefined) return { found: 'address', email };
  return { found: readable.length === 0 ? 'gone' : 'none' };
}

import type { Holding } from './holding.ts';
import { laterOf } from './moments.ts';

/** What the rules that count from the last contact need to know when a contact turns out to be none. */
export type Contacts = {
  /** The last one that a system told, of those that something is kept for. */
  told?: string;
  /** The last one of which everything was ordered away. */
  over?: string;
};

const contactTypes: readonly string[] = ['support.contacted.v1', 'enquiry.received.v1', 'enquiry.answered.v1'];

/** A person's file after a user event that may be a contact. */
export function withContact<File extends { contacts?: Contacts }>(
  file: File,
  type: string,
  { occurred }: { occurred: string },
): File {
  if (!contactTypes.includes(type)) return file;
  return { ...file, contacts: { ...file.contacts, told: laterOf(file.contacts?.told, occurred) } };
}

/** A person's file after holdings have ended. */
export function withoutContacts<File extends { contacts?: Contacts }>(file: File, ended: readonly Holding[]): File {
  const over = ended
    .flatMap(({ anchor, anchored }) => (anchor === 'last-contact' && anchored !== undefined ? [anchored] : []))
    .reduce<string | undefined>(laterOf, file.contacts?.over);
  return over === file.contacts?.over ? file : { ...file, contacts: { ...(over !== undefined && { over }) } };
}

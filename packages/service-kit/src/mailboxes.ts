import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Tenant, tenantSchema } from '@vitne/contracts/channels';
import { z } from 'zod';

/** A mailbox that a controller reads people's requests from, over IMAP. */
export type MailboxAddress = {
  /** `imaps://user@host`, or `imap://` with STARTTLS, which only a server on this machine may do without. */
  url: string;
  password: string;
  /** How long a mail stays in the folder `Vitne` once it is recorded; 0 deletes it at once. */
  keepDays: number;
};
export type Mailboxes = ReadonlyMap<Tenant, MailboxAddress>;

const mostKeepDays = 30;

const mailboxList = z
  .string()
  .transform((list) => list.split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()])))
  .pipe(
    z.array(
      z
        .string()
        .regex(/^[^=]+=.+$/)
        .transform((one) => [one.slice(0, one.indexOf('=')).trim(), one.slice(one.indexOf('=') + 1).trim()] as const)
        .pipe(z.tuple([tenantSchema, z.url({ protocol: /^imaps?$/ }).refine((url) => new URL(url).username !== '')])),
    ),
  );

/** Where requests come in by e-mail. */
export const mailboxEnvironment = {
  /** `kaukus=imaps://user@host, …`: one mailbox for each tenant that has one. */
  VITNE_MAILBOXES: mailboxList.optional(),
  /** The folder that holds the password of each mailbox, in a file of the tenant's name. */
  VITNE_MAILBOX_PASSWORDS: z.string().optional(),
  VITNE_MAILBOX_KEEP_DAYS: z.coerce.number().int().min(0).max(mostKeepDays).default(0),
};
type MailboxEnvironment = z.infer<z.ZodObject<typeof mailboxEnvironment>>;

/** The mailboxes that the environment names. @throws {Error} when the password of one cannot be read. */
export function mailboxesNamed(environment: MailboxEnvironment): Mailboxes {
  const {
    VITNE_MAILBOXES: named = [],
    VITNE_MAILBOX_PASSWORDS: folder,
    VITNE_MAILBOX_KEEP_DAYS: keepDays,
  } = environment;
  return new Map(
    named.map(([tenant, url]) => {
      if (folder === undefined) throw new Error('VITNE_MAILBOX_PASSWORDS names no folder with the passwords.');
      return [tenant, { url, password: readFileSync(join(folder, tenant), 'utf8').trim(), keepDays }];
    }),
  );
}

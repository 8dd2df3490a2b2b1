import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Tenant, tenantSchema } from '@vitne/contracts/channels';
import { isThisMachine } from '@vitne/contracts/this-machine';
import { z } from 'zod';

/** A claim of an identity provider that leads to a person by the vault's directory, where it is told. */
export type SignInIdentifier = {
  claim: string;
  kind: 'email' | 'phone' | 'customer-number' | 'user' | 'national-id';
  /** The claim that has to be true beside it, where the provider does not vouch for it always. */
  verifiedBy?: string | undefined;
};

/** Where people of a tenant sign in to prove who they are (OpenID Connect): ID-porten, or the organisation's own. */
export type SignInProvider = {
  /** As the provider writes it itself, to the letter. */
  issuer: string;
  /** What people know it as. */
  name: string;
  clientId: string;
  secret: string;
  scope: string;
  /** The levels that are enough (`acr`), as the provider names them; every level where none is named. */
  levels: readonly string[];
  /** Tried in this order; the first that leads to the person proves it. */
  identifiers: readonly SignInIdentifier[];
};
export type SignInProviders = ReadonlyMap<Tenant, SignInProvider>;

const claim = z.string().regex(/^[A-Za-z0-9_:/.-]{1,100}$/);
const issuer = z
  .url({ protocol: /^https?$/ })
  .max(300)
  .refine((url) => url.startsWith('https:') || isThisMachine(new URL(url).hostname), 'https, except on this machine');
const fileSchema = z.record(
  tenantSchema,
  z.strictObject({
    issuer,
    name: z.string().trim().min(1).max(60),
    clientId: z.string().min(1).max(200),
    secretFile: z.string().min(1),
    scope: z
      .string()
      .regex(/^openid( [\w:/.-]+)*$/, 'begins with openid')
      .max(300)
      .default('openid'),
    levels: z
      .array(z.string().regex(/^\S{1,100}$/))
      .max(10)
      .default([]),
    identifiers: z
      .array(
        z.discriminatedUnion('kind', [
          // Anybody can write somebody's address into a profile, so what proves an address or a number is that it was verified.
          z.strictObject({ kind: z.literal('email'), claim, verifiedBy: claim.default('email_verified') }),
          z.strictObject({ kind: z.literal('phone'), claim, verifiedBy: claim.default('phone_number_verified') }),
          z.strictObject({
            kind: z.enum(['customer-number', 'user', 'national-id']),
            claim,
            verifiedBy: claim.optional(),
          }),
        ]),
      )
      .min(1)
      .max(5),
  }),
);

/** Reads the settings, whose secrets are files beside them. @throws {Error} when something is missing or wrong. */
export function signInProvidersIn(file: string): SignInProviders {
  const settings = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return new Map(
    Object.entries(settings).map(([tenant, { secretFile, ...provider }]) => {
      const secret = readFileSync(resolve(dirname(file), secretFile), 'utf8').trim();
      if (secret === '') throw new Error('A secret is empty.');
      return [tenant, { ...provider, secret }];
    }),
  );
}

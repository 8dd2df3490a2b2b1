import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Tenant, tenantSchema } from '@vitne/contracts/channels';
import { slugSchema } from '@vitne/contracts/event-definition';
import { isThisMachine } from '@vitne/contracts/this-machine';
import { z } from 'zod';

/** A controller that may pass requests on, known by the subject of its token. */
export type OpenDsrController = { publicKey: KeyObject; callbacks: readonly string[] };
/** A tenant as processor in the sense of OpenDSR 2.0. */
export type OpenDsrProcessor = {
  domain: string;
  /** PEM, as it is handed out. */
  certificate: string;
  key: KeyObject;
  controllers: ReadonlyMap<string, OpenDsrController>;
  /** As a controller in its turn: the token that each of its own processors asks for, by the system's id in the statement. */
  tokens?: ReadonlyMap<string, string>;
};
export type OpenDsrProcessors = ReadonlyMap<Tenant, OpenDsrProcessor>;

const callbackSchema = z
  .url({ protocol: /^https?$/ })
  .max(300)
  .refine((url) => url.startsWith('https:') || isThisMachine(new URL(url).hostname), 'https, except on this machine');
const fileSchema = z.record(
  tenantSchema,
  z.strictObject({
    domain: z.string().regex(/^[a-z0-9.-]+$/),
    certificate: z.string(),
    key: z.string(),
    controllers: z.array(
      z.strictObject({
        id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
        publicKey: z.string(),
        callbacks: z.array(callbackSchema).max(20).default([]),
      }),
    ),
    processors: z.array(z.strictObject({ system: slugSchema, token: z.string() })).default([]),
  }),
);

/** Reads the settings, whose keys are PEM files beside them. @throws {Error} when something is missing or no such key. */
export function openDsrProcessorsIn(file: string): OpenDsrProcessors {
  const read = (name: string): string => readFileSync(resolve(dirname(file), name), 'utf8');
  const settings = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return new Map(
    Object.entries(settings).map(([tenant, { domain, certificate, key, controllers, processors }]) => [
      tenant,
      {
        domain,
        certificate: read(certificate),
        key: signing(createPrivateKey(read(key))),
        controllers: new Map(
          controllers.map(({ id, publicKey, callbacks }) => [
            id,
            { publicKey: signing(createPublicKey(read(publicKey))), callbacks },
          ]),
        ),
        tokens: new Map(processors.map(({ system, token }) => [system, read(token).trim()])),
      },
    ]),
  );
}

/** FIPS 186-4 with SHA-256, as the specification asks: RSA or ECDSA. */
function signing(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'ec') return key;
  throw new Error('A key of OpenDSR is RSA or ECDSA.');
}

export const openDsrSignature = (body: Uint8Array, key: KeyObject): string =>
  sign('sha256', body, key).toString('base64');

export const openDsrSigned = (body: Uint8Array, signature: string, key: KeyObject): boolean =>
  verify('sha256', body, key, Buffer.from(signature, 'base64'));

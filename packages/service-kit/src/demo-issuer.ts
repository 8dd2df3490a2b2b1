import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tenant } from '@vitne/contracts/channels';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  SignJWT,
} from 'jose';
import type { Role } from './caller.ts';
import { callerOfClaims, jwksVerifier, type TokenVerifier } from './tokens.ts';

/** Issues tokens for the embedded platform, where no identity provider is at hand. */
export type DemoIssuer = {
  readonly issuer: string;
  readonly audience: string;
  /** @param request.subject letters, digits, `-` and `_`, at most 64: a pseudonym, never a name or an address. */
  issue(request: { tenant: Tenant; role: Role; subject: string; expiresInSeconds: number }): Promise<string>;
  /** The public key, for `jwksVerifier` and for `/.well-known/jwks.json`. */
  jwks(): JSONWebKeySet;
  /** A verifier of this issuer's tokens. */
  verifier(): TokenVerifier;
};

/** Loads the Ed25519 key `demo-token-key.json` in `keyFolder`, readable by its owner only, or makes it the first time. */
export async function demoIssuer(keyFolder: string): Promise<DemoIssuer> {
  const issuer = 'urn:vitne:demo-issuer';
  const audience = 'vitne';
  const privateJwk = await loadOrMakeKey(keyFolder);
  const { d: _secret, ...publicJwk } = privateJwk;
  const kid = await calculateJwkThumbprint(publicJwk);
  const key = await importJWK(privateJwk, 'EdDSA');
  const jwks = (): JSONWebKeySet => ({ keys: [{ ...publicJwk, kid, alg: 'EdDSA', use: 'sig' }] });
  return {
    issuer,
    audience,
    jwks,
    verifier: () => jwksVerifier({ issuer, audience, jwks: jwks() }),
    issue({ tenant, role, subject, expiresInSeconds }) {
      const nowSeconds = Math.floor(Date.now() / 1_000);
      const claims = { tenant, role, sub: subject, exp: nowSeconds + expiresInSeconds };
      if (!callerOfClaims(claims)) throw new TypeError('The tenant, role or subject cannot stand in a token.');
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'EdDSA', kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(nowSeconds)
        .sign(key);
    },
  };
}

async function loadOrMakeKey(keyFolder: string): Promise<JWK> {
  const path = join(keyFolder, 'demo-token-key.json');
  await mkdir(keyFolder, { recursive: true, mode: 0o700 });
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const fresh = join(keyFolder, `.demo-token-key-${randomUUID()}`);
  try {
    await writeFile(fresh, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600, flag: 'wx' });
    // A link is made whole or not at all, so two processes that start together end up with one key.
    await link(fresh, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(fresh, { force: true });
  }
  await chmod(path, 0o600);
  return JSON.parse(await readFile(path, 'utf8')) as JWK;
}

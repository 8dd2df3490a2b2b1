import { tenantSchema } from '@vitne/contracts/channels';
import { actorSchema } from '@vitne/contracts/envelope';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { z } from 'zod';
import { type Caller, roles } from './caller.ts';

/** `keys-unavailable`: the issuer's keys could not be fetched, which says nothing about the token. */
export type TokenFailure = 'token-invalid' | 'token-expired' | 'keys-unavailable';

/** Tells who is behind a bearer token. */
export type TokenVerifier = { verify(bearer: string): Promise<Caller | TokenFailure> };

const algorithms = ['EdDSA', 'Ed25519', 'ES256', 'RS256'];
const clockToleranceSeconds = 5;
const longestToken = 8_192;
const rememberedTokens = 1_000;
const rememberedMs = 30_000;

const claimsSchema = z.object({
  tenant: tenantSchema,
  role: z.enum(roles),
  sub: z.string().max(64),
  exp: z.number(),
});

/**
 * Verifies tokens of one issuer for one audience. The claims `tenant`, `role` and `sub` make the caller. Token time is
 * real time, never the steered clock: who may call has nothing to do with the moment a story has reached.
 * @param jwks the issuer's public keys, or where to fetch them: https, or http on this machine.
 */
export function jwksVerifier({
  issuer,
  audience,
  jwks,
}: {
  issuer: string;
  audience: string;
  jwks: JSONWebKeySet | URL;
}): TokenVerifier {
  const keys = jwks instanceof URL ? remoteKeys(jwks) : createLocalJWKSet(jwks);
  const remembered = new Map<string, { caller: Caller; untilMs: number }>();
  return {
    async verify(bearer) {
      if (bearer.length > longestToken) return 'token-invalid';
      const known = remembered.get(bearer);
      if (known && Date.now() < known.untilMs) return known.caller;
      remembered.delete(bearer);
      const verified = await verifiedClaims(bearer, keys, { issuer, audience });
      if (typeof verified === 'string') return verified;
      const caller = callerOfClaims(verified);
      if (!caller) return 'token-invalid';
      // A signature costs more than the rest of a small request; a token seen half a minute ago is not checked again.
      if (remembered.size >= rememberedTokens) remembered.clear();
      remembered.set(bearer, { caller, untilMs: Math.min(Date.now() + rememberedMs, (verified.exp ?? 0) * 1_000) });
      return caller;
    },
  };
}

async function verifiedClaims(
  bearer: string,
  keys: JWTVerifyGetKey,
  expected: { issuer: string; audience: string },
): Promise<JWTPayload | TokenFailure> {
  try {
    const { payload } = await jwtVerify(bearer, keys, {
      ...expected,
      algorithms,
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['exp', 'sub', 'tenant', 'role'],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) return 'token-expired';
    if (error instanceof errors.JWKSTimeout) return 'keys-unavailable';
    // Of jose's own errors only the generic one and those about the key set itself tell that the issuer is to blame.
    if (
      !(error instanceof errors.JOSEError) ||
      error.code === 'ERR_JOSE_GENERIC' ||
      error.code === 'ERR_JWKS_INVALID'
    ) {
      return 'keys-unavailable';
    }
    return 'token-invalid';
  }
}

/** The caller that verified claims name, or undefined when they name none: the `sub` must be able to stand in an actor. */
export function callerOfClaims(claims: JWTPayload): Caller | undefined {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) return undefined;
  const { tenant, role, sub } = parsed.data;
  const actor = actorSchema.safeParse(`${role === 'system' ? 'system' : 'staff'}:${sub}`);
  return actor.success ? { tenant, role, actor: actor.data } : undefined;
}

function remoteKeys(url: URL): JWTVerifyGetKey {
  const onThisMachine = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && onThisMachine)) {
    throw new TypeError('The keys of a token issuer are fetched over https, or over http from this machine only.');
  }
  return createRemoteJWKSet(url, { timeoutDuration: 3_000, cooldownDuration: 10_000, cacheMaxAge: 600_000 });
}

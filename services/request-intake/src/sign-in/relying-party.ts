import { isThisMachine } from '@vitne/contracts/this-machine';
import type { SignInProvider } from '@vitne/service-kit/sign-in-providers';
import * as openid from 'openid-client';
import { identityLimits, type SignInFailure } from '../domain/identity-check-commands.ts';

/** What only the browser that began a sign-in has (RFC 6749 § 10.12, RFC 7636, OpenID Connect Core § 3.1.2.1). */
export type SignInSecrets = { state: string; nonce: string; verifier: string };

/** What the provider says of whoever signed in, from its ID token and, where that says too little, from UserInfo. */
export type SignedIn = { claims: Readonly<Record<string, unknown>> };

export type RelyingParty = {
  /** Where a browser is sent, and what it has to bring back. */
  begin(): Promise<{ url: URL; secrets: SignInSecrets } | { failed: SignInFailure }>;
  /** What an answer of the provider is worth. `url` is the whole address that the browser was sent back to. */
  end(url: URL, secrets: SignInSecrets): Promise<SignedIn | { failed: SignInFailure }>;
};

/** How long the provider may take for each answer. */
const timeoutSeconds = 5;
/** Whoever is signed in at the provider since before the sign-in began signs in anew: a computer may be shared. */
const maxAgeSeconds = identityLimits.signInMinutes * 60;

/** The platform as relying party of one provider: code flow with PKCE, state and nonce. */
export function relyingParty(provider: SignInProvider, redirectUri: string): RelyingParty {
  let discovered: Promise<openid.Configuration> | undefined;
  /** Read once; what failed is read again the next time. */
  const configuration = (): Promise<openid.Configuration> => {
    discovered ??= discover(provider).catch((error: unknown) => {
      discovered = undefined;
      throw error;
    });
    return discovered;
  };
  return {
    async begin() {
      try {
        const config = await configuration();
        const secrets = {
          state: openid.randomState(),
          nonce: openid.randomNonce(),
          verifier: openid.randomPKCECodeVerifier(),
        };
        const url = openid.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope: provider.scope,
          state: secrets.state,
          nonce: secrets.nonce,
          code_challenge: await openid.calculatePKCECodeChallenge(secrets.verifier),
          code_challenge_method: 'S256',
          prompt: 'login',
          max_age: String(maxAgeSeconds),
          ...(provider.levels.length > 0 && { acr_values: provider.levels.join(' ') }),
        });
        return { url, secrets };
      } catch (error) {
        return { failed: failureOf(error) };
      }
    },
    async end(url, { state, nonce, verifier }) {
      try {
        const config = await configuration();
        const tokens = await openid.authorizationCodeGrant(config, url, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          maxAge: maxAgeSeconds,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (!claims) return { failed: 'answer-invalid' };
        const knows = provider.identifiers.every(({ claim }) => claim in claims);
        if (knows || config.serverMetadata().userinfo_endpoint === undefined) return { claims };
        const more = await openid.fetchUserInfo(config, tokens.access_token, claims.sub);
        // What the signed token says comes first.
        return { claims: { ...more, ...claims } };
      } catch (error) {
        return { failed: failureOf(error) };
      }
    },
  };
}

function discover({ issuer, clientId, secret }: SignInProvider): Promise<openid.Configuration> {
  const execute = [openid.enableNonRepudiationChecks];
  if (isThisMachine(new URL(issuer).hostname)) execute.push(openid.allowInsecureRequests);
  const authentication = openid.ClientSecretBasic(secret);
  return openid.discovery(new URL(issuer), clientId, {}, authentication, { execute, timeout: timeoutSeconds });
}

const providerIsAway = ['temporarily_unavailable', 'server_error'];
const awayCodes = ['OAUTH_TIMEOUT', 'OAUTH_ABORT'];

/** What a refusal of the provider, of the library or of the network means for the person. */
function failureOf(error: unknown): SignInFailure {
  if (error instanceof openid.AuthorizationResponseError) {
    if (error.error === 'access_denied') return 'denied';
    return providerIsAway.includes(error.error) ? 'provider-unavailable' : 'answer-invalid';
  }
  if (error instanceof openid.ResponseBodyError) {
    return error.status >= 500 || providerIsAway.includes(error.error) ? 'provider-unavailable' : 'answer-invalid';
  }
  return isAway(error) ? 'provider-unavailable' : 'answer-invalid';
}

/** The network's errors are `TypeError`s of `fetch`; an answer without the provider's own words has its status as cause. */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof TypeError) return error.message === 'fetch failed';
  const { code, cause } = error as { code?: string; cause?: unknown };
  if (code !== undefined && awayCodes.includes(code)) return true;
  return cause instanceof Response ? cause.status >= 500 : isAway(cause);
}

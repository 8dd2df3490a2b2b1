import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Configuration, type KoaContextWithOIDC, Provider } from 'oidc-provider';

/** Somebody who can sign in: what the provider says of them, and how well it knows. */
export type SignInAccount = { claims: Readonly<Record<string, unknown>>; acr?: string; amr?: readonly string[] };

export type SignInProviderForTests = {
  issuer: string;
  clientId: string;
  secret: string;
  /** Lets people sign in, by their names; who is sent back only goes to `redirectUri`. */
  open(redirectUri: string, accounts: Readonly<Record<string, SignInAccount>>): void;
  /** Nobody answers any more at its address, until it is back. */
  leave(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * A real identity provider (OpenID Connect) on this machine. Whoever signs in writes the name of an account, and no password; each sign-in is
 * as secure as its account says.
 */
export async function startSignInProvider(): Promise<SignInProviderForTests> {
  let listener: RequestListener = (_request, response) => void response.writeHead(503).end();
  let server = createServer((request, response) => listener(request, response));
  await listening(server, 0);
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const [clientId, secret] = ['vitne', randomBytes(24).toString('base64url')];
  const leave = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    issuer,
    clientId,
    secret,
    open(redirectUri, accounts) {
      const client = { client_id: clientId, client_secret: secret, redirect_uris: [redirectUri] };
      listener = listenerOf(new Provider(issuer, configurationOf(client, accounts)), accounts);
    },
    leave,
    async comeBack() {
      server = createServer((request, response) => listener(request, response));
      await listening(server, port);
    },
    stop: leave,
  };
}

const listening = (server: ReturnType<typeof createServer>, port: number): Promise<void> =>
  new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve()));

type Client = { client_id: string; client_secret: string; redirect_uris: string[] };

function configurationOf(client: Client, accounts: Readonly<Record<string, SignInAccount>>): Configuration {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const levels = Object.values(accounts).flatMap(({ acr }) => acr ?? []);
  return {
    clients: [client],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig' }] },
    cookies: { keys: [randomBytes(24).toString('base64url')] },
    features: { devInteractions: { enabled: false } },
    acrValues: [...new Set(levels)],
    claims: { openid: ['sub', 'pid', 'acr', 'amr', 'auth_time'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    interactions: { url: (_context: KoaContextWithOIDC, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: KoaContextWithOIDC, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId, ...accounts[accountId]?.claims }),
    }),
    loadExistingGrant: grantOfEverything,
  };
}

/** Nobody is asked what the client may know: the organisation has an agreement with its provider. */
async function grantOfEverything({ oidc }: KoaContextWithOIDC) {
  const { client, account, provider, params } = oidc;
  const grant = new provider.Grant({
    ...(client && { clientId: client.clientId }),
    ...(account && { accountId: account.accountId }),
  });
  grant.addOIDCScope(String(params?.['scope']));
  await grant.save();
  return grant;
}

/** The provider's own pages are one: the name of an account, or away again. */
function listenerOf(provider: Provider, accounts: Readonly<Record<string, SignInAccount>>): RequestListener {
  const rest = provider.callback();
  return (request, response) => {
    const [, uid, done] = /^\/interaction\/([\w-]+)(?:\/(login|abort))?$/.exec(request.url ?? '') ?? [];
    if (uid === undefined) return void rest(request, response);
    if (done === undefined) return showLogin(response, uid);
    void finish(provider, accounts, request, response, done).catch(() => response.writeHead(400).end());
  };
}

function showLogin(response: ServerResponse, uid: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html>
<html lang="en"><title>Sign in</title><form method="post" action="/interaction/${uid}/login">
<label for="login">Name</label> <input id="login" name="login"> <button id="in">Sign in</button></form>
<a id="cancel" href="/interaction/${uid}/abort">Cancel</a></html>`);
}

async function finish(
  provider: Provider,
  accounts: Readonly<Record<string, SignInAccount>>,
  request: IncomingMessage,
  response: ServerResponse,
  done: string,
): Promise<void> {
  const aborted = { error: 'access_denied', error_description: 'End-User aborted interaction' };
  if (done === 'abort') return provider.interactionFinished(request, response, aborted);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const accountId = new URLSearchParams(Buffer.concat(chunks).toString()).get('login') ?? '';
  const { acr, amr } = accounts[accountId] ?? {};
  const login = { accountId, remember: false, ...(acr !== undefined && { acr }), ...(amr && { amr: [...amr] }) };
  await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type SignInProviderForTests, startSignInProvider } from '@vitne/testing/sign-in-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relyingParty } from '../src/sign-in/relying-party.ts';

const callback = 'http://127.0.0.1:7400/identity/kaukus/sign-in';
let provider: SignInProviderForTests;
beforeAll(async () => {
  provider = await startSignInProvider();
});
afterAll(() => provider?.stop());

const settings = (issuer: string) => ({
  issuer,
  name: 'ID-porten',
  clientId: provider.clientId,
  secret: provider.secret,
  scope: 'openid',
  levels: ['high', 'substantial'],
  identifiers: [{ claim: 'pid', kind: 'national-id' as const }],
});

describe('before anybody is sent to the provider', () => {
  it('it has to answer; once it does, the browser is sent there with all that the answer is checked by', async () => {
    const party = relyingParty(settings(provider.issuer), callback);
    expect(await party.begin()).toEqual({ failed: 'provider-unavailable' });
    provider.open(callback, {});
    const begun = await party.begin();
    if ('failed' in begun) throw new Error(begun.failed);
    const asked = Object.fromEntries(begun.url.searchParams);
    expect(asked).toMatchObject({
      redirect_uri: callback,
      response_type: 'code',
      state: begun.secrets.state,
      nonce: begun.secrets.nonce,
      code_challenge_method: 'S256',
      prompt: 'login',
      max_age: '600',
      acr_values: 'high substantial',
    });
    expect(begun.url.href).not.toContain(begun.secrets.verifier);
    const another = await party.begin();
    expect(another).not.toMatchObject({ secrets: { state: begun.secrets.state } });
  });

  it('it has to be the one that the settings name', async () => {
    const other = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ issuer: provider.issuer, authorization_endpoint: `${provider.issuer}/auth` }));
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', () => resolve()));
    const { port } = other.address() as AddressInfo;
    const party = relyingParty(settings(`http://127.0.0.1:${port}`), callback);
    expect(await party.begin()).toEqual({ failed: 'answer-invalid' });
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('an answer of the provider', () => {
  it.each([
    ['access_denied', 'denied'],
    ['temporarily_unavailable', 'provider-unavailable'],
    ['server_error', 'provider-unavailable'],
    ['login_required', 'answer-invalid'],
  ])('that says %s means %s', async (error, failed) => {
    provider.open(callback, {});
    const party = relyingParty(settings(provider.issuer), callback);
    const begun = await party.begin();
    if ('failed' in begun) throw new Error(begun.failed);
    const url = new URL(callback);
    url.search = String(new URLSearchParams({ error, state: begun.secrets.state, iss: provider.issuer }));
    expect(await party.end(url, begun.secrets)).toEqual({ failed });
  });
});

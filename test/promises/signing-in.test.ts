import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from '@vitne/testing/browser';
import { type SignInProviderForTests, startSignInProvider } from '@vitne/testing/sign-in-provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

// The rights that C14 and K14 promise, asked for by people who sign in at an identity provider, through the gateway.
const number = '01017012345';
const accounts = {
  known: { claims: { pid: number }, acr: 'idporten-loa-high', amr: ['BankID'] },
  another: { claims: { pid: '02027012345' }, acr: 'idporten-loa-high', amr: ['BankID'] },
};
const folder = mkdtempSync(join(tmpdir(), 'vitne-sign-in-'));
let provider: SignInProviderForTests;
let browser: Awaited<ReturnType<typeof launchBrowser>>;
let kaukus: TenantAtWork;
beforeAll(async () => {
  provider = await startSignInProvider();
  writeFileSync(join(folder, 'secret'), provider.secret);
  const settings = {
    issuer: provider.issuer,
    name: 'ID-porten',
    clientId: provider.clientId,
    secretFile: 'secret',
    levels: ['idporten-loa-high'],
    identifiers: [{ claim: 'pid', kind: 'national-id' }],
  };
  process.env['VITNE_SIGN_IN'] = join(folder, 'sign-in.json');
  writeFileSync(process.env['VITNE_SIGN_IN'], JSON.stringify({ kaukus: settings }));
  kaukus = await tenantAtWork('kaukus', ['kaukus-site', 'moteadm', 'kaukus-mail']);
  provider.open(`${kaukus.gateway}/identity/kaukus/sign-in`, accounts);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await kaukus?.stop();
  await provider?.stop();
  delete process.env['VITNE_SIGN_IN'];
  rmSync(folder, { recursive: true });
});

const email = (name: string) => ({ kind: 'email', value: `${name}@kommune.example` });

/** Somebody asks in the portal and goes to sign in; what the last page says. */
async function asksAndSignsIn(
  name: string,
  account: keyof typeof accounts,
): Promise<{ request: string; said: string }> {
  const asked = await kaukus.post(
    '/v1/public/kaukus/requests',
    { person: email(name), requestType: 'erasure' },
    'anyone',
  );
  const { request, identityPage } = asked.body as { request: string; identityPage: string };
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(identityPage);
  await tab.getByRole('button', { name: 'Logg inn med ID-porten' }).click();
  await tab.fill('#login', account);
  await tab.click('#in');
  const said = await tab.locator('main h1').innerText();
  await context.close();
  return { request, said };
}

test('whoever signs in as the person is given what was asked, and the number that proved it stands nowhere in the ledger', async () => {
  const { facts } = await kaukus.tells('kaukus-site', 'enquiry.received', {
    person: [email('signs-in'), { kind: 'national-id', value: number }],
    contact: { email: email('signs-in').value },
    enquiry: { message: 'May I ask something?' },
  });
  const { request, said } = await asksAndSignsIn('signs-in', 'known');
  expect(said).toBe('Takk, nå vet vi at det er deg');
  const accepted = await kaukus.witness.sees('request.accepted.v2', { facts: { request, identity: 'signed-in' } });
  const [proof] = ofType(await kaukus.witness.everything(), 'identity-check.proved.v1', String(facts['person']));
  expect(accepted.facts['proof']).toBe(proof?.meta.id);
  expect(proof?.facts).toMatchObject({ by: 'signed-in', identifierKind: 'national-id', issuer: provider.issuer });
  await kaukus.witness.sees('request.fulfilled.v1', { facts: { request, by: 'disposal' } });
  await kaukus.settled();
  expect(JSON.stringify(await kaukus.witness.everything())).not.toContain(number);
  // With everything else of the person the directory has forgotten the number.
  expect((await kaukus.post('/v1/people/lookup', { identifier: { kind: 'national-id', value: number } })).status).toBe(
    404,
  );
});

test('whoever signs in as somebody else is given nothing', async () => {
  const { request, said } = await asksAndSignsIn('is-asked-for', 'another');
  expect(said).toBe('Det gikk ikke');
  await kaukus.witness.sees('identity-check.sign-in-failed.v1', { facts: { request, reason: 'claim-differs' } });
  await kaukus.settled();
  const events = await kaukus.witness.everything();
  expect(
    events.filter(({ meta, facts }) => meta.type === 'request.accepted.v2' && facts['request'] === request),
  ).toEqual([]);
});

test('what the services show of all this is what a replay of the ledgers gives', () => kaukus.replayed());

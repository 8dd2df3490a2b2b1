import { join } from 'node:path';
import { accessibilityViolations } from '@vitne/testing/accessibility';
import { launchBrowser } from '@vitne/testing/browser';
import { type SignInProviderForTests, startSignInProvider } from '@vitne/testing/sign-in-provider';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type IntakeWithMail, startIntakeWithMail } from './mails-of-intake.ts';

type Browser = Awaited<ReturnType<typeof launchBrowser>>;
type Tab = Awaited<ReturnType<Browser['newPage']>>;

const pid = '17054026641';
const high = { acr: 'idporten-loa-high', amr: ['BankID'] };
const accounts = {
  kari: { claims: { email: 'Kari@example.no', email_verified: true }, ...high },
  unverified: { claims: { email: 'kari@example.no', email_verified: false }, ...high },
  ola: { claims: { email: 'ola@example.no', email_verified: true }, ...high },
  known: { claims: { pid }, ...high },
  stranger: { claims: { email: 'fremmed@example.no', email_verified: true }, ...high },
  nobody: { claims: {}, ...high },
  weak: { claims: { email: 'kari@example.no', email_verified: true }, acr: 'self-registered', amr: ['pwd'] },
};

let provider: SignInProviderForTests;
let intake: IntakeWithMail;
let browser: Browser;
beforeAll(async () => {
  provider = await startSignInProvider();
  intake = await startIntakeWithMail({
    publicOrigin: 'own',
    signIn: {
      issuer: provider.issuer,
      name: 'ID-porten',
      clientId: provider.clientId,
      secret: provider.secret,
      scope: 'openid email',
      levels: ['idporten-loa-high'],
      identifiers: [
        { claim: 'pid', kind: 'national-id' },
        { claim: 'email', kind: 'email', verifiedBy: 'email_verified' },
      ],
    },
  });
  provider.open(`${intake.origin()}/identity/${intake.tenant}/sign-in`, accounts);
  browser = await launchBrowser();
});
const tabs: Tab[] = [];
afterEach(async () => {
  // So many codes may be asked for within an hour, and each test asks for its own.
  intake.later(61);
  await Promise.all(tabs.splice(0).map((tab) => tab.context().close()));
});
afterAll(async () => {
  await browser?.close();
  await intake?.stop();
  await provider?.stop();
});

const pageOf = (request: string, language = 'nb') =>
  `${intake.origin()}/identity/${intake.tenant}/requests/${request}?language=${language}`;

/** A browser of its own on the page of a request, sent to the provider's page. */
async function atTheProvider(request: string, language: 'nb' | 'en' = 'nb'): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  const tab = await context.newPage();
  tabs.push(tab);
  await tab.goto(pageOf(request, language));
  await tab.getByRole('button', { name: 'ID-porten' }).click();
  await tab.waitForSelector('#login');
  return tab;
}

const signsIn = async (tab: Tab, name: string): Promise<void> => {
  await tab.fill('#login', name);
  await tab.click('#in');
  await tab.waitForSelector('main h1');
};

/** Signs in, and stops where the provider sends the browser back; the browser's own cookies went along. */
async function caughtOnItsWayBack(tab: Tab, name: string): Promise<URL> {
  const { request } = tab.context();
  const once = { maxRedirects: 0 };
  let answer = await request.post(`${tab.url()}/login`, { form: { login: name }, ...once });
  for (let step = 0; step < 5; step++) {
    const location = new URL(answer.headers()['location'] ?? '', answer.url());
    if (location.pathname.endsWith('/sign-in')) return location;
    answer = await request.get(location.href, once);
  }
  throw new Error('The provider sends nobody back.');
}

/** What a browser keeps of a sign-in of ours. */
const keptBy = async (tab: Tab) => (await tab.context().cookies()).filter(({ name }) => name === 'vitne-sign-in');
const saying = async (tab: Tab): Promise<string> => (await tab.locator('main').innerText()).replaceAll(/\s+/g, ' ');
const checkOf = async (request: string) =>
  (await intake.standing(request))['identityCheck'] as { status: string; failedAttempts: number; signIns: number };
const failuresOf = async (request: string) => {
  const { person } = await intake.standing(request);
  const events = await intake.entity({ context: 'request-intake', entity: 'identity-check', id: String(person) });
  return events
    .filter(({ meta, facts }) => meta.type === 'identity-check.sign-in-failed.v1' && facts['request'] === request)
    .map(({ facts }) => facts['reason']);
};

describe('while the provider has not answered once yet', () => {
  it('the page says so, nothing is recorded, and the code in the e-mail counts', async () => {
    await provider.leave();
    const request = await intake.asks('tidlig@example.no', 'access');
    const path = new URL(pageOf(request));
    const away = await intake.withoutTrace(() => intake.form(`${path.pathname}/sign-in${path.search}`));
    expect([away.status, away.page.includes('Innloggingstjenesten svarer ikke nå')]).toEqual([503, true]);
    await provider.comeBack();
    const { code } = await intake.sentTo('tidlig@example.no');
    expect((await intake.show(request, { code })).status).toBe(201);
  });
});

describe('whoever asks proves it by signing in', () => {
  it('with the claim that leads to the person, after which the request is accepted by itself; nothing of the claim is kept', async () => {
    const request = await intake.asks('kari@example.no', 'access');
    const tab = await atTheProvider(request);
    await signsIn(tab, 'kari');
    expect(await saying(tab)).toContain('Takk, nå vet vi at det er deg');
    expect(tab.url()).toBe(pageOf(request));
    expect(await keptBy(tab)).toEqual([]);
    await tab.reload();
    expect(await saying(tab)).toContain('Takk, nå vet vi at det er deg');
    await intake.atRest();
    const standing = await intake.standing(request);
    expect(standing).toMatchObject({
      status: 'accepted',
      identity: 'signed-in',
      identityCheck: {
        status: 'proved',
        signIns: 1,
        proof: {
          by: 'signed-in',
          identifierKind: 'email',
          issuer: provider.issuer,
          acr: 'idporten-loa-high',
          amr: ['BankID'],
        },
      },
    });
  });

  it('with a national identity number, that the directory alone knows and that stands nowhere', async () => {
    const request = await intake.asks('borger@example.no', 'erasure');
    const person = String((await intake.standing(request))['person']);
    expect(
      await intake.vault.linkIdentifier(intake.tenant, person, { kind: 'national-id', value: '170540 26641' }),
    ).toBe('linked');
    const tab = await atTheProvider(request, 'en');
    await signsIn(tab, 'known');
    expect(await saying(tab)).toContain('Thank you, now we know that it is you');
    await intake.atRest();
    const standing = await intake.standing(request);
    expect(standing).toMatchObject({ status: 'accepted', identityCheck: { proof: { identifierKind: 'national-id' } } });
    const events = await intake.entity({ context: 'request-intake', entity: 'identity-check', id: person });
    expect(JSON.stringify([standing, events])).not.toContain(pid);
  });
});

describe('a sign-in that proves nothing says so, is recorded with its reason, and loses nothing', () => {
  it.each([
    ['of somebody else', 'ola', 'claim-differs', 'er en annen enn den forespørselen gjelder', 1],
    ['of somebody else, by a number', 'known', 'claim-differs', 'er en annen enn den forespørselen gjelder', 1],
    ['of somebody whom nobody knows', 'stranger', 'claim-differs', 'ukjent for oss', 1],
    ['with an address that nobody verified', 'unverified', 'claim-not-verified', 'ikke bekreftet opplysningene', 0],
    ['without a claim that could lead to anybody', 'nobody', 'claim-missing', 'ikke nok om hvem du er', 0],
    ['on a level that is too low', 'weak', 'level-too-low', 'ikke sikker nok', 0],
  ])('%s', async (_what, name, reason, says, attempts) => {
    const request = await intake.asks('kari@example.no', 'access');
    const tab = await atTheProvider(request);
    await signsIn(tab, name);
    expect(await saying(tab)).toContain(says);
    expect(await accessibilityViolations(tab)).toEqual([]);
    expect(await failuresOf(request)).toEqual([reason]);
    expect(await checkOf(request)).toMatchObject({ status: 'open', failedAttempts: attempts, signIns: 1 });
    await tab.getByRole('link', { name: 'Prøv på en annen måte' }).click();
    await tab.waitForURL(pageOf(request));
    const { code } = await intake.sentTo('kari@example.no');
    expect((await intake.show(request, { code })).status).toBe(201);
  });

  it('and remembers nobody who signed in', async () => {
    const stranger = { kind: 'email', value: 'fremmed@example.no' } as const;
    expect(await intake.vault.findPerson(intake.tenant, stranger)).toBeUndefined();
  });

  it('that the person broke off', async () => {
    const request = await intake.asks('avbrutt@example.no', 'access');
    const tab = await atTheProvider(request, 'en');
    await tab.click('#cancel');
    await tab.waitForSelector('main h1');
    expect(await saying(tab)).toContain('The sign-in was broken off');
    expect(await failuresOf(request)).toEqual(['denied']);
    expect(await checkOf(request)).toMatchObject({ status: 'open', failedAttempts: 0 });
  });

  it('while the provider is away when the person comes back; it works when it is there again', async () => {
    const request = await intake.asks('borte@example.no', 'access');
    const away = await atTheProvider(request);
    const back = await caughtOnItsWayBack(away, 'kari');
    await provider.leave();
    await away.goto(back.href);
    expect(await saying(away)).toContain('Innloggingstjenesten svarer ikke nå');
    expect(await failuresOf(request)).toEqual(['provider-unavailable']);
    await provider.comeBack();
    await signsIn(await atTheProvider(request), 'ola');
    expect(await failuresOf(request)).toEqual(['provider-unavailable', 'claim-differs']);
  });
});

describe('what did not come from the sign-in that was begun proves nothing', () => {
  it('a callback that is replayed, in the same browser and with the cookie of before', async () => {
    const request = await intake.asks('kari@example.no', 'erasure');
    const tab = await atTheProvider(request);
    const back = await caughtOnItsWayBack(tab, 'kari');
    const cookies = await keptBy(tab);
    expect(cookies).toMatchObject([{ name: 'vitne-sign-in', httpOnly: true, sameSite: 'Lax', path: back.pathname }]);
    await tab.goto(back.href);
    expect(await checkOf(request)).toMatchObject({ status: 'proved' });
    await intake.atRest();
    await intake.withoutTrace(async () => {
      await tab.goto(back.href);
      expect(await saying(tab)).toContain('ikke påbegynt i denne nettleseren');
      await tab.context().addCookies(cookies);
      await tab.goto(back.href);
      expect(await saying(tab)).toContain('bekreftet allerede');
    });
  });

  it('in another browser, with another state, or after ten minutes', async () => {
    const request = await intake.asks('kari@example.no', 'portability');
    const other = await (await browser.newContext()).newPage();
    tabs.push(other);
    const tab = await atTheProvider(request);
    const back = await caughtOnItsWayBack(tab, 'kari');
    const cookies = await keptBy(tab);
    const changed = new URL(back);
    changed.searchParams.set('state', 'x'.repeat(43));
    await intake.withoutTrace(async () => {
      await other.goto(back.href);
      expect(await saying(other)).toContain('ikke påbegynt i denne nettleseren');
      await tab.goto(changed.href);
      expect(await saying(tab)).toContain('ikke påbegynt i denne nettleseren');
    });
    intake.later(10);
    await tab.context().addCookies(cookies);
    await intake.withoutTrace(async () => {
      await tab.goto(back.href);
      expect(await saying(tab)).toContain('for lenge siden');
    });
    expect(await checkOf(request)).toMatchObject({ status: 'open', failedAttempts: 0 });
  });

  it.each([
    ['a nonce', 3],
    ['a verifier', 4],
  ])('with %s that is not of this sign-in', async (_what, part) => {
    const request = await intake.asks(`endret-${part}@example.no`, 'access');
    const tab = await atTheProvider(request);
    const back = await caughtOnItsWayBack(tab, 'kari');
    const [cookie] = await keptBy(tab);
    const parts = cookie?.value.split('.') ?? [];
    parts[part] = 'x'.repeat(43);
    await tab.context().addCookies([{ ...(cookie as NonNullable<typeof cookie>), value: parts.join('.') }]);
    await tab.goto(back.href);
    expect(await saying(tab)).toContain('kunne ikke stole på svaret');
    expect(await failuresOf(request)).toEqual(['answer-invalid']);
  });

  it('from an issuer that is not the one where it was begun', async () => {
    const request = await intake.asks('utsteder@example.no', 'access');
    const tab = await atTheProvider(request);
    const back = await caughtOnItsWayBack(tab, 'kari');
    back.searchParams.set('iss', 'https://another.example');
    await tab.goto(back.href);
    expect(await saying(tab)).toContain('kunne ikke stole på svaret');
    expect(await failuresOf(request)).toEqual(['answer-invalid']);
  });

  it('for another request of the same person', async () => {
    const first = await intake.asks('kari@example.no', 'restriction');
    const second = await intake.asks('kari@example.no', 'erasure');
    await signsIn(await atTheProvider(first), 'kari');
    await intake.atRest();
    expect(await checkOf(first)).toMatchObject({ status: 'proved' });
    expect(await checkOf(second)).toMatchObject({ status: 'open', signIns: 0 });
  });

  it('more often than ten times for one request', async () => {
    const request = await intake.asks('ofte@example.no', 'access');
    const path = new URL(pageOf(request));
    const begin = () => intake.form(`${path.pathname}/sign-in${path.search}`);
    for (let time = 0; time < 10; time++) expect((await begin()).status).toBe(200);
    const over = await intake.withoutTrace(begin);
    expect([over.status, over.page.includes('påbegynt for mange ganger')]).toEqual([429, true]);
  });
});

it('looks right on a telephone and at a desk, in both languages', async () => {
  const { VITNE_PICTURES } = process.env;
  const request = await intake.asks('bilde@example.no', 'access');
  for (const language of ['nb', 'en'] as const) {
    const tab = await atTheProvider(request, language);
    await signsIn(tab, 'ola');
    for (const [name, go] of [
      ['not-signed-in', undefined],
      ['ways', pageOf(request, language)],
    ] as const) {
      if (go) await tab.goto(go);
      expect(await accessibilityViolations(tab)).toEqual([]);
      for (const width of [390, 1280]) {
        await tab.setViewportSize({ width, height: 900 });
        const path = VITNE_PICTURES && join(VITNE_PICTURES, `${name}-${language}-${width}.png`);
        if (path) await tab.screenshot({ path, fullPage: true });
      }
    }
  }
});

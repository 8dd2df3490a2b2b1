import { launchBrowser } from '@vitne/testing/browser';
import { startSignInProvider } from '@vitne/testing/sign-in-provider';
import { startIntakeWithMail } from './mails-of-intake.ts';

type Browser = Awaited<ReturnType<typeof launchBrowser>>;
export type Tab = Awaited<ReturnType<Browser['newPage']>>;
export type PeopleSigningIn = Awaited<ReturnType<typeof startPeopleSigningIn>>;

export const pid = '17054026641';
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

/** Request intake, a real identity provider where people have accounts, and real browsers that go there and come back. */
export async function startPeopleSigningIn() {
  const provider = await startSignInProvider();
  const intake = await startIntakeWithMail({
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
  const browser = await launchBrowser();
  const tabs: Tab[] = [];
  const pageOf = (request: string, language = 'nb') =>
    `${intake.origin()}/identity/${intake.tenant}/requests/${request}?language=${language}`;

  /** A browser of its own, which knows nothing of any other. */
  async function freshBrowser(): Promise<Tab> {
    const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
    const tab = await context.newPage();
    tabs.push(tab);
    return tab;
  }

  return {
    provider,
    intake,
    pageOf,
    freshBrowser,
    /** A browser of its own on the page of a request, sent on to the provider. */
    async atTheProvider(request: string, language: 'nb' | 'en' = 'nb'): Promise<Tab> {
      const tab = await freshBrowser();
      await tab.goto(pageOf(request, language));
      await tab.getByRole('button', { name: 'ID-porten' }).click();
      await tab.waitForSelector('#login');
      return tab;
    },
    checkOf: async (request: string) =>
      (await intake.standing(request))['identityCheck'] as { status: string; failedAttempts: number; signIns: number },
    /** Why the sign-ins for a request failed, as the ledger has it. */
    async failuresOf(request: string) {
      const { person } = await intake.standing(request);
      const events = await intake.entity({ context: 'request-intake', entity: 'identity-check', id: String(person) });
      return events
        .filter(({ meta, facts }) => meta.type === 'identity-check.sign-in-failed.v1' && facts['request'] === request)
        .map(({ facts }) => facts['reason']);
    },
    /** Begins to sign in by the form alone, without going anywhere. */
    async begins(request: string) {
      const { pathname, search } = new URL(pageOf(request));
      return intake.form(`${pathname}/sign-in${search}`);
    },
    /** After a test: its browsers are gone, and so is the hour within which only so many codes may be asked for. */
    async later(): Promise<void> {
      intake.later(61);
      await Promise.all(tabs.splice(0).map((tab) => tab.context().close()));
    },
    async stop(): Promise<void> {
      await browser.close();
      await intake.stop();
      await provider.stop();
    },
  };
}

export async function signsIn(tab: Tab, name: string): Promise<void> {
  await tab.fill('#login', name);
  await tab.click('#in');
  await tab.waitForSelector('main h1');
}

/** Signs in, and stops where the provider sends the browser back; the browser's own cookies went along. */
export async function caughtOnItsWayBack(tab: Tab, name: string): Promise<URL> {
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
export const keptBy = async (tab: Tab) =>
  (await tab.context().cookies()).filter(({ name }) => name === 'vitne-sign-in');

/** What a page says, in one line. */
export const saying = async (tab: Tab): Promise<string> =>
  (await tab.locator('main').innerText()).replaceAll(/\s+/g, ' ');

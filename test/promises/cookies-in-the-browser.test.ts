import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type OrganisationsSite, organisationsSite } from '../organisations-site.ts';
import { visitor } from '../running-platform.ts';
import { type Visitor, type VisitorsBrowser, visitorsBrowser } from '../visitors-browser.ts';
import { keptOf } from './kept-and-gone.ts';
import { codeOf, type Document, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

// What the statements promise about cookies is kept in a visitor's browser, so a real one visits here.
let site: OrganisationsSite;
let browser: VisitorsBrowser;
let kaukus: TenantAtWork;
beforeAll(async () => {
  site = await organisationsSite({ tenant: 'kaukus', platform: '' });
  const sites = { kaukus: [site.origin], catacloud: [site.origin] };
  [kaukus, browser] = await Promise.all([
    tenantAtWork('kaukus', ['kaukus-site', 'moteadm', 'kaukus-mail'], sites),
    visitorsBrowser(),
  ]);
});
beforeEach(() => {
  site.setting = { tenant: 'kaukus', platform: kaukus.gateway };
});
afterAll(async () => {
  await browser?.stop();
  await kaukus?.stop();
  await site?.stop();
});

const everything = () => kaukus.witness.everything();
const choose = (body: object) => kaukus.post('/v1/public/kaukus/consents', body, 'anyone');
/** What whoever sits at this browser chose, as the ledger has it: type and purpose, in its order. */
async function historyOf(someone: Visitor): Promise<string[]> {
  const person = await kaukus.person(await someone.reference());
  const events = (await everything()).filter(({ facts }) => facts['person'] === person);
  const choices = events.filter(({ meta }) => meta.type.startsWith('consent.'));
  return choices.map(({ meta, facts }) => `${meta.type} ${String(facts['purpose'])}`);
}
const theCookie = async ({ context }: Visitor, name: string) =>
  (await context.cookies()).find((cookie) => cookie.name === name);
const daysFromNow = (seconds: number | undefined) => Math.round(((seconds ?? 0) - Date.now() / 1000) / 86_400);

test('K6 preferences, statistics and marketing wait for a yes each; what is strictly necessary asks for none', async () => {
  const someone = await browser.visitor();
  await someone.visits(site.origin);
  expect(await someone.banner.getByRole('heading', { level: 3 }).allTextContents()).toEqual([
    'Preferanser',
    'Statistikk',
    'Markedsføring',
  ]);
  await someone.presses('Velg selv');
  await someone.category('necessary').getByText('Alltid på').waitFor();
  expect(
    await someone
      .category('necessary')
      .getByRole('switch')
      .or(someone.category('necessary').getByRole('button'))
      .count(),
  ).toBe(0);
  for (const category of ['preferences', 'marketing']) await someone.category(category).getByRole('switch').check();
  await someone.presses('Lagre valgene');
  await expect.poll(() => someone.ran()).toEqual(['preferences', 'marketing']);
  expect(await historyOf(someone)).toEqual([
    'consent.given.v1 preferences',
    'consent.refused.v1 analytics',
    'consent.given.v1 marketing',
  ]);
  await someone.leaves();
  const asked = { ...(await kaukus.asked('preferences', 'cookie-banner')), person: visitor('k6') };
  for (const purpose of ['login-session', 'consent-choices'])
    for (const decision of ['given', 'refused'])
      expect(codeOf(await kaukus.withoutTrace(() => choose({ ...asked, purpose, decision })))).toBe(
        'purpose-without-consent',
      );
});

test('K7 a cookie choice is changed or withdrawn by one press of the button that stays, or by deleting the cookies', async () => {
  const someone = await browser.visitor();
  await someone.visits(site.origin);
  await someone.presses('Godta alle');
  const given = ['preferences', 'analytics', 'marketing'].map((purpose) => `consent.given.v1 ${purpose}`);
  await expect.poll(() => someone.ran()).toEqual(['preferences', 'statistics', 'marketing']);
  await someone.page.locator('#next').click();
  await someone.settingsButton.click();
  const statistics = someone.category('statistics');
  await statistics.getByRole('button').click();
  await statistics.getByText('Ikke tillatt').waitFor();
  expect(await historyOf(someone)).toEqual([...given, 'consent.withdrawn.v1 analytics']);
  await statistics.getByRole('button').click();
  await statistics.getByText('Du har sagt ja').waitFor();
  await statistics.getByRole('button').click();
  await statistics.getByText('Ikke tillatt').waitFor();
  expect((await historyOf(someone)).slice(4)).toEqual(['consent.given.v1 analytics', 'consent.withdrawn.v1 analytics']);
  await someone.visits(site.origin);
  await expect.poll(() => someone.ran()).toEqual(['preferences', 'marketing']);
  await someone.context.clearCookies();
  await someone.visits(site.origin);
  await someone.banner.waitFor();
  expect(await someone.ran()).toEqual([]);
  await someone.leaves();
  expect(await kaukus.page()).toMatch(/choice can be changed or withdrawn at any time/i);
});

test('K8 the cookie table lists _moeteadm_session for the session, and no cookie beside the table is taken in', async () => {
  const someone = await browser.visitor();
  await someone.visits(site.origin);
  await someone.presses('Velg selv');
  const row = someone.category('necessary').getByRole('listitem').filter({ hasText: '_moeteadm_session' });
  expect(await row.textContent()).toMatch(/innloggingen din i møteadm.*kaukus\.no.*til økten er slutt.*«Optional»/);
  await someone.leaves();
  expect(await kaukus.page()).toMatch(/_moeteadm_session.*logged in to møteadm.*“Optional”.*[Uu]ntil the session ends/);
  const person = [{ kind: 'user', value: 'moteadm-user-8' }];
  const { facts } = await kaukus.tells('moteadm', 'cookie.set', { person, cookie: '_moeteadm_session' });
  const kept = keptOf(await everything(), String(facts['person']));
  expect(kept['login-sessions']?.dataCategories).toEqual(['access']);
  expect(await kaukus.refusal('kaukus-site', 'cookie.set', { person, cookie: '_ga' })).toBe('not-in-statement');
});

test('visitors are told on the site of a significant change until they close it, and that it was shown is on record (K1)', async () => {
  const someone = await browser.visitor();
  await someone.visits(site.origin);
  await someone.presses('Avvis alle');
  await someone.settingsButton.waitFor();
  await kaukus.edition(1, (document) => {
    const logs = (document['retention'] as Document[]).find(({ id }) => id === 'technical-logs');
    (logs as Document)['keep'] = { atMost: 'P3M' };
  });
  await someone.visits(site.origin);
  await someone.banner.getByText('Personvernerklæringen er endret').waitFor();
  const link = await someone.banner.getByRole('link', { name: 'Les hva som er nytt' }).getAttribute('href');
  expect(link).toBe(`${kaukus.gateway}/statements/kaukus/1.1/changes?language=nb`);
  await someone.presses('Lukk');
  await someone.settingsButton.waitFor();
  await someone.visits(site.origin);
  expect(await someone.banner.count()).toBe(0);
  const newcomer = await browser.visitor();
  await newcomer.visits(site.origin);
  await newcomer.banner.getByText('Personvernerklæringen er endret').waitFor();
  expect(await newcomer.stored()).toEqual([]);
  const shown = () => everything().then((events) => events.filter(({ meta }) => meta.type === 'announcement.shown.v1'));
  await expect.poll(async () => (await shown()).map(({ facts }) => facts['announcement'])).toEqual(['1-1']);
  await Promise.all([someone.leaves(), newcomer.leaves()]);
});

test('the banner’s cookie lives as long as the statement says, and not from visit to visit (K12)', async () => {
  const someone = await browser.visitor();
  await someone.visits(site.origin);
  await someone.presses('Avvis alle');
  await someone.presses('Lukk');
  await someone.settingsButton.waitFor();
  const first = await theCookie(someone, 'vitne_visitor');
  expect(daysFromNow(first?.expires)).toBeGreaterThanOrEqual(181);
  expect(daysFromNow(first?.expires)).toBeLessThanOrEqual(184);
  await someone.visits(site.origin);
  expect(await theCookie(someone, 'vitne_visitor')).toEqual(first);
  await kaukus.edition(2, (document) => {
    const { table } = document['cookies'] as { table: Document[] };
    const description = { nb: 'Husker valget ditt.', en: 'Remembers your choice.' };
    const listed = {
      identifier: 'kaukus_choice',
      type: 'cookie',
      declaredCategory: 'necessary',
      function: 'consent-choice',
    };
    table.push({ ...listed, maxAge: 'P3M', domains: ['kaukus.no'], description });
  });
  await someone.visits(site.origin);
  await someone.presses('Avvis alle');
  await someone.presses('Lukk');
  await someone.settingsButton.waitFor();
  expect(daysFromNow((await theCookie(someone, 'kaukus_choice'))?.expires)).toBeLessThanOrEqual(92);
  await someone.leaves();
});

test('cookies live until the next visit and are replaced by fresh ones then, with nothing chosen anew (C10)', async () => {
  site.setting = { tenant: 'catacloud', platform: kaukus.gateway };
  const someone = await browser.visitor();
  await someone.visits(site.origin);
  await someone.presses('Godta alle');
  await expect.poll(() => someone.ran()).toEqual(['statistics', 'marketing']);
  const pixel = () => someone.page.evaluate<string | null>(`localStorage.getItem('catacloud_pixel')`);
  const cookies = () =>
    Promise.all([theCookie(someone, 'catacloud_visit'), theCookie(someone, 'vitne_visitor'), pixel()]);
  const [counted, own, seen] = await cookies();
  expect(daysFromNow(counted?.expires)).toBe(90);
  await someone.page.locator('#next').click();
  await expect.poll(() => someone.ran()).toEqual(['statistics', 'marketing']);
  expect(await cookies()).toEqual([counted, own, seen]);
  await someone.visits(site.origin);
  await expect.poll(() => someone.ran()).toEqual(['statistics', 'marketing']);
  const [fresh, renewed, seenAnew] = await cookies();
  expect(fresh?.value).not.toBe(counted?.value);
  expect(seenAnew).not.toBe(seen);
  expect(renewed?.value).toBe(own?.value);
  expect(renewed?.expires).toBeGreaterThanOrEqual(own?.expires ?? Number.NaN);
  await someone.leaves();
});

test('what is shown of all this is what a replay of the ledgers gives', () => kaukus.replayed());

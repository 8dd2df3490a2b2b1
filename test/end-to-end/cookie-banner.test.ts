import { createHash } from 'node:crypto';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import { statementFile } from '@vitne/embedded/statement-files';
import { checkedEvidence } from '@vitne/testing/checked-evidence';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OrganisationsSite, organisationsSite } from '../organisations-site.ts';
import { type RunningPlatform, runPlatform } from '../running-platform.ts';
import { type Visitor, type VisitorsBrowser, visitorsBrowser } from '../visitors-browser.ts';

let site: OrganisationsSite;
let running: RunningPlatform;
let browser: VisitorsBrowser;
beforeAll(async () => {
  site = await organisationsSite({ tenant: 'catacloud', platform: '' });
  [running, browser] = await Promise.all([runPlatform({ sites: { catacloud: [site.origin] } }), visitorsBrowser()]);
  site.setting.platform = running.platform.address.gateway;
});
afterAll(async () => {
  await browser?.stop();
  await running?.stop();
  await site?.stop();
});

/** What this visitor chose, as the ledger has it, in its order. */
async function recorded(visitor: Visitor): Promise<AnyRecordedEvent[]> {
  const lookup = { identifier: await visitor.reference() };
  const { body } = await running.user.post('/v1/people/lookup', { tenant: 'catacloud', role: 'staff' }, lookup);
  const choices = (await running.ledger('catacloud')).filter(({ meta }) => meta.type.startsWith('consent.'));
  return choices.filter(({ facts }) => facts['person'] === body['person']);
}
const typesOf = (events: AnyRecordedEvent[]) => events.map(({ meta }) => meta.type.replace(/^consent\.|\.v1$/g, ''));
const events = async () => (await running.ledger('catacloud')).length;

test('before a choice nothing is stored, nothing runs, and nothing is recorded', async () => {
  const before = await events();
  const visitor = await browser.visitor();
  await visitor.visits(site.origin);
  await visitor.page.mouse.wheel(0, 1500);
  await visitor.page.keyboard.press('Escape');
  await visitor.page.locator('h1').click();
  await visitor.presses('Velg selv');
  await visitor.dialog.waitFor();
  await visitor.page.keyboard.press('Escape');
  await visitor.banner.waitFor();
  await visitor.page.locator('#next').click();
  await visitor.banner.waitFor();
  expect([await visitor.stored(), await visitor.ran(), await visitor.context.cookies()]).toEqual([[], [], []]);
  expect(await events()).toBe(before);
  await visitor.leaves();
});

test('whoever refuses all is not asked again, and the browser keeps one random number', async () => {
  const visitor = await browser.visitor();
  await visitor.visits(site.origin);
  await visitor.presses('Avvis alle');
  await visitor.settingsButton.waitFor();
  await visitor.visits(site.origin);
  await visitor.settingsButton.waitFor();
  expect(await visitor.banner.count()).toBe(0);
  expect([await visitor.stored(), await visitor.ran()]).toEqual([['vitne_visitor'], []]);
  const refusals = await recorded(visitor);
  expect(refusals.map(({ facts }) => [facts['purpose'], (facts['shown'] as { method: string }).method])).toEqual([
    ['statistics', 'pressed-button'],
    ['usability', 'pressed-button'],
    ['campaign-measurement', 'pressed-button'],
    ['content-personalisation', 'pressed-button'],
  ]);
  expect(new Set(typesOf(refusals))).toEqual(new Set(['refused']));
  await visitor.leaves();
});

test('a yes is in the ledger with the hash of the words that were on the screen, and only then its script runs', async () => {
  const visitor = await browser.visitor({ locale: 'en-GB' });
  site.setting.language = 'en';
  await visitor.visits(site.origin);
  await visitor.presses('Choose');
  expect(await visitor.dialog.locator('input:checked').count()).toBe(0);
  await visitor.category('statistics').getByRole('switch').check();
  const onScreen = (await visitor.category('statistics').textContent()) ?? '';
  await visitor.presses('Save choices');
  await visitor.settingsButton.waitFor();
  await expect.poll(() => visitor.ran()).toEqual(['statistics']);
  const choices = await recorded(visitor);
  expect(choices.map(({ meta, facts }) => `${String(facts['purpose'])} ${meta.type}`)).toEqual([
    'statistics consent.given.v1',
    'usability consent.given.v1',
    'campaign-measurement consent.refused.v1',
    'content-personalisation consent.refused.v1',
  ]);
  for (const { facts } of choices.slice(0, 2)) {
    const { body } = await running.user.get(
      `/v1/public/catacloud/notices/${String(facts['purpose'])}?language=en&version=${String(facts['statementVersion'])}`,
      'anyone',
    );
    const notice = body['notice'] as { question: string; data: string[] };
    expect(onScreen).toContain(notice.question);
    for (const data of notice.data) expect(onScreen).toContain(data);
    const noticeHash = createHash('sha256').update(canonicalJson(notice)).digest('hex');
    expect(facts['shown']).toMatchObject({ noticeHash, language: 'en', surface: 'cookie-banner' });
  }
  site.setting.language = 'nb';
  await visitor.leaves();
});

test('a withdrawal takes one press: it is recorded, the cookies of the category go, and its script does not run again', async () => {
  const visitor = await browser.visitor();
  await visitor.visits(site.origin);
  await visitor.page.evaluate(`window.vitne.onChange(({ allowed }) => { window.told = allowed; })`);
  await visitor.presses('Godta alle');
  await visitor.settingsButton.waitFor();
  await expect.poll(() => visitor.ran()).toEqual(['statistics', 'marketing']);
  expect(await visitor.stored()).toEqual(['vitne_visitor', 'catacloud_visit', 'catacloud_pixel']);
  expect(await visitor.page.evaluate('window.told')).toEqual(['necessary', 'statistics', 'marketing']);
  await visitor.settingsButton.click();
  const before = (await recorded(visitor)).length;
  await visitor.category('statistics').getByRole('button').click();
  await visitor.category('statistics').getByText('Ikke tillatt').waitFor();
  expect(typesOf((await recorded(visitor)).slice(before))).toEqual(['withdrawn', 'withdrawn']);
  expect(await visitor.stored()).toEqual(['vitne_visitor', 'catacloud_pixel']);
  expect(await visitor.page.evaluate(`[window.told, vitne.may('statistics'), vitne.may('usability')]`)).toEqual([
    ['necessary', 'marketing'],
    false,
    false,
  ]);
  await visitor.visits(site.origin);
  await expect.poll(() => visitor.ran()).toEqual(['marketing']);
  await visitor.page.evaluate('window.vitne.openCookieSettings()');
  await visitor.category('statistics').getByRole('button').click();
  await visitor.category('statistics').getByText('Du har sagt ja').waitFor();
  await expect.poll(() => visitor.ran()).toEqual(['marketing', 'statistics']);
  await visitor.leaves();
});

test('the receipt of each choice is downloaded in the settings, and the file proves itself', async () => {
  const visitor = await browser.visitor();
  await visitor.visits(site.origin);
  await visitor.page.evaluate('window.vitne.openCookieSettings()');
  await visitor.dialog.waitFor();
  expect(await visitor.dialog.getByText('Kvitteringer for valgene dine').count()).toBe(0);
  await visitor.presses('Godta alle');
  await visitor.settingsButton.click();
  await visitor.category('statistics').getByRole('button').click();
  await visitor.category('statistics').getByText('Ikke tillatt').waitFor();
  await visitor.dialog.getByText('Kvitteringer for valgene dine').click();
  const items = visitor.dialog.locator('.receipts li');
  await items.first().waitFor();
  expect(await items.filter({ hasText: 'Du sa ja' }).count()).toBe(4);
  expect(await items.filter({ hasText: 'Du trakk ja tilbake' }).count()).toBe(2);
  const address = (await items.last().getByRole('link').getAttribute('href')) ?? '';
  await running.platform.signed();
  const answer = await running.user.get(new URL(address).pathname, 'anyone');
  const { body } = await running.user.get('/v1/public/catacloud/ledger/keys', 'anyone');
  const keys = (body['keys'] as { key: string }[]).map(({ key }) => key);
  const checked = await checkedEvidence({ headers: {}, ...answer }, keys);
  expect(checked).toMatchObject({ id: (await recorded(visitor))[0]?.meta.id, trust: 'known-key' });
  await visitor.leaves();
});

test('a browser that says no for its person is heard: marketing is refused and not asked about, the rest is', async () => {
  const visitor = await browser.visitor({ signal: true });
  await visitor.visits(site.origin);
  await visitor.banner.getByText('Nettleseren din sier nei for deg (Global Privacy Control): markedsføring').waitFor();
  expect(await visitor.banner.getByRole('heading', { level: 3 }).allTextContents()).toEqual(['Statistikk']);
  const refusals = await recorded(visitor);
  expect(new Set(typesOf(refusals))).toEqual(new Set(['refused-by-signal']));
  const refused = refusals.map(({ facts }) => facts['purpose']);
  expect(refused).toEqual(expect.arrayContaining(['campaign-measurement', 'content-personalisation']));
  await visitor.presses('Velg selv');
  await visitor.category('marketing').getByText('Nettleseren din sier nei').waitFor();
  await visitor.category('statistics').getByRole('switch').check();
  await visitor.category('marketing').getByRole('button').click();
  await visitor.category('marketing').getByText('Du har sagt ja').waitFor();
  expect(await visitor.category('statistics').getByRole('switch').isChecked()).toBe(true);
  await visitor.category('marketing').getByRole('button').click();
  await visitor.category('marketing').getByText('Ikke tillatt').waitFor();
  await visitor.presses('Godta');
  await expect.poll(() => visitor.ran()).toEqual(['marketing', 'statistics']);
  await visitor.settingsButton.click();
  await visitor.category('marketing').getByRole('button').click();
  await visitor.category('marketing').getByText('Du har sagt ja').waitFor();
  await visitor.visits(site.origin);
  await expect.poll(() => visitor.ran()).toEqual(['statistics', 'marketing']);
  await visitor.leaves();
});

test('whoever deletes the cookies in the browser is a new visitor and asked anew', async () => {
  const visitor = await browser.visitor();
  await visitor.visits(site.origin);
  await visitor.presses('Godta alle');
  await visitor.settingsButton.waitFor();
  const before = await visitor.reference();
  await visitor.context.clearCookies();
  await visitor.visits(site.origin);
  await visitor.banner.waitFor();
  expect(await visitor.ran()).toEqual([]);
  await visitor.presses('Avvis alle');
  await visitor.settingsButton.waitFor();
  expect((await visitor.reference()).value).not.toBe(before.value);
  await visitor.leaves();
});

test('whoever turned out to be somebody known still changes and withdraws at the banner', async () => {
  const visitor = await browser.visitor();
  await visitor.visits(site.origin);
  await visitor.presses('Godta alle');
  await visitor.settingsButton.waitFor();
  const person = { kind: 'email', value: 'known@catacloud-customer.example' };
  const merge = { visitor: await visitor.reference(), person };
  const merged = await running.user.post('/v1/people/merges', { tenant: 'catacloud', role: 'staff' }, merge);
  expect(merged.status, JSON.stringify(merged.body)).toBeLessThan(300);
  await visitor.settingsButton.click();
  await visitor.category('statistics').getByRole('button').click();
  await visitor.category('statistics').getByText('Ikke tillatt').waitFor();
  expect(typesOf(await recorded(visitor)).slice(-2)).toEqual(['withdrawn', 'withdrawn']);
  await visitor.leaves();
});

test("Google's tags are told of all seven signals: denied before any of them runs, then what the visitor allows", async () => {
  site.setting.attributes = 'data-google-consent-mode';
  site.setting.head = '<script>window.seenByTag = dataLayer.map((entry) => entry[1])</script>';
  const visitor = await browser.visitor();
  const told = () =>
    visitor.page.evaluate<[string, string, Record<string, string>][]>('dataLayer.map((entry) => [...entry])');
  await visitor.visits(site.origin);
  expect(await visitor.page.evaluate('window.seenByTag')).toEqual(['default']);
  await visitor.presses('Velg selv');
  await visitor.category('statistics').getByRole('switch').check();
  await visitor.presses('Lagre valgene');
  await visitor.settingsButton.waitFor();
  const [first, ...updates] = await told();
  const { wait_for_update: wait, ...signals } = first?.[2] ?? {};
  expect([first?.[1], Object.keys(signals).length, new Set(Object.values(signals)), typeof wait]).toEqual([
    'default',
    7,
    new Set(['denied']),
    'number',
  ]);
  expect(updates.at(-1)?.[2]).toEqual({
    ad_storage: 'denied',
    ad_user_data: 'denied',
    ad_personalization: 'denied',
    analytics_storage: 'granted',
    functionality_storage: 'denied',
    personalization_storage: 'denied',
    security_storage: 'granted',
  });
  site.setting = { tenant: 'catacloud', platform: site.setting.platform };
  await visitor.leaves();
});

test('a changed statement is shown before it is answered, and asks again only for what it changed', async () => {
  const [agreed, reading] = [await browser.visitor(), await browser.visitor()];
  await agreed.visits(site.origin);
  await agreed.presses('Godta alle');
  await agreed.settingsButton.waitFor();
  await reading.visits(site.origin);
  const file = statementFile('catacloud')
    .replace('revision: 10', 'revision: 11')
    .replace('nb: Kan vi føre statistikk over hvordan tjenesten brukes?', 'nb: Kan vi telle det du gjør?');
  const published = await running.user.post(
    '/v1/statements',
    { tenant: 'catacloud', role: 'privacy-officer' },
    { file },
  );
  expect(published.status, JSON.stringify(published.body)).toBe(201);
  await running.platform.settled();
  await reading.presses('Godta alle');
  await reading.banner.getByText('Personvernerklæringen ble endret akkurat nå').waitFor();
  await reading.banner.getByText('Kan vi telle det du gjør?').waitFor();
  const underIt = (await running.ledger('catacloud')).filter(({ facts }) => facts['statementVersion'] === '2.11');
  expect(typesOf(underIt)).not.toContain('given');
  expect([await reading.ran(), await reading.stored()]).toEqual([[], []]);
  await reading.presses('Godta alle');
  await expect.poll(() => reading.ran()).toEqual(['statistics', 'marketing']);
  await agreed.visits(site.origin);
  await agreed.banner.getByText('Vi må spørre deg på nytt').waitFor();
  expect(await agreed.banner.getByRole('heading', { level: 3 }).allTextContents()).toEqual(['Statistikk']);
  await expect.poll(() => agreed.ran()).toEqual(['marketing']);
  expect(await agreed.stored()).not.toContain('catacloud_visit');
  await agreed.presses('Godta');
  await expect.poll(() => agreed.ran()).toEqual(['marketing', 'statistics']);
  await Promise.all([agreed.leaves(), reading.leaves()]);
});

test('pages of other websites are kept from what a visitor is told, and none may call with a token', async () => {
  const { gateway } = running.platform.address;
  const allowed = async (origin: string, path: string, method = 'GET') =>
    (await fetch(gateway + path, { method, headers: { origin } })).headers.get('access-control-allow-origin');
  const cookies = '/v1/public/catacloud/cookies';
  for (const origin of [site.origin, 'https://catacloud.com']) {
    expect(await allowed(origin, cookies)).toBe(origin);
    expect(await allowed(origin, '/v1/public/catacloud/consents/questions', 'OPTIONS')).toBe(origin);
  }
  expect(await allowed('https://elsewhere.example', cookies)).toBeNull();
  expect(await allowed(site.origin, '/v1/public/kaukus/cookies')).toBeNull();
  expect(await allowed(site.origin, '/v1/consents', 'OPTIONS')).toBeNull();
});

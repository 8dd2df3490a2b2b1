import { accessibilityViolations } from '@vitne/testing/accessibility';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type OrganisationsSite, organisationsSite } from '../organisations-site.ts';
import { type RunningPlatform, runPlatform } from '../running-platform.ts';
import { type VisitorsBrowser, visitorsBrowser } from '../visitors-browser.ts';

let site: OrganisationsSite;
let running: RunningPlatform;
let browser: VisitorsBrowser;
beforeAll(async () => {
  site = await organisationsSite({ tenant: 'kaukus', platform: '' });
  [running, browser] = await Promise.all([runPlatform({ sites: { kaukus: [site.origin] } }), visitorsBrowser()]);
});
beforeEach(() => {
  site.setting = { tenant: 'kaukus', platform: running.platform.address.gateway };
});
afterAll(async () => {
  await browser?.stop();
  await running?.stop();
  await site?.stop();
});

const phone = { viewport: { width: 390, height: 844 } };
const desktop = { viewport: { width: 1280, height: 800 } };

for (const [device, screen] of Object.entries({ phone, desktop })) {
  for (const language of ['nb', 'en']) {
    test(`nothing keeps anybody from either layer or the settings, on a ${device}, in ${language}`, async () => {
      site.setting.language = language;
      const visitor = await browser.visitor(screen);
      await visitor.visits(site.origin);
      expect(await visitor.banner.getAttribute('lang')).toBe(language);
      expect(await accessibilityViolations(visitor.page)).toEqual([]);
      await visitor.presses(language === 'nb' ? 'Velg selv' : 'Choose');
      await visitor.dialog.waitFor();
      expect(await accessibilityViolations(visitor.page)).toEqual([]);
      await visitor.presses(language === 'nb' ? 'Godta alle' : 'Accept all');
      await visitor.settingsButton.waitFor();
      expect(await accessibilityViolations(visitor.page)).toEqual([]);
      await visitor.settingsButton.click();
      await visitor.dialog.waitFor();
      expect(await accessibilityViolations(visitor.page)).toEqual([]);
      await visitor.leaves();
    });
  }
}

test('a site that can be dark has a banner that can be dark, and as easy to read', async () => {
  site.setting.style =
    ':root { color-scheme: light dark; } body { background: #101418; color: #eee; } a { color: #9cf; }';
  const visitor = await browser.visitor({ ...desktop, colorScheme: 'dark' });
  await visitor.visits(site.origin);
  expect(await visitor.measured('.banner', 'getComputedStyle(element).backgroundColor')).not.toBe('rgb(255, 255, 255)');
  expect(await accessibilityViolations(visitor.page)).toEqual([]);
  await visitor.presses('Velg selv');
  await visitor.dialog.waitFor();
  expect(await accessibilityViolations(visitor.page)).toEqual([]);
  await visitor.leaves();
});

test('a page in a language that the statement does not have is asked in the first of those that it has', async () => {
  site.setting.language = 'de';
  const visitor = await browser.visitor();
  await visitor.visits(site.origin);
  expect(await visitor.banner.getAttribute('lang')).toBe('nb');
  await visitor.leaves();
});

test('saying no is as easy as saying yes: the same look, the same size, side by side', async () => {
  const look = `(({ width, height, top }, { color, backgroundColor, font, border, cursor }) =>
    ({ width, height, top, color, backgroundColor, font, border, cursor }))(element.getBoundingClientRect(), getComputedStyle(element))`;
  for (const screen of [phone, desktop]) {
    const visitor = await browser.visitor(screen);
    await visitor.visits(site.origin);
    const no = await visitor.measured('.answer:nth-of-type(1)', look);
    expect(no).toEqual(await visitor.measured('.answer:nth-of-type(2)', look));
    await visitor.leaves();
  }
});

test('everything can be done by keyboard, and Escape is never an answer', async () => {
  const visitor = await browser.visitor(desktop);
  const { keyboard } = visitor.page;
  await visitor.visits(site.origin);
  await keyboard.press('Escape');
  await visitor.tabsTo('Velg selv');
  await keyboard.press('Enter');
  await visitor.dialog.waitFor();
  expect(await visitor.focused()).toBe('Dine valg om informasjonskapsler');
  await keyboard.press('Escape');
  await visitor.banner.waitFor();
  await expect.poll(() => visitor.focused()).toBe('Velg selv');
  expect(await visitor.stored()).toEqual([]);
  await keyboard.press('Enter');
  await visitor.dialog.waitFor();
  await visitor.tabsTo('Preferanser');
  await keyboard.press('Space');
  await visitor.tabsTo('Lagre valgene');
  await keyboard.press('Enter');
  await visitor.settingsButton.waitFor();
  expect(await visitor.page.evaluate(`[vitne.may('preferences'), vitne.may('statistics')]`)).toEqual([true, false]);
  await visitor.tabsTo('Informasjonskapsler');
  await keyboard.press('Enter');
  await visitor.dialog.waitFor();
  await visitor.tabsTo('Trekk tilbake');
  await keyboard.press('Enter');
  await visitor.category('preferences').getByText('Ikke tillatt').waitFor();
  expect(await visitor.focused()).toBe('Tillat');
  await keyboard.press('Escape');
  await visitor.settingsButton.waitFor();
  await expect.poll(() => visitor.focused()).toBe('Informasjonskapsler');
  await visitor.leaves();
});

test('the banner hides nothing that has the focus, and the end of the page can be reached', async () => {
  const visitor = await browser.visitor(desktop);
  await visitor.visits(site.origin);
  await visitor.tabsTo('The end of the page');
  const link = await visitor.page.getByText('The end of the page').boundingBox();
  const banner = await visitor.banner.boundingBox();
  expect((link?.y ?? 0) + (link?.height ?? 0)).toBeLessThan(banner?.y ?? 0);
  await visitor.leaves();
});

test('a narrow screen needs no scrolling sideways, and who wants no motion gets none', async () => {
  const visitor = await browser.visitor({ viewport: { width: 320, height: 600 }, reducedMotion: 'reduce' });
  const overflow = (selector: string) =>
    visitor.measured<number>(selector, 'element.scrollWidth - element.clientWidth');
  await visitor.visits(site.origin);
  expect(await overflow('.banner .read')).toBe(0);
  await visitor.presses('Velg selv');
  await visitor.dialog.waitFor();
  expect(await overflow('.choices .read')).toBe(0);
  expect(await visitor.measured('input', 'getComputedStyle(element).transitionDuration')).toBe('0s');
  await visitor.leaves();
});

test('what a site does to its own elements does not reach the banner', async () => {
  const look = async () => {
    const visitor = await browser.visitor(desktop);
    await visitor.visits(site.origin);
    const found = await visitor.measured<{ style: string[]; box: object }>(
      '.answer',
      `(({ x, y, width, height }, style) =>
        ({ box: { x, y, width, height }, style: [...style].map((name) => name + ': ' + style.getPropertyValue(name)) }))(
        element.getBoundingClientRect(), getComputedStyle(element))`,
    );
    await visitor.leaves();
    return found;
  };
  const calm = await look();
  expect(calm.style.length).toBeGreaterThan(200);
  site.setting.style = `
    html { font-size: 3px; filter: blur(1px); } body { transform: scale(.5) rotate(9deg); overflow: hidden; height: 10px; letter-spacing: 9px; }
    * { color: red !important; background: yellow !important; font: 700 3px fantasy !important; visibility: hidden !important; opacity: 0 !important; position: static !important; line-height: 9 !important; }
    body > * { display: none !important; } button, section, dialog { all: unset !important; }`;
  expect(await look()).toEqual(calm);
});

test('the banner changes nothing of how the site looks', async () => {
  const looks = `JSON.stringify(['body', 'main', 'h1', 'a', 'p'].map((name) => {
    const element = document.querySelector(name);
    return [{ ...getComputedStyle(element) }, element.getBoundingClientRect()];
  }))`;
  const visitor = await browser.visitor(desktop);
  await visitor.visits(site.origin);
  const withBanner = await visitor.page.evaluate(looks);
  await visitor.page.route('**/banner/**', (route) => route.abort());
  await visitor.page.goto(site.origin);
  expect(await visitor.page.evaluate(looks)).toBe(withBanner);
  await visitor.leaves();
});

test('the strictest policy of a site has nothing to object to, and its own scripts keep their nonces', async () => {
  const { gateway } = running.platform.address;
  site.setting.contentSecurityPolicy = [
    "default-src 'none'",
    `script-src 'nonce-secret' ${gateway}`,
    `connect-src ${gateway}`,
    "style-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  site.setting.head = `<script type="text/plain" data-vitne-purpose="analytics" nonce="secret">window.ran = ['inline'];</script>`;
  const visitor = await browser.visitor();
  await visitor.context.addInitScript(`addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    (window.violations ??= []).push(violatedDirective + ' ' + blockedURI))`);
  await visitor.visits(site.origin);
  await visitor.presses('Velg selv');
  await visitor.category('statistics').getByRole('switch').check();
  await visitor.presses('Lagre valgene');
  await visitor.settingsButton.waitFor();
  await expect.poll(() => visitor.ran()).toEqual(['inline']);
  // The site's own file has no nonce here, so its policy stops it: the banner opens no way around.
  await expect
    .poll(() => visitor.page.evaluate('window.violations'))
    .toEqual([`script-src-elem ${site.origin}/statistics.js`]);
  await visitor.leaves();
});

test('a site whose platform does not answer works as before, and nothing is allowed', async () => {
  const visitor = await browser.visitor();
  await visitor.page.route('**/v1/public/**', (route) => route.abort());
  await visitor.page.goto(site.origin);
  await visitor.page.waitForEvent('console', { predicate: (message) => message.text().includes('did not start') });
  expect(await visitor.page.evaluate(`vitne.may('statistics')`)).toBe(false);
  expect([await visitor.ran(), await visitor.stored()]).toEqual([[], []]);
  await visitor.leaves();
});

test('a choice that was not recorded turns nothing on, and says so', async () => {
  const visitor = await browser.visitor();
  await visitor.visits(site.origin);
  await visitor.page.route('**/consents/**', (route) => route.abort());
  await visitor.presses('Godta alle');
  await visitor.banner.getByRole('alert').getByText('Valget ble ikke lagret').waitFor();
  expect([await visitor.ran(), await visitor.stored()]).toEqual([[], []]);
  await visitor.leaves();
});

test('a no is remembered until the statement lets it be asked again', async () => {
  const visitor = await browser.visitor();
  await visitor.visits(site.origin);
  await visitor.presses('Avvis alle');
  await running.platform.steer('2025-09-02T09:00:00Z');
  await visitor.visits(site.origin);
  expect(await visitor.banner.count()).toBe(0);
  await running.platform.steer('2025-09-05T09:00:00Z');
  await visitor.visits(site.origin);
  await visitor.banner.getByText('Vi må spørre deg på nytt').waitFor();
  await visitor.presses('Godta alle');
  await visitor.settingsButton.waitFor();
  await expect.poll(() => visitor.ran()).toEqual(['preferences', 'statistics', 'marketing']);
  await visitor.leaves();
});

import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { accessPackageSchema } from '@vitne/contracts/interop/access-package';
import { accessibilityViolations } from '@vitne/testing/accessibility';
import { launchBrowser } from '@vitne/testing/browser';
import { screenWidths, standingOut } from '@vitne/testing/page-fit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningPackages, startPackages } from './running-packages.ts';

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

let packages: RunningPackages;
let browser: Browser;
beforeAll(async () => {
  packages = await startPackages();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await packages?.stop();
});

describe('in a real browser', () => {
  it('the package is read and taken away by whoever has the link, on every screen, in both languages', async () => {
    const { asked, everybodyAnswers, linkTo, run } = packages;
    const { request, person, email } = await asked('leser', 'access');
    await run.request('staff', 'GET', `/v1/requests/${request}`);
    const taken = { person, about: 'd-1', contains: 'sealed', downloaded: run.clock.now() };
    for (const by of ['person', 'staff'])
      await run.tell('disposal-confirmation.downloaded.v1', person, { ...taken, by });
    const wanted = { person, recipient: 'hetzner', purpose: 'newsletter', dataCategories: ['contact'], sale: false };
    await run.tell('disclosure.denied.v1', person, {
      ...wanted,
      disclosure: 'no-1',
      upTo: 1,
      reasons: ['use-not-allowed', 'consent-missing'],
      denied: run.clock.now(),
    });
    await everybodyAnswers(request, email);
    const { port } = run.service.app.server.address() as AddressInfo;
    const [place] = (await linkTo(email)).split('?');
    for (const language of ['nb', 'en']) {
      const tab = await browser.newPage({ viewport: { width: 390, height: 900 } });
      await tab.goto(`http://127.0.0.1:${port}${place}?language=${language}`);
      expect(await accessibilityViolations(tab)).toEqual([]);
      await shot(tab, `door-${language}-390`);
      await tab.locator('form[action*="opening"] button').click();
      await tab.waitForSelector('#data');
      expect(await accessibilityViolations(tab)).toEqual([]);
      const page = await tab.content();
      expect(page).toContain(email);
      const said = ['Whoever had the link that we gave you', 'The confirmation of an erasure', 'wanted to hand on'];
      const sagt = ['Den som hadde lenken vi ga deg', 'Bekreftelsen på en sletting', 'ville gi videre'];
      for (const words of language === 'en' ? said : sagt) expect(page).toContain(words);
      expect(page).not.toContain('answer-address');
      for (const width of screenWidths) expect(await standingOut(browser, page, width)).toEqual([]);
      await shot(tab, `package-${language}-390`);
      await tab.setViewportSize({ width: 1280, height: 900 });
      await shot(tab, `package-${language}-1280`);
      await tab.goBack();
      const [file] = await Promise.all([
        tab.waitForEvent('download'),
        tab.locator('form[action*="/downloads/json"] button').click(),
      ]);
      const { filesTaken, disclosuresDenied } = accessPackageSchema.parse(
        JSON.parse(readFileSync(await file.path(), 'utf8')),
      );
      expect(disclosuresDenied).toMatchObject([
        { recipient: 'hetzner', reasons: ['use-not-allowed', 'consent-missing'] },
      ]);
      expect(filesTaken.map(({ by, kind }) => [by, kind])).toEqual([
        ['person', 'disposal-confirmation'],
        ['staff', 'disposal-confirmation'],
      ]);
      await tab.close();
    }
  }, 120_000);
});

/** Keeps a picture where somebody wants to look. */
async function shot(tab: Awaited<ReturnType<Browser['newPage']>>, name: string): Promise<void> {
  const { VITNE_PICTURES } = process.env;
  if (VITNE_PICTURES) await tab.screenshot({ path: join(VITNE_PICTURES, `${name}.png`), fullPage: true });
}

import { accessibilityViolations } from '@vitne/testing/accessibility';
import { launchBrowser } from '@vitne/testing/browser';
import { screenWidths, standingOut } from '@vitne/testing/page-fit';
import { statementOf } from '@vitne/testing/statement-files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leavingPage, linkPage, notProvedPage, provedPage, provePage } from '../src/pages/identity-page.ts';
import { whyNotProved, whyNotSignedIn } from '../src/pages/why-not-proved.ts';

let browser: Awaited<ReturnType<typeof launchBrowser>>;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const asked = { request: 'a'.repeat(32), requestType: 'access', received: '2026-03-02T09:00:00.000Z' } as const;

const url = new URL('https://idporten.example/auth?a=1&b=2');
/** A page that leaves for another one at once, held still to be looked at. */
const standing = (page: string) => {
  const leaves = `<meta http-equiv="refresh" content="0;url=${url.href.replaceAll('&', '&amp;')}">`;
  if (!page.includes(leaves)) throw new Error('The page does not leave.');
  return page.replace(leaves, '');
};

describe.each(['nb', 'en'] as const)('in %s', (language) => {
  const common = { statement: statementOf('kaukus'), language };
  const pages: Record<string, string> = {
    ways: provePage({ ...common, asked }),
    wrong: provePage({ ...common, asked, wrong: whyNotProved['code-wrong'][language] }),
    sent: provePage({ ...common, asked, sent: true }),
    withSignIn: provePage({ ...common, asked, signIn: 'ID-porten' }),
    leaving: standing(leavingPage({ ...common, provider: 'ID-porten', url })),
    notSignedIn: notProvedPage({
      ...common,
      says: whyNotSignedIn['claim-differs'][language],
      back: '/identity/kaukus',
    }),
    link: linkPage({ ...common, asked, token: `${asked.request}.${'b'.repeat(43)}` }),
    proved: provedPage({ ...common, asked }),
    notProved: notProvedPage({ ...common, says: whyNotProved['check-locked'][language], back: '/identity/kaukus' }),
  };

  it.each(Object.keys(pages))('the page %s fits every screen and is accessible', async (name) => {
    const page = pages[name] ?? '';
    for (const width of screenWidths) expect(await standingOut(browser, page, width)).toEqual([]);
    for (const colorScheme of ['light', 'dark'] as const) {
      const tab = await browser.newPage({ viewport: { width: 390, height: 800 }, colorScheme });
      await tab.setContent(page);
      expect(await accessibilityViolations(tab)).toEqual([]);
      await tab.close();
    }
  });

  it('is told apart from the other language by its own words', () => {
    for (const page of Object.values(pages)) expect(page).toContain(`<html lang="${language}">`);
    expect(pages['ways']).toContain(language === 'nb' ? 'Send meg en ny kode' : 'Send me another code');
  });
});

it('says in both languages why something was not proved', () => {
  for (const { nb, en } of [...Object.values(whyNotProved), ...Object.values(whyNotSignedIn)]) expect(nb).not.toBe(en);
});

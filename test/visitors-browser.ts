import { launchBrowser } from '@vitne/testing/browser';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Shorter than a test may take, so that what did not happen is said by its name. */
const patienceMs = 10_000;

export type Visitor = {
  page: Page;
  context: BrowserContext;
  /** The first layer, when something is asked. */
  banner: Locator;
  /** The second layer, or the settings. */
  dialog: Locator;
  settingsButton: Locator;
  /** Goes to the page as from elsewhere, and waits until the banner knows what to show. */
  visits(address: string): Promise<void>;
  presses(name: string): Promise<void>;
  /** What the banner changes about one category. */
  category(name: string): Locator;
  /** Names of everything that the browser keeps of the page's origin. */
  stored(): Promise<string[]>;
  /** The random number that the browser's choices are kept under, as the consent service knows a visitor. */
  reference(): Promise<{ kind: 'cookie'; value: string }>;
  /** What an expression says of the first `element` of the banner's own that fits a selector. */
  measured<Found>(selector: string, expression: string): Promise<Found>;
  /** What has the focus, by its text. */
  focused(): Promise<string>;
  /** Goes from control to control until the one that reads so has the focus. */
  tabsTo(text: string): Promise<void>;
  /** Which of the site's scripts have run on this page. */
  ran(): Promise<string[]>;
  leaves(): Promise<void>;
};

export type VisitorsBrowser = {
  /** Somebody with a browser of their own, without cookies; `signal` turns Global Privacy Control on in it. */
  visitor(options?: BrowserContextOptions & { signal?: boolean }): Promise<Visitor>;
  stop(): Promise<void>;
};

/** A real browser, and people who visit a site with it. */
export async function visitorsBrowser(): Promise<VisitorsBrowser> {
  const browser: Browser = await launchBrowser();
  return {
    stop: () => browser.close(),
    async visitor({ signal = false, ...options } = {}) {
      const context = await browser.newContext({
        ...options,
        ...(signal && { extraHTTPHeaders: { 'Sec-GPC': '1' } }),
      });
      context.setDefaultTimeout(patienceMs);
      if (signal)
        await context.addInitScript('Object.defineProperty(navigator, "globalPrivacyControl", { value: true })');
      return visitorWith(context, await context.newPage());
    },
  };
}

function visitorWith(context: BrowserContext, page: Page): Visitor {
  const banner = page.locator('vitne-banner .banner');
  const dialog = page.locator('vitne-banner dialog[open]');
  const settingsButton = page.locator('vitne-banner .settings');
  const evaluate = <Found>(script: string) => page.evaluate<Found>(script);
  const stored = () =>
    evaluate<string[]>(`[
    ...document.cookie.split('; ').map((pair) => pair.split('=')[0]).filter(Boolean),
    ...Object.keys(localStorage), ...Object.keys(sessionStorage)]`);
  const focused = () =>
    evaluate<string>(`(({ activeElement: one }) =>
      (one?.shadowRoot?.activeElement ?? one)?.textContent || one?.shadowRoot?.activeElement?.ariaLabel || '')(document)`);
  return {
    page,
    context,
    banner,
    dialog,
    settingsButton,
    stored,
    category: (name) => dialog.locator(`[data-category="${name}"]`),
    async visits(address) {
      await page.goto(address);
      await banner.or(settingsButton).first().waitFor();
    },
    async presses(name) {
      await page.locator('vitne-banner').getByRole('button', { name, exact: true }).click();
      await page.locator('vitne-banner [aria-busy]').waitFor({ state: 'detached' });
    },
    async reference() {
      const value = /(?:^|; )vitne_visitor=([^;]*)/.exec(await evaluate<string>('document.cookie'))?.[1] ?? '';
      return { kind: 'cookie', value };
    },
    measured: (selector, expression) =>
      evaluate(
        `((element) => ${expression})(document.querySelector('vitne-banner').shadowRoot.querySelector('${selector}'))`,
      ),
    focused,
    async tabsTo(text) {
      for (let presses = 0; presses < 30 && (await focused()) !== text; presses++) await page.keyboard.press('Tab');
      expect(await focused()).toBe(text);
    },
    ran: () => evaluate<string[]>('window.ran ?? []'),
    leaves: () => context.close(),
  };
}

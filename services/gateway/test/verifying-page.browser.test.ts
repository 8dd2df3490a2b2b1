import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { accessibilityViolations } from '@vitne/testing/accessibility';
import { launchBrowser } from '@vitne/testing/browser';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningGateway, runGateway } from './running-gateway.ts';

const vectors = `${import.meta.dirname}/../../../packages/evidence/test/vectors`;
const expected = JSON.parse(readFileSync(`${vectors}/expected.json`, 'utf8')) as Record<string, string>;
const key = readFileSync(`${vectors}/key.txt`, 'utf8').trim();
const fileOf = (name: string): string => `${vectors}/${name}.vitne.json`;
const good = 'nothing-changed-request-answer';
const { VITNE_PICTURES } = process.env;

let gateway: RunningGateway;
let browser: Awaited<ReturnType<typeof launchBrowser>>;
let page: Awaited<ReturnType<typeof browser.newPage>>;
let asked: string[];
let origin: string;
beforeAll(async () => {
  [gateway, browser] = await Promise.all([runGateway(), launchBrowser()]);
  origin = gateway.origin;
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  asked = [];
  page.on('request', (request) => asked.push(request.url()));
});
afterEach(() => page.close());

async function open(url = `${origin}/verify?language=en`): Promise<void> {
  await page.goto(url);
  await page.locator('html[data-ready]').waitFor();
  asked.length = 0;
}
const result = () => page.locator('#result');
async function choose(name: string): Promise<string | null> {
  await page.locator('#result').evaluate((element) => delete element.dataset['code']);
  await page.locator('#file').setInputFiles(fileOf(name));
  await page.locator('#result[data-code]').waitFor();
  return result().getAttribute('data-code');
}

describe('the page on which anybody verifies a file', () => {
  it('says of every file what the library and the command say', async () => {
    await open();
    await page.locator('#key').fill(key);
    const said: Record<string, string | null> = {};
    for (const name of Object.keys(expected)) {
      said[name] = await choose(name);
      const isRight = said[name] === 'valid';
      expect(await result().innerText(), name).toContain(isRight ? 'All of it holds' : 'This proves nothing');
      if (!isRight) expect(await page.locator('.verdict p').first().innerText(), name).toMatch(/^[A-Z].*\.$/);
    }
    expect(said).toEqual(expected);
    expect(asked, 'nothing is fetched or sent').toEqual([]);
  });

  it('takes a file that is dropped on it', async () => {
    await open();
    const text = readFileSync(fileOf(good), 'utf8');
    await page.evaluate(`(() => {
      const data = new DataTransfer();
      data.items.add(new File([${JSON.stringify(text)}], 'answer.vitne.json'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    })()`);
    await page.locator('#result[data-code="valid"]').waitFor();
    expect(await result().innerText()).toContain('answer.vitne.json');
  });

  it('says that a key in the file vouches for nothing, names it to be compared, and takes the known one instead', async () => {
    await open();
    expect(await choose(good)).toBe('valid');
    const doubtful = await result().innerText();
    expect(doubtful).toContain('Compare the key');
    expect(doubtful).toContain(key);
    expect(doubtful).toMatch(/Size when it was signed\s+8 events/);
    expect(doubtful).toContain('carries no time of its own');
    await page.locator('#key').fill(key);
    await page.locator('.verdict.right').waitFor();
    const last = key.at(-2) === 'A' ? 'B' : 'A';
    await page.locator('#key').fill(`${key.slice(0, -2)}${last}=`);
    await page.locator('#result[data-code="key-unreadable"]').waitFor();
    expect(await result().innerText()).toContain('The key cannot be read');
  });

  it('tells when witnesses saw the checkpoint, to whoever knows their keys, and misses those who did not', async () => {
    await open();
    const witness = readFileSync(`${vectors}/witness.txt`, 'utf8');
    await page.locator('#key').fill(`${key}\n${witness}`);
    expect(await choose('nothing-changed-and-witnessed')).toBe('valid');
    expect(await result().innerText()).toContain('witness.example/w1: 2026-11-26T');
    expect(await choose(good)).toBe('too-few-cosigners');
    expect(await result().innerText()).toContain('Too few witnesses');
  });

  it('shows what the file says, and what it opened of what was sealed, as text whatever it holds', async () => {
    await open();
    await choose(good);
    expect(await page.locator('#said').innerText()).toContain('The request was refused.');
    await page.locator('summary').first().click();
    const first = await page.locator('details').first().innerText();
    expect(first).toContain('what is shown is what was sealed');
    expect(first).toContain('kari@example.org');
    await choose('nothing-changed-consent-receipt');
    expect(await page.locator('details').first().textContent()).toContain('this file cannot prove what it holds');
  });

  it('works from a copy on a disk, in both languages, and is held to the same policy there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vitne-page-'));
    try {
      for (const language of ['nb', 'en']) {
        const saved = join(folder, `${language}.html`);
        writeFileSync(saved, (await gateway.call('nobody', 'GET', `/verify?language=${language}`)).text);
        await page.context().setOffline(true);
        await open(pathToFileURL(saved).href);
        await page.locator('#key').fill(key);
        expect(await choose(good)).toBe('valid');
        expect(await choose('message-byte-changed')).toBe('root-differs');
        expect(await page.locator('.served').count()).toBe(0);
        const tried = await page.evaluate(`fetch('${origin}/verify').then(() => 'sent', () => 'refused')`);
        expect(tried).toBe('refused');
        await page.context().setOffline(false);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('may do nothing but run its own script and wear its own style', async () => {
    const { headers, text } = await gateway.call('nobody', 'GET', '/verify');
    const policy = String(headers.get('content-security-policy'));
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/]+='; style-src/);
    expect(policy).not.toMatch(/unsafe|connect-src|https?:/);
    expect(text).toContain(policy.replace("; frame-ancestors 'none'", '').replaceAll("'", '&#39;'));
    expect(text).not.toMatch(/(?:src|href)="https?:/);
  });

  it.each(['nb', 'en'])('can be used by everybody and fits every screen, before and after: %s', async (language) => {
    await open(`${origin}/verify?language=${language}`);
    for (const [moment, act] of [
      ['before', async () => undefined],
      ['doubt', () => choose(good)],
      ['right', () => page.locator('#key').fill(key)],
      ['wrong', () => choose('text-changed')],
    ] as const) {
      await act();
      if (moment === 'right') await page.locator('.verdict.right').waitFor();
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        for (const details of await page.locator('details').all())
          await details.evaluate((one) => one.setAttribute('open', ''));
        const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
        expect(over, `${moment} at ${width}`).toBeLessThanOrEqual(0);
        if (VITNE_PICTURES) {
          const path = join(VITNE_PICTURES, `verify-${language}-${moment}-${width}.png`);
          await page.screenshot({ path, fullPage: true });
        }
      }
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await accessibilityViolations(page), `${moment}, ${colorScheme}`).toEqual([]);
      }
      await page.emulateMedia({ colorScheme: 'light' });
    }
  });
});

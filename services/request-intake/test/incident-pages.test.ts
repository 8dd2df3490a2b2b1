import type { AddressInfo } from 'node:net';
import { accessibilityViolations } from '@vitne/testing/accessibility';
import { launchBrowser } from '@vitne/testing/browser';
import { screenWidths, standingOut } from '@vitne/testing/page-fit';
import { problemCode } from '@vitne/testing/running-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningIncidents, startIncidents } from './running-incidents.ts';

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

let run: RunningIncidents;
let browser: Browser;
let origin: string;
beforeAll(async () => {
  [run, browser] = await Promise.all([startIncidents(), launchBrowser()]);
  origin = `http://127.0.0.1:${(run.service.app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await browser?.close();
  await run?.stop();
});

async function open(path: string, width = 1280): Promise<Awaited<ReturnType<Browser['newPage']>>> {
  const tab = await browser.newPage({ viewport: { width, height: 900 } });
  await tab.goto(origin + path);
  return tab;
}
const incidents = async () =>
  (await run.request('staff', 'GET', '/v1/incidents')).body['incidents'] as { incident: string; kind: string }[];
const form = (fields: object) =>
  run.service.app.inject({
    method: 'POST',
    url: `/incidents/${run.tenant}?language=en`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ ...fields } as Record<string, string>).toString(),
  });

describe('C3: the page on which a stranger reports abuse', () => {
  it.each(['nb', 'en'] as const)(
    'in %s says how to reach those on call, and takes the report without a script',
    async (language) => {
      const tab = await open(`/incidents/${run.tenant}?language=${language}`);
      const phones = await tab.locator('a[href="tel:+4700000000"]').count();
      expect(phones).toBe(2);
      await tab.locator('input[name="kind"]').last().check();
      await tab.locator('#text').fill('Jeg ser fakturaene til andre.');
      await tab.locator('#email').fill('stranger@example.org');
      await tab.locator('button').click();
      await tab.locator('[role="status"]').waitFor();
      expect(await accessibilityViolations(tab)).toEqual([]);
      const reference = await tab.locator('code').textContent();
      await tab.close();
      await run.atRest();
      const [latest] = await incidents();
      expect(latest).toMatchObject({
        incident: reference,
        kind: 'breach',
        reportedBy: 'person',
        receivedThrough: 'portal',
      });
      expect((await run.mailsTo('vakt.teknisk@catacloud.com')).at(-1)?.text).toContain(reference);
    },
  );

  it.each([390, 1280])('keeps what was written and says what to change, at %i points', async (width) => {
    for (const language of ['nb', 'en'] as const) {
      const tab = await open(`/incidents/${run.tenant}?language=${language}`, width);
      expect(await accessibilityViolations(tab)).toEqual([]);
      await tab.locator('#text').fill('Noen prøver passord.');
      await tab.locator('#email').fill('not an address');
      await run.withoutTrace(async () => {
        await tab.locator('button').click();
        await tab.locator('[role="alert"]').waitFor();
      });
      expect(await tab.locator('#text').inputValue()).toBe('Noen prøver passord.');
      expect(await tab.locator('#email').getAttribute('aria-invalid')).toBe('true');
      expect(await accessibilityViolations(tab)).toEqual([]);
      await tab.close();
    }
  });

  it.each(screenWidths)('fits a screen of %i points', async (width) => {
    const { body } = await run.request('nobody', 'GET', `/incidents/${run.tenant}?language=nb`);
    expect(await standingOut(browser, String(body['page']), width)).toEqual([]);
  });

  it('takes a form that is sent twice once, and does not take other words for the same', async () => {
    const before = (await incidents()).length;
    const fields = { key: crypto.randomUUID(), kind: 'abuse', text: 'Søppelpost.' };
    const [first, again] = [await form(fields), await form(fields)];
    expect([first.statusCode, again.statusCode]).toEqual([201, 201]);
    expect((await incidents()).length).toBe(before + 1);
    const other = await run.withoutTrace(() => form({ ...fields, text: 'Noe annet.' }));
    expect([other.statusCode, other.body]).toEqual([409, expect.stringContaining('sent before')]);
  });

  it('takes ten thousand characters of any kind, and nothing that is no report', async () => {
    const long = await form({ key: crypto.randomUUID(), kind: 'abuse', text: 'ø'.repeat(10_000) });
    expect(long.statusCode).toBe(201);
    const answers = await run.withoutTrace(async () => [
      await form({ key: crypto.randomUUID(), kind: 'abuse', text: 'ø'.repeat(10_001) }),
      await form({ key: crypto.randomUUID(), kind: 'nothing', text: 'Noe.' }),
      await form({ key: 'mine', kind: 'abuse', text: 'Noe.' }),
      await form({ key: crypto.randomUUID(), kind: 'abuse', text: 'Noe.', culprit: 'Ola' }),
      await form({ key: crypto.randomUUID(), kind: 'abuse', text: 'ø'.repeat(40_000) }),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([400, 400, 400, 400, 413]);
    const nobodys = await run.request('nobody', 'GET', `/incidents/${run.other}`);
    expect([nobodys.status, problemCode(nobodys)]).toEqual([404, 'not-found']);
  });
});

describe('the breach register (Art. 33(5))', () => {
  const text = '<script>alert(1)</script>\nEn sikkerhetskopi var åpen.';
  const assessment = {
    nature: ['confidentiality', 'availability'],
    dataCategories: ['contact', 'identity'],
    populations: ['visitor'],
    systems: ['catacloud-app'],
    people: 1_200,
    risk: 'none',
    description: text,
    consequences: 'Ingen kan lese den.',
    measures: 'Kopien er stengt.',
    reasoning: 'Kopien var kryptert med en nøkkel som er trygg.',
  };

  it('has every breach, notified or not, with its reasoning, for staff and auditor; and no suspicion', async () => {
    const { body } = await run.request('staff', 'POST', '/v1/incidents', {
      kind: 'breach',
      text: 'Meldt på telefon.',
      receivedThrough: 'phone',
    });
    const incident = String(body['incident']);
    await run.does(incident, 'detection', { by: 'audit', findings: 'Tilgangsloggen.' });
    const before = await run.request('auditor', 'GET', '/v1/breach-register');
    expect(before.body['breaches']).toEqual([]);
    await run.does(incident, 'awareness', { activities: ['customers'], reasoning: 'Den ble lastet ned.' });
    await run.does(incident, 'assessments', assessment);
    await run.does(incident, 'authority-notice-waiver', { reasoning: 'Nøkkelen er trygg.' });
    await run.does(incident, 'closure', { outcome: 'breach', lessons: 'Kopier sjekkes hver uke.' });
    for (const role of ['staff', 'privacy-officer', 'auditor'] as const) {
      const read = await run.request(role, 'GET', '/v1/breach-register');
      expect(read.body['breaches']).toMatchObject([
        { incident, noticeSettled: true, waived: expect.any(String), notices: [], outcome: 'breach', overdue: false },
      ]);
      expect(JSON.stringify(read.body)).toContain('Nøkkelen er trygg.');
      expect(JSON.stringify(read.body)).not.toContain('Meldt på telefon.');
    }
    expect((await run.request('system', 'GET', '/v1/breach-register')).status).toBe(403);
    const nobodys = await run.request({ role: 'staff', tenant: run.other }, 'GET', '/v1/breach-register/page');
    expect([nobodys.status, problemCode(nobodys)]).toEqual([409, 'no-statement']);
  });

  it.each(['nb', 'en'] as const)(
    'as a page in %s fits every screen and paper, and shows what was written as text',
    async (language) => {
      const { body } = await run.request('auditor', 'GET', `/v1/breach-register/page?language=${language}`);
      const page = String(body['page']);
      expect(page).not.toContain('<script');
      expect(page).toContain('<p>En sikkerhetskopi var åpen.</p>');
      expect(page).toContain(language === 'nb' ? 'en risiko er usannsynlig' : 'a risk is unlikely');
      for (const width of screenWidths) expect(await standingOut(browser, page, width)).toEqual([]);
      for (const width of [390, 1280]) {
        const tab = await browser.newPage({ viewport: { width, height: 900 } });
        await tab.setContent(page);
        expect(await accessibilityViolations(tab)).toEqual([]);
        await tab.close();
      }
    },
  );
});

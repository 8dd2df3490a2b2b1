import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessPackageSchema, portabilityPackageSchema } from '@vitne/contracts/interop/access-package';
import { type MailKeeper, startMailKeeper } from '@vitne/engines/mail-keeper';
import { smtpMailSender } from '@vitne/service-kit/mail-sender';
import { openOrdersStream } from '@vitne/service-kit/orders-stream';
import { accessibilityViolations } from '@vitne/testing/accessibility';
import { launchBrowser } from '@vitne/testing/browser';
import { screenWidths, standingOut } from '@vitne/testing/page-fit';
import { runService, type ServiceForTests } from '@vitne/testing/running-service';
import { statementOf } from '@vitne/testing/statement-files';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { requestIntakeService } from '../src/service.ts';
import { judgement } from './running-intake.ts';

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

const folder = mkdtempSync(join(tmpdir(), 'vitne-packages-'));
const begin = '2026-03-02T09:00:00.000Z';
let keeper: MailKeeper;
let run: ServiceForTests;
let browser: Browser;

beforeAll(async () => {
  keeper = await startMailKeeper({ folder });
  run = await runService(requestIntakeService, {
    vault: 'mongo',
    now: begin,
    mail: smtpMailSender({ url: keeper.url }),
    publicOrigin: 'https://personvern.example',
    openStreams: openOrdersStream,
  });
  await run.tellStatement(statementOf('kaukus', { tenant: run.tenant }));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await run?.stop();
  await keeper?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const settled = async () => {
  for (let last = -1; last !== (await run.position()); ) {
    last = await run.position();
    await vi.waitFor(() => expect(run.service.reacted(run.tenant)).toBeGreaterThanOrEqual(last), { timeout: 15_000 });
    await run.service.reached(run.tenant, last);
    await run.service.checkTimers();
  }
};

/** A person of whom the ledger knows something, who asks and has proved it. */
async function asked(name: string, requestType: 'access' | 'portability') {
  const email = `${name}@kommune.example`;
  const person = await run.vault.resolvePerson(run.tenant, { kind: 'email', value: email });
  await run.tell(
    'enquiry.received.v1',
    person,
    { system: 'kaukus-site', occurred: begin, person, sources: { contact: ['you-tell-us'], enquiry: ['you-tell-us'] } },
    { personal: { contact: { email }, enquiry: { message: `Hei fra ${name}` } } },
  );
  await run.tell('disclosure.recorded.v1', person, {
    disclosure: `d-${name}`,
    person,
    recipient: 'hetzner',
    purpose: 'answer-enquiries',
    dataCategories: ['enquiry'],
    ground: { kind: 'agreement', agreement: 'dpa-1' },
    sale: false,
    disclosed: begin,
  });
  const shown = { noticeHash: 'a'.repeat(64), language: 'nb', surface: 'web-form', method: 'ticked-box' };
  await run.tell('consent.given.v1', person, { person, purpose: 'newsletter', statementVersion: '1.0', shown });
  const receipt = {
    person: { kind: 'email', value: email },
    requestType,
    receivedThrough: 'email',
    contact: { email },
  };
  const { body } = await run.request('staff', 'POST', '/v1/requests', receipt);
  const request = String(body['request']);
  await run.request('staff', 'POST', `/v1/requests/${request}/acceptance`, judgement);
  await settled();
  return { request, person, email };
}

async function answer(request: string, system: string, data?: object[]) {
  const { body } = await run.request('staff', 'GET', `/v1/tasks?request=${request}&system=${system}`);
  const [task] = body['tasks'] as { task: string }[];
  const said = data ? { outcome: 'delivered', data } : { outcome: 'nothing-held' };
  const sent = { ...said, evidence: 'export 1' };
  const done = await run.request(
    { role: 'system', subject: system },
    'POST',
    `/v1/tasks/${task?.task}/completion`,
    sent,
  );
  expect(done.status, JSON.stringify(done.body)).toBe(201);
}

async function everybodyAnswers(request: string, email: string) {
  const contact = { dataCategory: 'contact', source: 'you-tell-us', items: [{ email, phone: '+47 900 11 222' }] };
  await answer(request, 'moteadm', [contact, { dataCategory: 'identity', items: [{ name: 'Åse <b>Fjord</b>' }] }]);
  await answer(request, 'kaukus-site');
  await answer(request, 'kaukus-mail');
  await settled();
}

/** The path of the link in the newest mail to somebody. */
async function linkTo(email: string): Promise<string> {
  const mail = keeper.mails().findLast(({ to }) => to.includes(email));
  const { text = '' } = mail ? await PostalMime.parse(mail.raw) : {};
  return /https:\/\/personvern\.example(\/packages\/\S+)/.exec(text)?.[1] ?? 'no link';
}
const post = (path: string, what: string) => {
  const [place = '', query = ''] = path.split('?');
  return run.request('nobody', 'POST', `${place}/${what}?${query}`);
};
const requestOf = async (request: string) => (await run.request('staff', 'GET', `/v1/requests/${request}`)).body;
const packageOf = async (request: string) => {
  const { body } = await run.request('staff', 'GET', `/v1/packages?request=${request}`);
  return (body['packages'] as Record<string, unknown>[])[0] ?? {};
};

describe('who asks for access', () => {
  it('gets a link by mail when all have answered, and behind it everything of Art. 15, as a page and as JSON', async () => {
    const { request, email, person } = await asked('alt', 'access');
    expect(await packageOf(request)).toEqual({});
    await everybodyAnswers(request, email);
    expect(await requestOf(request)).toMatchObject({ status: 'fulfilled', fulfilled: { by: 'package' } });
    const path = await linkTo(email);
    const door = await run.request('nobody', 'GET', path);
    expect(door.status).toBe(200);
    expect(String(door.headers['content-security-policy'])).toContain("form-action 'self'");
    expect(String(door.body['page'])).not.toContain(email);
    expect(await packageOf(request)).toMatchObject({ opened: 0, link: { used: 0 } });

    const page = String((await post(path, 'opening')).body['page']);
    for (const said of [
      email,
      '+47 900 11 222',
      'Åse &lt;b&gt;Fjord',
      'Hei fra alt',
      'Hetzner',
      'Datatilsynet',
      'Møteadm',
    ])
      expect(page).toContain(said);
    const json = await post(path, 'downloads/json');
    expect(json.headers['content-disposition']).toMatch(/^attachment; filename="[\w-]+\.json"$/);
    const made = accessPackageSchema.parse(json.body);
    expect(made).toMatchObject({
      answers: expect.arrayContaining([expect.objectContaining({ id: 'moteadm', outcome: 'delivered' })]),
      disclosures: [{ recipient: 'hetzner', ground: 'agreement' }],
      consents: [{ purpose: 'newsletter', act: 'given' }],
      requests: [{ request, requestType: 'access' }],
      complaint: { authority: 'Datatilsynet' },
      automatedDecisions: { used: false },
    });
    expect(made.purposes.map(({ id }) => id)).toContain('answer-enquiries');
    const file = await post(path, 'downloads/portability-json');
    expect(portabilityPackageSchema.parse(file.body).data.length).toBeGreaterThan(0);
    const schema = await run.request('nobody', 'GET', new URL(made.schema).pathname);
    expect(schema.body).toMatchObject({ type: 'object', properties: { format: { const: made.format } } });

    const shown = await packageOf(request);
    expect(shown).toMatchObject({ opened: 1, downloaded: { json: 1, 'portability-json': 1 }, link: { used: 3 } });
    const ledger = JSON.stringify(
      await run.entity({ context: 'request-intake', entity: 'package', id: String(shown['package']) }),
    );
    expect(ledger).toContain('package.downloaded.v1');
    expect(ledger).not.toContain(email);
    expect(ledger).not.toContain(path.split('/')[4]?.split('?')[0]);

    await run.vault.shred({ tenant: run.tenant, person });
    const gone = String((await post(path, 'opening')).body['page']);
    expect(gone).toContain('Er slettet og kan ikke leses av noen');
    for (const erased of ['+47 900 11 222', 'Hei fra alt', 'Fjord']) expect(gone).not.toContain(erased);
  });

  it('is told which system did not answer, in time, and gets a new link when it does', async () => {
    const { request, email } = await asked('sent', 'access');
    await answer(request, 'kaukus-site');
    await answer(request, 'kaukus-mail');
    run.clock.advanceTo('2026-03-29T09:00:00.000Z');
    await settled();
    const first = await linkTo(email);
    expect(await requestOf(request)).toMatchObject({ status: 'fulfilled', overdue: false });
    expect(String((await post(first, 'opening')).body['page'])).toContain('Vi venter ikke lenger på Møteadm');
    await answer(request, 'moteadm', [{ dataCategory: 'contact', items: [{ phone: '+47 911 22 333' }] }]);
    await settled();
    const second = await linkTo(email);
    expect(second).not.toBe(first);
    expect((await post(first, 'opening')).status).toBe(404);
    expect(String((await post(second, 'opening')).body['page'])).toContain('+47 911 22 333');
  });
});

describe('a link', () => {
  it('opens a few times and for a while, then says how to get a new one, which staff can send', async () => {
    const { request, email } = await asked('lenke', 'access');
    await everybodyAnswers(request, email);
    const path = await linkTo(email);
    const wrong = path.replace(/\/[\w-]{32}\?/, `/${'x'.repeat(32)}?`);
    const before = await run.position();
    expect([(await run.request('nobody', 'GET', wrong)).status, (await post(wrong, 'opening')).status]).toEqual([
      404, 404,
    ]);
    expect(await run.position()).toBe(before);
    const together = () => Promise.all(Array.from({ length: 4 }, () => post(path, 'downloads/json')));
    const uses = [...(await together()), ...(await together()), ...(await together())];
    expect(uses.filter(({ status }) => status === 200)).toHaveLength(10);
    const usedUp = await run.request('nobody', 'GET', path);
    expect([usedUp.status, String(usedUp.body['page'])]).toEqual([
      410,
      expect.stringContaining('personvern@kaukus.no'),
    ]);

    const id = String((await packageOf(request))['package']);
    const byHand = await run.request('staff', 'POST', `/v1/packages/${id}/links`, { through: 'by-hand' });
    expect(byHand.status).toBe(403);
    const mailed = await run.request('staff', 'POST', `/v1/packages/${id}/links`, {});
    expect(mailed.status).toBe(201);
    expect(mailed.body).not.toHaveProperty('address');
    await settled();
    const renewed = await linkTo(email);
    expect((await run.request('nobody', 'GET', renewed)).status).toBe(200);
    const handed = await run.request('privacy-officer', 'POST', `/v1/packages/${id}/links`, { through: 'by-hand' });
    expect((await run.request('nobody', 'GET', new URL(String(handed.body['address'])).pathname)).status).toBe(200);
    expect((await run.request('nobody', 'GET', renewed)).status).toBe(404);
  });
});

describe('who asks to take data along', () => {
  it('gets what was provided and rests on consent or contract, in a published format, and nothing else', async () => {
    const { request, email } = await asked('flytter', 'portability');
    await everybodyAnswers(request, email);
    const path = await linkTo(email);
    const { body } = await post(path, 'downloads/portability-json');
    const made = portabilityPackageSchema.parse(body);
    expect(new Set(made.data.flatMap(({ purposes }) => purposes.map(({ basis }) => basis)))).toEqual(
      new Set(['consent', 'contract']),
    );
    expect(made.data.every(({ sources }) => sources.every(({ kind }) => kind !== 'third-party'))).toBe(true);
    expect((await post(path, 'downloads/json')).status).toBe(404);
    expect(String((await post(path, 'opening')).body['page'])).not.toContain('Hetzner');
  });
});

describe('in a real browser', () => {
  it('the package is read and taken away by whoever has the link, on every screen, in both languages', async () => {
    const { request, email } = await asked('leser', 'access');
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
      for (const width of screenWidths) expect(await standingOut(browser, page, width)).toEqual([]);
      await shot(tab, `package-${language}-390`);
      await tab.setViewportSize({ width: 1280, height: 900 });
      await shot(tab, `package-${language}-1280`);
      await tab.goBack();
      const [file] = await Promise.all([
        tab.waitForEvent('download'),
        tab.locator('form[action*="/downloads/json"] button').click(),
      ]);
      accessPackageSchema.parse(JSON.parse(readFileSync(await file.path(), 'utf8')));
      await tab.close();
    }
  });
});

/** Keeps a picture where somebody wants to look. */
async function shot(tab: Awaited<ReturnType<Browser['newPage']>>, name: string): Promise<void> {
  const { VITNE_PICTURES } = process.env;
  if (VITNE_PICTURES) await tab.screenshot({ path: join(VITNE_PICTURES, `${name}.png`), fullPage: true });
}

describe('a package', () => {
  it('is deleted when its time is over, with what the systems delivered', async () => {
    const { request, email } = await asked('gammel', 'access');
    await everybodyAnswers(request, email);
    const path = await linkTo(email);
    run.clock.advanceTo('2026-04-15T09:00:00.000Z');
    expect((await run.request('nobody', 'GET', path)).status).toBe(410);
    run.clock.advanceTo('2026-06-30T09:00:00.000Z');
    await settled();
    expect(await packageOf(request)).toMatchObject({ status: 'disposed' });
    const late = await run.request(
      'staff',
      'POST',
      `/v1/packages/${String((await packageOf(request))['package'])}/links`,
      {},
    );
    expect([late.status, late.body['type']]).toEqual([410, '/problems/package-disposed']);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MailKeeper, startMailKeeper } from '@vitne/engines/mail-keeper';
import { smtpMailSender } from '@vitne/service-kit/mail-sender';
import { statementText } from '@vitne/testing/statement-files';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemCode, type RunningConsent, startConsent } from './running-consent.ts';

const folder = mkdtempSync(join(tmpdir(), 'vitne-announcements-'));
let keeper: MailKeeper;
let consent: RunningConsent;
let answers: Record<string, number> = {};
beforeAll(async () => {
  keeper = await startMailKeeper({ folder, turnAway: (recipient) => answers[recipient] });
  consent = await startConsent({ mail: smtpMailSender({ url: keeper.url }) });
  await consent.publish('catacloud');
});
afterAll(async () => {
  await consent?.stop();
  await keeper?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody with a profile at a client, as retention tells of it. */
async function user(
  name: string,
  contact: object = { email: `${name}@example.org` },
  rule = 'contact-during-agreement',
): Promise<string> {
  const person = await consent.vault.resolvePerson(consent.tenant, { kind: 'user', value: name });
  const told = { person, system: 'catacloud-app', occurred: consent.clock.now() };
  await consent.tell('profile.created.v1', person, told, { personal: { contact } });
  await consent.tell('holding.scheduled.v1', person, {
    person,
    holding: rule,
    rule,
    dataCategories: ['contact'],
    systems: ['catacloud-app'],
    anchor: 'service-agreement-ended',
    action: 'erase',
    derivation: [],
    rules: '2026-1',
    statementVersion: '2.10',
  });
  return person;
}

/** Publishes a revision, lets everything follow from it, and gives the mails that went out. */
async function publish(revision: number, change: (file: string) => string): Promise<ReturnType<MailKeeper['mails']>> {
  const before = keeper.mails().length;
  const file = change(statementText('catacloud', { tenant: consent.tenant, revision }));
  const { status, body } = await consent.request('privacy-officer', 'POST', '/v1/statements', { file });
  expect(status, JSON.stringify(body)).toBe(201);
  await consent.atRest();
  return keeper.mails().slice(before);
}
const get = async (path: string, caller: 'staff' | 'nobody' | 'auditor' = 'staff') =>
  (await consent.request(caller, 'GET', path)).body as Record<string, Record<string, unknown>[]>;
const deliveriesOf = async (person: string) => (await get(`/v1/people/${person}/announcements`))['deliveries'];

/** A recipient more is significant for those whose data it gets. */
const withRecipient = (id: string) => (file: string) =>
  file.replace(
    /^recipients:\n/m,
    `recipients:\n  - id: ${id}\n    name: Partner ${id} AS\n    kind: third-party\n    services:\n      - { nb: Markedsanalyse, en: Market analysis }\n    locations: [NO]\n    dataCategories: [contact]\n    purposes: [sharing-with-partners]\n`,
  );

describe('C1: a significant change', () => {
  it('is told by e-mail to each person concerned, in words that say what changed, with evidence', async () => {
    const [nora, ola] = [await user('nora'), await user('ola')];
    const mails = await publish(11, withRecipient('first-partner'));
    expect(mails.flatMap(({ to }) => to)).toEqual(expect.arrayContaining(['nora@example.org', 'ola@example.org']));
    expect(mails).toHaveLength(2);
    const read = await PostalMime.parse(mails[0]?.raw as Uint8Array);
    expect(read.subject).toBe('Endringer i personvernerklæringen fra Catacloud AS');
    expect(read.text).toContain('Partner first-partner AS');
    expect(read.text).toContain('https://');
    for (const person of [nora, ola]) {
      expect(await deliveriesOf(person)).toMatchObject([
        { announcement: '2-11', status: 'delivered', how: 'email', mail: { replyCode: 250, language: 'nb' } },
      ]);
    }
    const [row] = (await get('/v1/announcements', 'auditor'))['announcements'] ?? [];
    expect(row).toMatchObject({
      announcement: '2-11',
      previousVersion: '2.10',
      deliveries: { delivered: 2, open: 0, 'by-hand': 0, lapsed: 0 },
    });
    const events = await consent.entity({ context: 'consent', entity: 'announcement-deliveries', id: nora });
    expect(events.map(({ meta }) => meta.type)).toEqual([
      'announcement-delivery.due.v1',
      'announcement-delivery.delivered.v1',
    ]);
    expect(JSON.stringify(events)).not.toContain('example.org');
  });

  it('is not told of to people whom it does not concern, nor is a change that is not significant', async () => {
    const person = await user('reader', { email: 'reader@example.org' }, 'newsletter-readers');
    const other = (file: string) => file.replace(/^( *website: ).*$/m, '$1https://www.catacloud.example');
    expect(await publish(12, (file) => other(withRecipient('first-partner')(file)))).toEqual([]);
    expect(await deliveriesOf(person)).toEqual([]);
  });

  it('reaches people in another way where no e-mail does, and whoever tells them records it', async () => {
    const [gone, later, silent, erased] = [
      await user('refused'),
      await user('deferred'),
      await user('silent', { phone: '+47 99 99 99 99' }),
      await user('erased'),
    ];
    await consent.vault.shred({ tenant: consent.tenant, person: erased, category: 'contact' });
    answers = { 'refused@example.org': 550, 'deferred@example.org': 451 };
    await publish(13, withRecipient('second-partner'));
    const statuses = async () =>
      Promise.all([gone, later, silent, erased].map(async (person) => (await deliveriesOf(person))?.[0]));
    expect(await statuses()).toMatchObject([
      {
        status: 'by-hand',
        attempts: 1,
        failure: { reason: 'refused', replyCode: 550 },
        tellBy: expect.stringMatching(/Z$/),
      },
      { status: 'open', attempts: 1, failure: { reason: 'deferred', replyCode: 451 } },
      { status: 'by-hand', failure: { reason: 'no-address' }, tellBy: expect.stringMatching(/Z$/) },
      { status: 'lapsed' },
    ]);
    answers = {};
    consent.clock.advanceTo(new Date(Date.parse(consent.clock.now()) + 5 * 60_000).toISOString());
    await consent.atRest();
    const told = { person: { person: gone }, how: 'letter' };
    const path = '/v1/announcements/2-13/deliveries';
    expect(await consent.request('staff', 'POST', path, told)).toMatchObject({ status: 201, body: { how: 'letter' } });
    expect(await statuses()).toMatchObject([
      { status: 'delivered', how: 'letter' },
      { status: 'delivered', how: 'email', attempts: 1 },
      { status: 'by-hand' },
      { status: 'lapsed' },
    ]);
    const byHand = (await get(`${path}?status=by-hand`))['deliveries'];
    expect(byHand?.map(({ person }) => person)).toEqual([silent]);
    expect(JSON.stringify(await get(path))).not.toContain('example.org');
  });

  it('is not recorded as told to a stranger, twice in two ways, in the future, or by somebody without the role', async () => {
    const path = '/v1/announcements/2-13/deliveries';
    const stranger = { kind: 'email', value: 'stranger@example.org' };
    const known = { person: String((await get(path))['deliveries']?.find(({ how }) => how === 'letter')?.['person']) };
    const refused = async (body: object, caller: 'staff' | 'auditor' = 'staff') =>
      problemCode(await consent.withoutTrace(() => consent.request(caller, 'POST', path, body)));
    expect(await refused({ person: stranger, how: 'letter' })).toBe('announcement-not-owed');
    expect(await refused({ person: known, how: 'phone' })).toBe('announcement-delivered');
    expect(await refused({ person: known, how: 'email' })).toBe('invalid-request');
    expect(await refused({ person: known, how: 'letter' }, 'auditor')).toBe('role-not-allowed');
    const silent = (await get(`${path}?status=by-hand`))['deliveries']?.[0]?.['person'];
    const early = { person: { person: silent }, how: 'phone', delivered: '2020-01-01T00:00:00Z' };
    expect(await refused(early)).toBe('moment-invalid');
  });
});

describe('K1: a significant change on the website', () => {
  const path = () => `/v1/public/${consent.tenant}/announcements`;

  it('is there for the site to show, in both languages, newest first, until its time is over', async () => {
    const { announcements = [] } = await get(path(), 'nobody');
    expect(announcements.map(({ announcement }) => announcement)).toEqual(['2-13', '2-11']);
    expect(announcements[0]).toMatchObject({
      statementVersion: '2.13',
      changes: expect.arrayContaining([
        { nb: expect.stringContaining('second-partner'), en: expect.stringContaining('second-partner') },
      ]),
      page: `/statements/${consent.tenant}/2.13/changes`,
    });
  });

  it('has evidence of the days on which the site showed it, and of no visitor', async () => {
    const show = () => consent.request('nobody', 'POST', `${path()}/2-13/shown`);
    expect(await show()).toMatchObject({ status: 201 });
    expect(await show()).toMatchObject({ status: 200, body: { outcome: 'unchanged' } });
    const [row] = (await get('/v1/announcements'))['announcements'] ?? [];
    expect(row).toMatchObject({ shownOn: [consent.clock.now().slice(0, 10)] });
    const nowhere = await consent.withoutTrace(() => consent.request('nobody', 'POST', `${path()}/9-9/shown`));
    expect(problemCode(nowhere)).toBe('announcement-unknown');
  });

  it('has a page of its own that says what is new, and which rule made it matter', async () => {
    const { status, headers } = await consent.request('nobody', 'GET', `/statements/${consent.tenant}/2.13/changes`);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const missing = await consent.request('nobody', 'GET', `/statements/${consent.tenant}/9.9/changes`);
    expect(missing.status).toBe(404);
  });

  it('is over when the statement says so', async () => {
    const monthLater = new Date(Date.parse(consent.clock.now()) + 31 * 86_400_000).toISOString();
    consent.clock.advanceTo(monthLater);
    expect((await get(path(), 'nobody'))['announcements']).toEqual([]);
    const late = await consent.withoutTrace(() => consent.request('nobody', 'POST', `${path()}/2-13/shown`));
    expect(problemCode(late)).toBe('announcement-over');
  });
});

describe('C22: whom no e-mail reached', () => {
  it('can be told by hand for a set time, after which it is on record that nobody did, and can be told still', async () => {
    const path = '/v1/announcements/2-13/deliveries';
    const byHand = async () => (await get(`${path}?status=by-hand`))['deliveries']?.[0];
    const silent = await byHand();
    expect(silent).toMatchObject({ failure: { reason: 'no-address' }, untold: expect.any(String) });
    expect(silent).not.toHaveProperty('tellBy');
    const [untold, givenUp] = [Date.parse(String(silent?.['untold'])), Date.parse(String(silent?.['owed']))];
    expect(untold - givenUp).toBeGreaterThanOrEqual(14 * 86_400_000);
    const told = { person: { person: silent?.['person'] }, how: 'phone' };
    expect(await consent.request('staff', 'POST', path, told)).toMatchObject({ status: 201, body: { how: 'phone' } });
    expect(await byHand()).toBeUndefined();
  });
});

import { accessPackageSchema, portabilityPackageSchema } from '@vitne/contracts/interop/access-package';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningPackages, startPackages } from './running-packages.ts';

let packages: RunningPackages;
beforeAll(async () => {
  packages = await startPackages();
});
afterAll(() => packages?.stop());

describe('who asks for access', () => {
  it('gets a link by mail when all have answered, and behind it everything of Art. 15, as a page and as JSON', async () => {
    const { asked, everybodyAnswers, linkTo, packageOf, post, requestOf, run } = packages;
    const { request, email, person } = await asked('alt', 'access');
    expect(await packageOf(request)).toEqual({});
    await run.request({ role: 'staff', subject: 'eva-hansen' }, 'GET', `/v1/requests/${request}`);
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
      'Kom fra: Det du skriver eller sier til oss (fra deg, levert av ',
      'E-posten din (fra deg, skrevet ned av oss)',
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
    // Who opened what the person wrote: when, in which role and why, and never which member of staff (CJEU C-579/21).
    expect(made.consultations).toContainEqual({
      at: run.clock.now(),
      role: 'staff',
      purpose: 'answering-request',
      opened: 'request',
      dataCategories: ['answer-address', 'contact', 'enquiry'],
      sources: [expect.objectContaining({ id: 'staff', kind: 'organisation' })],
    });
    expect(page).toContain('For å svare på en henvendelse fra deg');
    for (const told of [page, JSON.stringify(json.body)]) expect(told).not.toContain('eva-hansen');
    expect(made.purposes.map(({ id }) => id)).toContain('answer-enquiries');
    const from = (category: string, holder: string) =>
      made.data
        .filter(({ dataCategory, heldBy }) => dataCategory.id === category && heldBy.id === holder)
        .map(({ sources }) =>
          sources.map(({ id, kind, term, by, through }) => ({ id, kind, term, by: by?.id, through })),
        );
    const provided = { kind: 'provided', term: 'dpv:DataSubjectDataSource' };
    const yours = { id: 'you-tell-us', ...provided, through: undefined };
    expect(from('contact', 'moteadm')).toEqual([[{ ...yours, by: 'moteadm' }]]);
    // What the system did not say was one of the sources that the statement has for it.
    expect(from('identity', 'moteadm')).toEqual([[{ ...yours, by: undefined }]]);
    expect(from('contact', 'ledger')).toEqual([
      [{ ...yours, by: 'kaukus-site' }],
      [{ id: 'person', ...provided, by: 'staff', through: 'email' }],
    ]);
    expect(from('enquiry', 'ledger')).toContainEqual([
      expect.objectContaining({ id: 'staff', kind: 'organisation', term: 'dpv:DataControllerDataSource' }),
    ]);
    expect(made.requests[0]?.sources).toMatchObject([{ id: 'person', by: { id: 'staff' }, through: 'email' }]);
    expect(made.consents[0]?.sources).toMatchObject([{ id: 'person', through: 'web-form' }]);
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
    const { answer, asked, linkTo, post, requestOf, run } = packages;
    const { request, email } = await asked('sent', 'access');
    await answer(request, 'kaukus-site');
    await answer(request, 'kaukus-mail');
    run.clock.advanceTo('2026-03-29T09:00:00.000Z');
    await run.atRest();
    const first = await linkTo(email);
    // The answer is not in full while a system owes its part.
    expect(await requestOf(request)).toMatchObject({ status: 'accepted', waitingFor: [{ system: 'moteadm' }] });
    expect(String((await post(first, 'opening')).body['page'])).toContain('Vi venter ikke lenger på Møteadm');
    await answer(request, 'moteadm', [{ dataCategory: 'contact', items: [{ phone: '+47 911 22 333' }] }]);
    await run.atRest();
    const second = await linkTo(email);
    expect(second).not.toBe(first);
    expect((await post(first, 'opening')).status).toBe(404);
    expect(String((await post(second, 'opening')).body['page'])).toContain('+47 911 22 333');
    expect(await requestOf(request)).toMatchObject({ status: 'fulfilled', fulfilled: { by: 'package' } });
  });
});

describe('a link', () => {
  it('opens a few times and for a while, then says how to get a new one, which staff can send', async () => {
    const { asked, everybodyAnswers, linkTo, packageOf, post, run } = packages;
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
    await run.atRest();
    const renewed = await linkTo(email);
    expect((await run.request('nobody', 'GET', renewed)).status).toBe(200);
    const handed = await run.request('privacy-officer', 'POST', `/v1/packages/${id}/links`, { through: 'by-hand' });
    expect((await run.request('nobody', 'GET', new URL(String(handed.body['address'])).pathname)).status).toBe(200);
    expect((await run.request('nobody', 'GET', renewed)).status).toBe(404);
  });
});

describe('somebody who has not opened the package', () => {
  it('is reminded once, four days before the link runs out, by a link that works; whoever opened it is not', async () => {
    const { asked, everybodyAnswers, linkTo, mailsTo, packageOf, post, run } = packages;
    const forgets = await asked('glemmer', 'access');
    const reads = await asked('leser', 'portability');
    for (const { request, email } of [forgets, reads]) await everybodyAnswers(request, email);
    const first = await linkTo(forgets.email);
    await post(await linkTo(reads.email), 'opening');
    const before = { forgets: await mailsTo(forgets.email), reads: await mailsTo(reads.email) };
    const { expires } = (await packageOf(forgets.request))['link'] as { expires: string };
    const daysBefore = (days: number) => new Date(Date.parse(expires) - days * 86_400_000).toISOString();
    run.clock.advanceTo(daysBefore(5));
    await run.atRest();
    expect(await mailsTo(forgets.email)).toHaveLength(before.forgets.length);
    run.clock.advanceTo(daysBefore(4));
    await run.atRest();
    run.clock.advanceTo(daysBefore(1));
    await run.atRest();
    const [reminder, ...more] = (await mailsTo(forgets.email)).slice(before.forgets.length);
    expect(more).toEqual([]);
    expect(reminder).toContain('Ingen har åpnet lenken vi sendte deg.');
    expect(await mailsTo(reads.email)).toHaveLength(before.reads.length);
    const shown = await packageOf(forgets.request);
    expect(shown).toMatchObject({ link: { link: 1, reminder: { sent: expect.any(String), attempts: 0 } } });
    expect(await packageOf(reads.request)).not.toHaveProperty('link.reminder');
    const id = String(shown['package']);
    const recorded = await run.entity({ context: 'request-intake', entity: 'package', id });
    expect(recorded.at(-1)).toMatchObject({ meta: { type: 'package.reminded.v1' }, facts: { package: id, link: 1 } });
    expect(JSON.stringify(recorded)).not.toContain(first.split('/')[4]?.split('?')[0]);
    expect(await linkTo(forgets.email)).toBe(first);
    expect((await post(first, 'opening')).status).toBe(200);
  });
});

describe('who asks to take data along', () => {
  it('gets what was provided and rests on consent or contract, in a published format, and nothing else', async () => {
    const { asked, everybodyAnswers, linkTo, post } = packages;
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

describe('a package', () => {
  it('is deleted when its time is over, with what the systems delivered', async () => {
    const { asked, everybodyAnswers, linkTo, packageOf, run } = packages;
    const { request, email } = await asked('gammel', 'access');
    await everybodyAnswers(request, email);
    const path = await linkTo(email);
    run.clock.advanceTo('2026-05-01T09:00:00.000Z');
    expect((await run.request('nobody', 'GET', path)).status).toBe(410);
    await run.atRest();
    // Nobody opened it while its link lived: those on call hear of it, until somebody makes a new one.
    const { package: id } = await packageOf(request);
    const { body } = await run.request('staff', 'GET', `/v1/packages?state=not-delivered&request=${request}`);
    expect(body['packages']).toMatchObject([{ package: id, link: { undelivered: 'not-opened' } }]);
    const alerted = async (status: string) =>
      JSON.stringify((await run.request('staff', 'GET', `/v1/alerts?status=${status}`)).body).includes(String(id));
    expect(await alerted('open')).toBe(true);
    await run.request('staff', 'POST', `/v1/packages/${String(id)}/links`, {});
    await run.atRest();
    expect([await alerted('open'), await alerted('ended')]).toEqual([false, true]);
    run.clock.advanceTo('2026-06-30T09:00:00.000Z');
    await run.atRest();
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

import { randomUUID } from 'node:crypto';
import { problemCode } from '@vitne/testing/running-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { begin, type RunningIncidents, startIncidents } from './running-incidents.ts';

let run: RunningIncidents;
beforeAll(async () => {
  run = await startIncidents();
});
afterAll(() => run?.stop());

const technical = 'vakt.teknisk@catacloud.com';
const agreement = 'vakt.avtale@catacloud.com';
const secret = 'Ola Nordmann prøver passord på kontoen min.';
const finding = { by: 'report', findings: 'Loggen viser det.' };
const certain = { activities: ['customers'], reasoning: 'Data ble lest utenfra.' };
const assessment = (risk: string) => ({
  nature: ['confidentiality'],
  dataCategories: ['contact'],
  people: 2,
  risk,
  description: 'En konto ble lest.',
  consequences: 'Svindel på e-post.',
  measures: 'Kontoen er stengt.',
  reasoning: 'Navn og adresser samlet.',
});

async function reported(body: object = {}): Promise<string> {
  const report = { kind: 'breach', text: secret, receivedThrough: 'phone', ...body };
  const answer = await run.request('staff', 'POST', '/v1/incidents', report);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  await run.atRest();
  return String(answer.body['incident']);
}
const alerted = async (incident: string) =>
  ((await run.request('staff', 'GET', '/v1/alerts')).body['alerts'] as { matter: { id: string }; cause: string }[])
    .filter(({ matter }) => matter.id === incident)
    .map(({ cause }) => cause);
const entityOf = (id: string) => run.entity({ context: 'request-intake', entity: 'incident', id });

describe('C3: a stranger’s report of abuse', () => {
  it('reaches both functions on call by e-mail at once, and tells the stranger how to reach them', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = { kind: 'abuse', text: secret, contact: { email: 'stranger@example.org' } };
    const url = `/v1/public/${run.tenant}/incidents`;
    const answer = await run.request('nobody', 'POST', url, body, key);
    expect([answer.status, Object.keys(answer.body).sort()]).toEqual([
      201,
      ['incident', 'onCall', 'outcome', 'position'],
    ]);
    expect(answer.body['onCall']).toMatchObject([
      { email: technical, phone: '+47 00 00 00 00' },
      { email: agreement, phone: '+47 00 00 00 00' },
    ]);
    await run.atRest();
    const incident = String(answer.body['incident']);
    for (const address of [technical, agreement]) {
      const [mail] = await run.mailsTo(address);
      expect(mail?.subject).toBe('Misbruk eller brudd er meldt');
      expect(mail?.text).toContain(incident);
      expect(mail?.text).not.toContain('stranger');
    }
    const again = await run.request('nobody', 'POST', url, body, key);
    expect([again.status, again.body['incident']]).toEqual([200, incident]);
    const ledger = JSON.stringify(await entityOf(incident));
    for (const word of ['stranger@example.org', 'Nordmann']) expect(ledger).not.toContain(word);
  });

  it('is read by staff, without the words and the address by an auditor, and gone with the reporter’s keys', async () => {
    const incident = await reported({ contact: { name: 'Kari', phone: '+47 400 00 000' } });
    const read = await run.read(incident);
    expect(read).toMatchObject({ reportedBy: 'person', status: 'open', isBreach: false });
    expect(read['report']).toMatchObject([{ texts: { name: 'Kari', phone: '+47 400 00 000', text: secret } }]);
    const audited = await run.read(incident, 'auditor');
    expect(audited).not.toHaveProperty('report');
    expect(JSON.stringify(audited)).not.toContain('Kari');
    await run.vault.shred({ tenant: run.tenant, person: String(read['reporter']) });
    expect((await run.read(incident))['report']).toMatchObject([{ shredded: true }]);
  });

  it('comes as well from a system over NATS, and from a processor, with when that became aware', async () => {
    const told = await run.publish('incident.reported', {
      kind: 'breach',
      text: 'En sikkerhetskopi var åpen.',
      receivedThrough: 'system',
      processor: { recipient: 'hosting', aware: '2026-06-05T11:00:00Z' },
      systems: ['catacloud-app'],
    });
    expect(told).toMatchObject({ seq: expect.any(Number) });
    await run.atRest();
    const { body } = await run.request('staff', 'GET', `/v1/incidents?after=${String((told as { seq: number }).seq)}`);
    expect((body['incidents'] as object[])[0]).toMatchObject({
      reportedBy: 'processor',
      processor: { recipient: 'hosting', aware: '2026-06-05T11:00:00Z' },
      systems: ['catacloud-app'],
    });
  });
});

describe('a breach, from its detection to what was learned', () => {
  it('sets 72 hours running, reminds of them, and takes a late notice with its reasons only', async () => {
    const incident = await reported();
    expect(await alerted(incident)).toEqual(['incident.reported.v1']);
    await run.does(incident, 'detection', finding);
    const aware = await run.does(incident, 'awareness', certain);
    expect(aware.body).toMatchObject({
      isBreach: true,
      due: { due: '2026-06-08T15:30:00+02:00', clock: 'gdpr-33-1', boundBy: 'law', zone: 'Europe/Oslo' },
    });
    const { awareness } = (await run.read(incident)) as { awareness: { aware: string } };
    expect(awareness.aware).toBe(begin);
    await run.laterBy(48);
    expect(await alerted(incident)).toEqual(['incident.notice-due-soon.v1']);
    await run.laterBy(25);
    expect(await alerted(incident)).toEqual(['incident.notice-overdue.v1']);
    const mails = await run.mailsTo(technical);
    expect(mails.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([
        'Ett døgn igjen til å melde bruddet til tilsynet',
        'Fristen på 72 timer er ute, og bruddet er ikke meldt',
      ]),
    );
    expect(await run.read(incident)).toMatchObject({ overdue: true });
    const notice = { moreFollows: true, reference: '26/00123' };
    const late = await run.withoutTrace(() =>
      run.request('staff', 'POST', `/v1/incidents/${incident}/authority-notices`, notice),
    );
    expect([late.status, problemCode(late)]).toEqual([422, 'delay-reasons-missing']);
    await run.does(incident, 'authority-notices', { ...notice, delayReasons: 'Omfanget var ukjent.' });
    await run.does(incident, 'assessments', assessment('risk'));
    await run.does(incident, 'authority-notices', { moreFollows: false });
    const read = await run.read(incident);
    expect(read).toMatchObject({
      overdue: false,
      noticeSettled: true,
      notices: [
        { notice: 1, late: true, moreFollows: true, authority: 'Datatilsynet', reference: '26/00123' },
        { notice: 2, late: false, moreFollows: false },
      ],
    });
    expect(await alerted(incident)).toEqual([]);
    await run.does(incident, 'closure', { outcome: 'breach', lessons: 'Loggene leses hver uke.' });
    const closed = await run.read(incident, 'auditor');
    expect(closed).toMatchObject({ status: 'closed', outcome: 'breach' });
    expect((closed['record'] as { texts: object }[]).map(({ texts }) => texts)).toMatchObject([
      { findings: 'Loggen viser det.' },
      { reasoning: 'Data ble lest utenfra.' },
      { delayReasons: 'Omfanget var ukjent.' },
      { consequences: 'Svindel på e-post.' },
      { lessons: 'Loggene leses hver uke.' },
    ]);
    const ledger = JSON.stringify(await entityOf(incident));
    expect(ledger).not.toContain('Svindel');
  });

  it('with high risk is told to those who are hit by e-mail with evidence, and by hand where none arrives', async () => {
    const incident = await reported();
    await run.does(incident, 'detection', finding);
    await run.does(incident, 'awareness', certain);
    await run.does(incident, 'assessments', assessment('high'));
    await run.does(incident, 'authority-notices', { moreFollows: false });
    const [nora, ola] = [await userOf('nora'), await userOf('ola', { phone: '+47 99 99 99 99' })];
    const message = {
      nature: { nb: 'En konto ble brukt av en annen.', en: 'An account was used by somebody else.' },
      consequences: { nb: 'Noen kan skrive til deg.', en: 'Somebody may write to you.' },
      measures: { nb: 'Kontoen er stengt.', en: 'The account is closed.' },
    };
    const closing = { outcome: 'breach', lessons: 'To-trinns innlogging.' };
    const tooEarly = await run.request('staff', 'POST', `/v1/incidents/${incident}/closure`, closing);
    expect(problemCode(tooEarly)).toBe('people-not-told');
    await run.does(incident, 'communications', { selection: { dataCategories: ['contact'] }, message });

    const [mail] = await run.mailsTo('nora@example.org');
    expect(mail?.subject).toBe('Brudd på sikkerheten for opplysninger om deg hos Catacloud AS');
    expect(mail?.text).toContain('Noen kan skrive til deg.');
    expect(mail?.text).toContain('personvern@catacloud.com');
    const list = async (status: string) =>
      (await run.request('auditor', 'GET', `/v1/incidents/${incident}/communications?status=${status}`)).body[
        'communications'
      ] as object[];
    expect(await list('delivered')).toMatchObject([
      { person: nora, how: 'email', mail: { messageId: mail?.messageId, replyCode: 250 } },
    ]);
    expect(await list('by-hand')).toMatchObject([{ person: ola, failure: { reason: 'no-address' } }]);
    const stillOpen = await run.request('staff', 'POST', `/v1/incidents/${incident}/closure`, closing);
    expect(problemCode(stillOpen)).toBe('people-not-told');
    await run.does(incident, 'communications/1/deliveries', { person: { person: ola }, how: 'phone' });
    await run.does(incident, 'closure', closing);
    expect(await run.read(incident)).toMatchObject({ people: { open: 0, 'by-hand': 0, delivered: 2 } });
  });

  it('as processor is told to the controller, and leaves the authority to it', async () => {
    const incident = await reported();
    await run.does(incident, 'detection', finding);
    const aware = await run.does(incident, 'awareness', { activities: ['client-books'], reasoning: 'Bilag ble lest.' });
    expect(aware.body).not.toHaveProperty('due');
    const controller = { kind: 'company', value: '910 000 009' };
    const unknown = await run.request('staff', 'POST', `/v1/incidents/${incident}/controllers-told`, {
      controller,
      how: 'phone',
    });
    expect([unknown.status, problemCode(unknown)]).toEqual([404, 'unknown-controller']);
    const client = await run.vault.resolvePerson(run.tenant, { kind: 'company', value: '910 000 009' });
    await run.does(incident, 'controllers-told', { controller, how: 'phone' });
    expect(await run.read(incident)).toMatchObject({ controllersTold: [{ controller: client, how: 'phone' }] });
  });

  it('is looked at again when new facts come up', async () => {
    const incident = await reported({ kind: 'abuse' });
    await run.does(incident, 'closure', { outcome: 'no-breach', lessons: 'Et feilsendt varsel.' });
    await run.does(incident, 'reopening', { newFacts: 'Det var likevel noen inne.' });
    await run.does(incident, 'detection', finding);
    expect(await run.read(incident)).toMatchObject({ status: 'open', reopened: expect.any(String) });
  });
});

describe('what cannot be is refused, says what to change, and leaves no trace', () => {
  const stranger = `${randomUUID()}@example.org`;
  it.each([
    ['a report from the future', { received: '2031-01-01T00:00:00Z' }, 422, 'moment-invalid'],
    ['a system that nobody has', { systems: ['nobodys'] }, 422, 'not-in-statement'],
    ['a field that nobody declared', { culprit: 'Ola' }, 400, 'invalid-request'],
    ['a report of nothing', { text: ' ' }, 400, 'invalid-request'],
  ])('%s', async (_what, over, status, code) => {
    const body = { kind: 'breach', text: secret, receivedThrough: 'phone', contact: { email: stranger }, ...over };
    const answer = await run.withoutTrace(() => run.request('staff', 'POST', '/v1/incidents', body));
    expect([answer.status, problemCode(answer)]).toEqual([status, code]);
    expect(await run.vault.findPerson(run.tenant, { kind: 'email', value: stranger })).toBeUndefined();
  });

  it('what comes out of order, of nothing, or of somebody who may not', async () => {
    const incident = await reported();
    const nothing = 'a'.repeat(32);
    const tried: [caller: 'staff' | 'system' | 'auditor' | 'nobody', id: string, what: string, body: object][] = [
      ['staff', nothing, 'detection', finding],
      ['staff', incident, 'awareness', certain],
      ['staff', incident, 'authority-notices', { moreFollows: false }],
      ['staff', incident, 'authority-notice-waiver', { reasoning: 'Kryptert.' }],
      ['staff', incident, 'detection', { ...finding, detected: '2026-01-01T00:00:00Z' }],
      ['staff', incident, 'reopening', { newFacts: 'Noe nytt.' }],
      ['staff', incident, 'communications/1/deliveries', { person: { kind: 'email', value: stranger }, how: 'phone' }],
      ['auditor', incident, 'detection', finding],
      ['system', incident, 'awareness', certain],
      ['nobody', incident, 'closure', { outcome: 'breach', lessons: 'Ingen.' }],
    ];
    const answers = await run.withoutTrace(async () => {
      const all = [];
      for (const [caller, id, what, body] of tried)
        all.push(await run.request(caller, 'POST', `/v1/incidents/${id}/${what}`, body));
      return all;
    });
    expect(answers.map((answer) => [answer.status, problemCode(answer)])).toEqual([
      [404, 'unknown-incident'],
      [409, 'not-detected'],
      [409, 'not-yet-aware'],
      [409, 'not-yet-aware'],
      [422, 'moment-invalid'],
      [409, 'incident-not-closed'],
      [404, 'communication-not-owed'],
      [403, 'role-not-allowed'],
      [403, 'role-not-allowed'],
      [401, 'token-missing'],
    ]);
  });

  it('a report to an organisation that has published nothing', async () => {
    const answer = await run.request('nobody', 'POST', `/v1/public/${run.other}/incidents`, {
      kind: 'abuse',
      text: secret,
    });
    expect([answer.status, problemCode(answer)]).toEqual([409, 'no-statement']);
  });
});

/** Somebody with a profile at a client, as retention tells of it. */
async function userOf(name: string, contact: object = { email: `${name}@example.org` }): Promise<string> {
  const person = await run.vault.resolvePerson(run.tenant, { kind: 'user', value: name });
  const told = { person, system: 'catacloud-app', occurred: run.clock.now() };
  await run.tell('profile.created.v1', person, told, { personal: { contact } });
  await run.tell('holding.scheduled.v1', person, {
    person,
    holding: 'contact-during-agreement',
    rule: 'contact-during-agreement',
    dataCategories: ['contact'],
    systems: ['catacloud-app'],
    anchor: 'service-agreement-ended',
    action: 'erase',
    derivation: [],
    rules: '2026-1',
    statementVersion: '2.10',
  });
  await run.atRest();
  return person;
}

import { auditTimeline } from '@vitne/cli/commands/audit-timeline';
import { openPackage } from '@vitne/embedded/story/open-package';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readableWords } from './kept-and-gone.ts';
import { hasFacts } from './ledger-witness.ts';
import { byJudgement, ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

let kaukus: TenantAtWork;
beforeAll(async () => {
  kaukus = await tenantAtWork('kaukus', ['kaukus-site', 'moteadm', 'kaukus-mail']);
});
afterAll(() => kaukus.stop());

const address = 'kari@kommune.example';
const question = 'Who may see my enquiry?';
const everything = () => kaukus.witness.everything();

test('K17 nobody gets in without a token that fits, what is personal is never readable in the ledger, and whoever opens it is on record, which the person is told', async () => {
  const person = { kind: 'email', value: address } as const;
  const told = await kaukus.tells('kaukus-site', 'enquiry.received', {
    person: [person],
    contact: { email: address },
    enquiry: { message: question },
  });
  const { person: id } = told.facts as { person: string };
  const path = `/v1/people/${id}/holdings`;
  expect((await kaukus.get(path, 'anyone')).status).toBe(401);
  expect((await kaukus.get(path, 'system')).status).toBe(403);
  expect((await kaukus.get('/v1/requests', 'system')).status).toBe(403);
  const stranger = await kaukus.user.get(path, { tenant: 'catacloud', role: 'staff' });
  expect(stranger.body['holdings']).toEqual([]);

  const asked = await kaukus.post('/v1/requests', {
    person,
    requestType: 'access',
    receivedThrough: 'email',
    text: question,
    contact: { email: address },
  });
  const request = String(asked.body['request']);
  // Whoever is refused leaves no trace, and sees nothing.
  expect((await kaukus.withoutTrace(() => kaukus.get(`/v1/requests/${request}`, 'system'))).status).toBe(403);
  expect(ofType(await everything(), 'personal-data.consulted.v1')).toEqual([]);
  const read = await kaukus.get(`/v1/requests/${request}`);
  expect(JSON.stringify(read.body)).toContain(question);
  await kaukus.get(`/v1/requests/${request}`);
  expect(ofType(await everything(), 'personal-data.consulted.v1')).toMatchObject([
    { facts: { owner: id, role: 'staff', purpose: 'answering-request', opened: 'request', matter: request } },
  ]);

  await kaukus.post(`/v1/requests/${request}/acceptance`, byJudgement);
  await kaukus.witness.sees('request.fulfilled.v1', { facts: { request, by: 'package' } });
  await kaukus.settled();
  const mail = (await kaukus.mails()).findLast(
    ({ to, text }) => to?.[0]?.address === address && text?.includes('/packages/'),
  );
  const link = /http\S+\/packages\/\S+/.exec(mail?.text ?? '')?.[0] ?? 'no link';
  const copy = await openPackage(link);
  expect(copy).toContain('Hvem hos oss som har sett dem');
  expect(copy).toContain('For å svare på en henvendelse fra deg');
  const file = await fetch(link.replace('?', '/downloads/json?'), { method: 'POST' });
  const { consultations } = (await file.json()) as { consultations: object[] };
  expect(consultations).toContainEqual(expect.objectContaining({ role: 'staff', purpose: 'answering-request' }));
  expect(JSON.stringify(consultations)).not.toContain('staff:');

  // An audit sees the skeleton; what is sealed is shown to a privacy officer alone, and that is on record first.
  const wanted = { tenant: 'kaukus', data: kaukus.dataDir, person: `email:${address}` };
  expect(JSON.stringify(await auditTimeline(wanted))).not.toContain(question);
  await expect(auditTimeline({ ...wanted, open: true, export: 'kaukus.export' })).rejects.toThrow(/leave out --export/);
  expect(
    ofType(await everything(), 'personal-data.consulted.v1').some(({ facts }) => facts['opened'] === 'record'),
  ).toBe(false);
  const opened = await auditTimeline({ ...wanted, open: true, purpose: 'audit', matter: request });
  const fields = opened.entries.flatMap(({ sealed }) => sealed.map((part) => part.fields));
  expect(JSON.stringify(fields)).toContain(question);
  const events = await everything();
  expect(events.filter((one) => hasFacts(one, { owner: id, opened: 'record' }))).toMatchObject([
    { facts: { role: 'privacy-officer', purpose: 'audit', matter: request } },
  ]);
  expect(ofType(events, 'person.looked-up.v1').at(-1)).toMatchObject({ facts: { owner: id, role: 'auditor' } });
  expect(readableWords(events, [address, question])).toEqual([]);
  const page = await kaukus.page();
  for (const said of ['ISO/IEC 27001', 'Access management', 'Encryption in transit', 'Backups', 'risk assessments'])
    expect(page).toContain(said);
  await kaukus.replayed();
});

import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditCheck } from '@vitne/cli/commands/audit-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { byJudgement, codeOf, ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

// C14, C23, K7, K14: what a person is told of a choice, a request and an erasure can be taken away as one file that proves
// itself to whoever has the notary's key, and opens nothing that is erased.
let kaukus: TenantAtWork;
let folder: string;
let key: string[];
let downloads = 0;
beforeAll(async () => {
  kaukus = await tenantAtWork('kaukus', ['kaukus-site', 'moteadm', 'kaukus-mail']);
  folder = await mkdtemp(join(tmpdir(), 'vitne-evidence-'));
  const { keys } = (await kaukus.get('/v1/public/kaukus/ledger/keys', 'anyone')).body as { keys: { key: string }[] };
  key = keys.map((one) => one.key);
});
afterAll(async () => {
  await kaukus.stop();
  await rm(folder, { recursive: true, force: true });
});

const visitor = { kind: 'cookie', value: '8f14e45fceea167a5a36dedd4bea2543' };
const address = (name: string) => ({ kind: 'email', value: `${name}@municipality.example` });

/** Downloads a file when the notary has signed what it stands on. */
async function download(url: string, role: 'staff' | 'anyone' = 'anyone'): Promise<{ file: string; text: string }> {
  await kaukus.untilSigned();
  const answer = await kaukus.get(url.replace(kaukus.gateway, ''), role);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const text = `${JSON.stringify(answer.body, undefined, 2)}\n`;
  const file = join(folder, `${role}-${++downloads}.vitne.json`);
  writeFileSync(file, text);
  return { file, text };
}

async function mailTo(to: string, subject: RegExp): Promise<string> {
  await kaukus.settled();
  const found = (await kaukus.mails()).filter(
    (mail) => mail.to?.some((one) => one.address === to) && subject.test(mail.subject ?? ''),
  );
  expect(found.length, `a mail to the person, ${subject}`).toBeGreaterThan(0);
  return found.at(-1)?.text ?? '';
}
const linkIn = (text: string, kind: string): string => {
  const link = new RegExp(`https?://\\S+/v1/public/kaukus/${kind}/\\S+/proof/\\S+`).exec(text)?.[0];
  if (link === undefined) throw new Error(`No link to ${kind} in: ${text}`);
  return link;
};

test('a visitor takes the receipt of a choice away, and it proves what was chosen and what was shown', async () => {
  const asked = await kaukus.asked('analytics', 'cookie-banner');
  const circumstances = { userAgent: 'Firefox 140', maskedIp: '10.20.30.0' };
  const chosen = await kaukus.post(
    '/v1/public/kaukus/consents',
    { ...asked, decision: 'given', person: visitor, circumstances },
    'anyone',
  );
  expect(chosen.status, JSON.stringify(chosen.body)).toBe(201);
  await kaukus.settled();
  const mine = await kaukus.post('/v1/public/kaukus/consents/receipts', { person: visitor }, 'anyone');
  const [receipt] = mine.body['receipts'] as { purpose: string; status: string; proof: string }[];
  expect(receipt).toMatchObject({ purpose: 'analytics', status: 'given' });
  const { file, text } = await download(String(receipt?.proof));
  const checked = await auditCheck(file, { key });
  expect(checked).toMatchObject({ valid: true, kind: 'consent-receipt', events: [{ type: 'consent.given.v1' }] });
  const { noticeHash } = asked['shown'] as { noticeHash: string };
  expect(JSON.parse(text)).toMatchObject({ attachments: [{ sha256: noticeHash }] });
  expect(text, 'only a cookie says who asks').not.toContain('Firefox 140');
  writeFileSync(file, text.replaceAll('The person said yes.', 'The person said no.'));
  expect(await auditCheck(file, { key })).toMatchObject({ valid: false, code: 'text-differs' });

  const given = ofType(await kaukus.witness.everything(), 'consent-receipt.downloaded.v1');
  expect(given.map(({ facts }) => [facts['by'], facts['contains']])).toEqual([['person', 'sealed']]);

  const stranger = `${receipt?.proof.slice(0, -1)}${receipt?.proof.endsWith('A') ? 'B' : 'A'}`;
  const refused = await kaukus.withoutTrace(() => kaukus.get(stranger.replace(kaukus.gateway, ''), 'anyone'));
  expect([refused.status, codeOf(refused)]).toEqual([404, 'not-found']);
});

test('the answer to a request comes with a link to a file that proves what was asked, answered and told', async () => {
  const who = address('asks-access');
  const asked = await kaukus.post('/v1/requests', {
    person: who,
    contact: { email: who.value },
    requestType: 'objection',
    text: 'Stop using my visits.',
    receivedThrough: 'email',
    language: 'en',
  });
  const request = String(asked.body['request']);
  const early = await kaukus.get(`/v1/requests/${request}/proof`);
  expect([early.status, codeOf(early)]).toEqual([409, 'conflict']);
  await kaukus.post(`/v1/requests/${request}/acceptance`, byJudgement);
  const done = await kaukus.post(`/v1/requests/${request}/fulfilment`, { answer: 'We use your visits no more.' });
  expect(done.status, JSON.stringify(done.body)).toBeLessThan(300);
  const mail = await mailTo(who.value, /done what you asked/);
  const { file, text } = await download(linkIn(mail, 'requests'));
  const checked = await auditCheck(file, { key });
  expect(checked.says).toContain('The answer, text: We use your visits no more.');
  expect(checked).toMatchObject({ valid: true, kind: 'request-answer', id: request });
  expect(text).toContain('Stop using my visits.');

  const forStaff = await download(`/v1/requests/${request}/proof`, 'staff');
  expect(forStaff.text, 'what is sealed is the person’s to open').not.toContain('We use your visits no more.');
  expect(await auditCheck(forStaff.file, { key })).toMatchObject({ valid: true, id: request });
  const given = ofType(await kaukus.witness.everything(), 'request-answer.downloaded.v1');
  expect(given.map(({ facts }) => [facts['about'], facts['by'], facts['contains']])).toEqual([
    [request, 'person', 'opened'],
    [request, 'staff', 'sealed'],
  ]);
});

test('after an erasure the confirmation proves that every system confirmed, and the answer opens no more', async () => {
  const who = address('erased');
  await kaukus.tells('kaukus-site', 'enquiry.received', {
    person: [who],
    contact: { email: who.value },
    enquiry: { message: 'When is the next meeting?' },
  });
  const asked = await kaukus.post('/v1/requests', {
    person: who,
    contact: { email: who.value },
    requestType: 'erasure',
    text: 'Delete what you have.',
    receivedThrough: 'email',
    language: 'en',
  });
  const request = String(asked.body['request']);
  await kaukus.post(`/v1/requests/${request}/acceptance`, byJudgement);
  await kaukus.settled();
  const mail = await mailTo(who.value, /done/);
  await kaukus.witness.sees('request.fulfilled.v1', { facts: { request } });
  await kaukus.settled();
  const completed = ofType(await kaukus.witness.everything(), 'disposal.completed.v1').find(
    ({ facts }) => facts['request'] === request,
  );
  const confirmation = await download(linkIn(mail, 'disposals'));
  const checked = await auditCheck(confirmation.file, { key });
  expect(checked).toMatchObject({ valid: true, kind: 'disposal-confirmation', id: completed?.facts['disposal'] });
  expect(checked.says).toContain('A system confirmed.');
  const answer = await download(linkIn(mail, 'requests'));
  expect(await auditCheck(answer.file, { key })).toMatchObject({ valid: true, kind: 'request-answer', id: request });
  expect(answer.text, 'the keys are gone').not.toContain('Delete what you have.');
});

test('nothing of it stands only in a read model: a replay gives the same', () => kaukus.replayed());

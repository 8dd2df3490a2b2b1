import type { OpenDsrProcessorForTests } from '@vitne/testing/open-dsr-processor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readableWords } from './kept-and-gone.ts';
import { openDsrAtWork } from './open-dsr-at-work.ts';
import { byJudgement, type Document, ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

// The rights that C14, C23 and K14 promise, where a processor holds the data and takes its orders by OpenDSR, through the gateway.
const system = 'kaukus-mail';
let world: Awaited<ReturnType<typeof openDsrAtWork>>;
let processor: OpenDsrProcessorForTests;
let kaukus: TenantAtWork;

beforeAll(async () => {
  world = await openDsrAtWork('kaukus', system, 'what-the-mail-house-asks-for');
  processor = world.processor;
  kaukus = await tenantAtWork('kaukus', ['kaukus-site', 'moteadm']);
  await kaukus.edition(1, (document) => {
    const mail = (document['systems'] as Document[]).find(({ id }) => id === system);
    Object.assign(mail ?? {}, { processor: 'hetzner', openDsr: processor.described() });
  });
});
afterAll(async () => {
  await kaukus?.stop();
  await world?.stop();
});

const addressOf = (name: string): string => `${name}@kommune.example`;

/** Somebody who wrote to the organisation asks for something, and staff settles who it is; answers what the processor got. */
async function asks(name: string, requestType: 'erasure' | 'access') {
  const email = addressOf(name);
  const identifier = { kind: 'email', value: email };
  await kaukus.tells('kaukus-site', 'enquiry.received', {
    person: [identifier],
    contact: { email },
    enquiry: { message: 'May we see how it works?' },
  });
  const asked = await kaukus.post('/v1/requests', { person: identifier, requestType, receivedThrough: 'email' });
  const request = String(asked.body['request']);
  await kaukus.post(`/v1/requests/${request}/acceptance`, byJudgement);
  await kaukus.witness.sees('processor-request.received.v1', { facts: { person: String(asked.body['person']) } });
  const sent = [...processor.requests.values()].at(-1);
  return { email, request, person: String(asked.body['person']), sent, id: sent?.body.subject_request_id ?? '' };
}

/** The processor calls back through the gateway, as whoever is on the internet does. */
async function callBack({ path, body, headers }: ReturnType<typeof processor.callback>): Promise<number> {
  const answer = await fetch(`${kaukus.gateway}${path}`, { method: 'POST', headers, body: new Uint8Array(body) });
  return answer.status;
}

test('what a processor holds is erased there too: the person is told so when it has signed that it is done, and not before', async () => {
  const { email, request, person, sent, id } = await asks('forgets', 'erasure');
  expect(sent).toMatchObject({
    signed: true,
    authorization: 'Bearer what-the-mail-house-asks-for',
    body: { subject_request_type: 'erasure', subject_identities: [{ identity_type: 'email', identity_value: email }] },
  });
  expect(sent?.body.status_callback_urls).toEqual([`${kaukus.gateway}/opendsr/kaukus/v2/callbacks/${system}`]);
  await kaukus.settled();
  expect((await kaukus.get(`/v1/erasures/${request}`)).body).toMatchObject({ state: 'ordered', waitingFor: [system] });

  // Somebody else says that it is done.
  const forged = processor.callback(id, { request_status: 'completed' }, 'stranger');
  expect(await kaukus.withoutTrace(() => callBack(forged))).toBe(403);

  processor.settle(id, { status: 'completed' });
  expect(await callBack(processor.callback(id))).toBe(202);
  await kaukus.witness.sees('request.fulfilled.v1', { facts: { request, by: 'disposal' } });
  await kaukus.settled();
  const ledger = await kaukus.witness.everything();
  const [told] = ofType(ledger, 'processor-request.status-told.v1', person);
  const answer = told?.facts['answer'] as { digest: string } | undefined;
  expect(answer?.digest).toMatch(/^[0-9a-f]{64}$/);
  const confirmed = ofType(ledger, 'disposal.confirmed.v1', person).find(({ facts }) => facts['system'] === system);
  expect(confirmed?.facts).toMatchObject({
    method: 'erased',
    evidence: expect.stringContaining(String(answer?.digest)),
  });
  expect(readableWords(ledger, [email])).toEqual([]);
  expect((await kaukus.post('/v1/people/lookup', { identifier: { kind: 'email', value: email } })).status).toBe(404);
});

test('what a processor holds is part of the copy that the person gets, although no call came back', async () => {
  const { email, request, id } = await asks('wants-a-copy', 'access');
  const data = [{ dataCategory: 'enquiry', items: [{ subject: 'Kept by the mail house' }] }];
  processor.settle(id, { status: 'completed', results: { data } });
  await kaukus.time(new Date(Date.parse(kaukus.now()) + 25 * 3_600_000).toISOString());
  const { facts } = await kaukus.witness.sees('request.fulfilled.v1', { facts: { request } });
  expect(facts['by']).toBe('package');
  const copy = await kaukus.takesAway(await kaukus.packageLink(email), 'json');
  expect(JSON.stringify(copy)).toContain('Kept by the mail house');
  expect(readableWords(await kaukus.witness.everything(), [email, 'Kept by the mail house'])).toEqual([]);
});

test('a processor that denies an erasure is seen: the order stands, those on call are alerted, and staff reads what to do', async () => {
  const { request, id } = await asks('is-denied', 'erasure');
  processor.settle(id, { status: 'denied' });
  expect(await callBack(processor.callback(id))).toBe(202);
  await kaukus.settled();
  expect((await kaukus.get(`/v1/erasures/${request}`)).body).toMatchObject({ state: 'ordered', waitingFor: [system] });
  const { body } = await kaukus.get('/v1/processor-requests?state=ended');
  expect(body['processorRequests']).toMatchObject([
    { processorRequest: id, status: 'denied', whatToDo: { en: expect.stringContaining('POST /v1/disposals/') } },
  ]);
  const { alerts } = (await kaukus.get('/v1/alerts?status=open')).body as { alerts: { cause: unknown }[] };
  expect(JSON.stringify(alerts.map(({ cause }) => cause))).toContain('disposal.failed.v1');
});

test('what a person takes back is taken back at the processor, and what it signed of that stands in the ledger', async () => {
  const { email, request, id } = await asks('changes-their-mind', 'access');
  expect((await kaukus.post(`/v1/requests/${request}/withdrawal`)).status).toBe(201);
  const { facts } = await kaukus.witness.sees('processor-request.cancelled.v1', { facts: { subjectRequestId: id } });
  expect(facts).toMatchObject({ outcome: 'received', httpStatus: 202, answer: { digest: expect.any(String) } });
  expect(processor.calls.filter((call) => call.startsWith('DELETE '))).toEqual(['DELETE /v2/requests/{id}']);
  await kaukus.settled();
  expect(readableWords(await kaukus.witness.everything(), [email])).toEqual([]);
});

test('what the services show of all this is what a replay of the ledgers gives', () => kaukus.replayed());

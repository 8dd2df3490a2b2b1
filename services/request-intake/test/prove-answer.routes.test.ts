import { evidenceLink } from '@vitne/service-kit/evidence-link';
import { openOrdersStream } from '@vitne/service-kit/orders-stream';
import { checkedEvidence } from '@vitne/testing/checked-evidence';
import { notaryBeside } from '@vitne/testing/notary-beside';
import { problemCode, runService, type ServiceForTests } from '@vitne/testing/running-service';
import { statementOf } from '@vitne/testing/statement-files';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requestIntakeService } from '../src/service.ts';
import { judgement } from './running-intake.ts';

const origin = 'https://privacy.example';
let run: ServiceForTests;
beforeAll(async () => {
  run = await runService(requestIntakeService, {
    vault: 'mongo',
    openStreams: openOrdersStream,
    publicOrigin: origin,
    notary: notaryBeside,
  });
  await run.tellStatement(statementOf('kaukus', { tenant: run.tenant }));
});
afterAll(() => run?.stop());

async function asked(name: string) {
  const email = `${name}@example.no`;
  const { body } = await run.request('staff', 'POST', '/v1/requests', {
    person: { kind: 'email', value: email },
    contact: { email },
    requestType: 'objection',
    text: 'Stop using my visits.',
    receivedThrough: 'phone',
  });
  const { request, person } = body as { request: string; person: string };
  await run.request('staff', 'POST', `/v1/requests/${request}/acceptance`, judgement);
  return { request, person, path: `/v1/requests/${request}/proof` };
}
async function answered(name: string) {
  const one = await asked(name);
  const done = await run.request('staff', 'POST', `/v1/requests/${one.request}/fulfilment`, {
    answer: 'We use your visits no more.',
  });
  expect(done.status, JSON.stringify(done.body)).toBeLessThan(300);
  const context = { vault: run.vault, clock: run.clock, publicOrigin: () => origin };
  const place = { kind: 'request-answer', id: one.request, person: one.person } as const;
  const link = (await evidenceLink(context, run.tenant, place, 'opened')).replace(origin, '');
  return { ...one, link };
}
const downloads = async (person: string) =>
  (await run.entity({ context: 'request-intake', entity: 'evidence', id: person })).map(({ facts }) => facts);

it('the person’s file proves and opens the answer, and is on record as hers before it is given', async () => {
  const { request, person, link } = await answered('opens');
  const keys = await run.signed();
  const answer = await run.request('nobody', 'GET', link);
  const checked = await checkedEvidence(answer, keys);
  expect(checked).toMatchObject({ kind: 'request-answer', id: request, trust: 'known-key' });
  expect(JSON.stringify(checked.text)).toContain('We use your visits no more.');
  expect(await downloads(person)).toEqual([
    { person, about: request, by: 'person', contains: 'opened', downloaded: run.clock.now() },
  ]);
});

it('staff’s file proves the same and opens nothing, and is on record by role', async () => {
  const { request, person, path } = await answered('sealed');
  const keys = await run.signed();
  const answer = await run.request('auditor', 'GET', path);
  expect(await checkedEvidence(answer, keys)).toMatchObject({ id: request, trust: 'known-key' });
  expect(JSON.stringify(answer.body)).not.toMatch(/visits/);
  expect(await downloads(person)).toMatchObject([{ by: 'auditor', contains: 'sealed' }]);
});

it('a request that is not answered has no file, and asking for it leaves no trace', async () => {
  const { path } = await asked('early');
  const answer = await run.withoutTrace(() => run.request('staff', 'GET', path));
  expect([answer.status, problemCode(answer)]).toEqual([409, 'conflict']);
});

import { randomUUID } from 'node:crypto';
import { checkedEvidence } from '@vitne/testing/checked-evidence';
import { notaryBeside } from '@vitne/testing/notary-beside';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { problemCode, type RunningConsent, startConsent } from './running-consent.ts';

const publicOrigin = 'https://privacy.example';
let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent({ publicOrigin, notary: notaryBeside });
  await consent.publish('kaukus');
});
afterAll(() => consent?.stop());

/** A visitor says yes, and has the link to the receipt. */
async function chosen() {
  const visitor = { kind: 'cookie' as const, value: randomUUID() };
  const given = await consent.post('staff', '/v1/consents', {
    ...(await consent.choice('analytics', { person: visitor })),
    decision: 'given',
  });
  const person = String(given.body['person']);
  const { body } = await consent.consentsOf(person, given.body['position']);
  const [{ eventId }] = body['history'] as [{ eventId: string }];
  const mine = await consent.request('nobody', 'POST', `/v1/public/${consent.tenant}/consents/receipts`, {
    person: visitor,
  });
  const [{ proof }] = mine.body['receipts'] as [{ proof: string }];
  return {
    person,
    eventId,
    link: proof.replace(publicOrigin, ''),
    path: `/v1/people/${person}/consents/${eventId}/proof`,
  };
}
const downloads = async (person: string) =>
  (await consent.entity({ context: 'consent', entity: 'evidence', id: person })).map(({ meta, facts }) => ({
    type: meta.type,
    actor: meta.actor,
    ...facts,
  }));

it('a receipt proves itself to whoever has the notary’s key, and that it was given is on record as the person’s own', async () => {
  const { person, eventId, link } = await chosen();
  const keys = await consent.signed();
  const checked = await checkedEvidence(await consent.request('nobody', 'GET', link), keys);
  expect(checked).toMatchObject({
    kind: 'consent-receipt',
    id: eventId,
    trust: 'known-key',
    types: ['consent.given.v1'],
  });
  expect(await downloads(person)).toEqual([
    {
      type: 'consent-receipt.downloaded.v1',
      actor: 'anonymous:evidence-link',
      person,
      about: eventId,
      by: 'person',
      contains: 'sealed',
      downloaded: consent.clock.now(),
    },
  ]);
});

it('what staff takes away is on record as theirs, by a pseudonym; the same again within a quarter of an hour is one download', async () => {
  const { person, link, path } = await chosen();
  await consent.signed();
  for (const as of ['ola', 'ola', 'eva'])
    expect((await consent.request({ role: 'staff', subject: as }, 'GET', path)).status).toBe(200);
  expect((await consent.request('nobody', 'GET', link)).status).toBe(200);
  expect((await downloads(person)).map(({ actor }) => actor)).toEqual([
    'staff:ola',
    'staff:eva',
    'anonymous:evidence-link',
  ]);
  consent.clock.advanceTo(new Date(Date.parse(consent.clock.now()) + 15 * 60_000).toISOString());
  expect((await consent.request({ role: 'staff', subject: 'ola' }, 'GET', path)).status).toBe(200);
  expect(await downloads(person)).toHaveLength(4);
});

it('what is not given leaves no trace: a link that leads nowhere, a caller who may not, an act that nobody made', async () => {
  const { path, link } = await chosen();
  await consent.signed();
  const stranger = `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`;
  const refused = await consent.withoutTrace(() => consent.request('nobody', 'GET', stranger));
  expect([refused.status, problemCode(refused)]).toEqual([404, 'not-found']);
  expect((await consent.withoutTrace(() => consent.request('nobody', 'GET', path))).status).toBe(401);
  const other = path.replace(/consents\/[^/]+/, 'consents/nothing.0');
  expect((await consent.withoutTrace(() => consent.request('staff', 'GET', other))).status).toBe(404);
});

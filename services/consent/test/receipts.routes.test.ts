import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answered, problemCode, type RunningConsent, startConsent } from './running-consent.ts';

const publicOrigin = 'https://privacy.example';
let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent({ publicOrigin });
  await consent.publish('kaukus');
});
afterAll(() => consent?.stop());

const someone = () => ({ kind: 'cookie' as const, value: randomUUID() });
const publicly = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answered> =>
  consent.request('nobody', 'POST', `/v1/public/${consent.tenant}${path}`, body, headers);
const gpc = { 'sec-gpc': '1' };
const statusAndCode = (answer: Answered) => [answer.status, problemCode(answer)];
const eventsOf = async (person: { kind: 'cookie'; value: string }) => {
  const id = (await consent.vault.findPerson(consent.tenant, person)) ?? 'nobody';
  return consent.entity({ context: 'consent', entity: 'person', id });
};

describe('the receipt of a choice', () => {
  const receipt = (person: unknown, event: unknown, query = '', caller: 'staff' | 'nobody' = 'staff') =>
    consent.request(caller, 'GET', `/v1/people/${String(person)}/consents/${String(event)}/receipt${query}`);
  const acts = async (purpose = 'analytics') => {
    const choice = await consent.choice(purpose, { person: someone(), decision: 'given' });
    const given = await consent.post('staff', '/v1/consents', choice);
    const withdrawal = { person: choice.person, purpose, surface: 'portal' };
    const withdrawn = await consent.post('staff', '/v1/consents/withdrawals', withdrawal);
    const { body } = await consent.consentsOf(given.body['person'], withdrawn.body['position']);
    const history = body['history'] as { eventId: string }[];
    return { person: given.body['person'], given: history[0]?.eventId, withdrawn: history[1]?.eventId };
  };

  it('is ISO/IEC TS 27560 as JSON-LD, and names a notice that can be read and has the hash', async () => {
    const { person, withdrawn } = await acts();
    const { status, headers, body } = await receipt(person, withdrawn);
    expect([status, headers['content-type']]).toEqual([200, 'application/ld+json; charset=utf-8']);
    expect(body).toMatchObject({ '@type': 'dpv:ConsentReceipt', 'dct:identifier': withdrawn });
    const record = body['dpv:hasRecordOfActivity'] as Record<string, Record<string, string>[] & Record<string, string>>;
    expect(record['dpv:hasConsentStatus']?.map((one) => one['dct:type'])).toEqual(['given', 'withdrawn']);
    const notice = new URL(String(record['dpv:hasNotice']?.['@id']));
    const shown = await consent.request('nobody', 'GET', `${notice.pathname}${notice.search}`);
    expect(`sha256:${String(shown.body['hash'])}`).toBe(record['dpv:hasNotice']?.['dct:identifier']);
  });

  it('links to the public origin, whatever host a request names, and to where a consent is withdrawn', async () => {
    const exercisedAt = async (purpose: string) => {
      const { person, withdrawn } = await acts(purpose);
      const path = `/v1/people/${String(person)}/consents/${String(withdrawn)}/receipt`;
      const elsewhere = { host: 'evil.example', 'x-forwarded-host': 'evil.example' };
      const { body } = await consent.request('staff', 'GET', path, undefined, elsewhere);
      expect(JSON.stringify(body)).not.toContain('evil.example');
      const record = body['dpv:hasRecordOfActivity'] as Record<string, Record<string, unknown>>;
      expect(record).toMatchObject({ '@id': `${publicOrigin}${path}` });
      return record['dpv:hasConsentControl']?.['dpv:isExercisedAt'];
    };
    const api = `${publicOrigin}/v1/public/${consent.tenant}/consents/withdrawals`;
    expect(await exercisedAt('analytics')).toEqual(['https://kaukus.no', api]);
    expect(await exercisedAt('newsletter')).toEqual(['mailto:personvern@kaukus.no', api]);
  });

  it('is Kantara’s for older consumers, and a page for people', async () => {
    const { person, given, withdrawn } = await acts();
    const ended = await receipt(person, withdrawn, '?format=kantara');
    expect(statusAndCode(ended)).toEqual([404, 'not-found']);
    expect(ended.body['detail']).toContain('format=jsonld');
    const kantara = await receipt(person, given, '?format=kantara');
    expect(kantara.body).toMatchObject({ version: 'KI-CR-v1.1.0', consentReceiptID: given, piiPrincipalId: person });
    const page = await receipt(person, given, '?format=html&language=en');
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    for (const told of [
      'You pressed a button, in the cookie banner',
      'counts until</dt><dd>2 March 2027',
      'https://kaukus.no',
    ])
      expect(page.body['page']).toContain(told);
  });

  it('is there only for whoever may see it, and only where something was shown', async () => {
    const { person, given } = await acts();
    const visitor = someone();
    await publicly('/consents/questions', { person: visitor }, gpc);
    const signalled = await eventsOf(visitor);
    const position = signalled.at(-1)?.position;
    const path = `/v1/people/${signalled[0]?.facts['person'] as string}/consents/${signalled[0]?.meta.id ?? ''}/receipt`;
    const refused = [
      await receipt(person, given, '', 'nobody'),
      await receipt(person, 'command-1.0'),
      await consent.request(
        { role: 'staff', tenant: consent.other },
        'GET',
        `/v1/people/${String(person)}/consents/${given ?? ''}/receipt`,
      ),
      await consent.request('staff', 'GET', `${path}?after=${String(position)}`),
      await receipt(person, given, '?format=pdf'),
    ];
    expect(refused.map(statusAndCode)).toEqual([
      [401, 'token-missing'],
      [404, 'not-found'],
      [404, 'not-found'],
      [404, 'not-found'],
      [400, 'invalid-request'],
    ]);
  });
});

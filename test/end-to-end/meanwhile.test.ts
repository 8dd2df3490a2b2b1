import { WARNING_CODES, type WarningCode } from '@vitne/contracts/statement/findings';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDsrAtWork } from '../promises/open-dsr-at-work.ts';
import {
  byJudgement,
  codeOf,
  type Document,
  ofType,
  type TenantAtWork,
  tenantAtWork,
} from '../promises/tenant-at-work.ts';
import { barrenEdition, weakEdition, weakRecipients } from './meanwhile-weak-edition.ts';

let world: Awaited<ReturnType<typeof openDsrAtWork>>;
let kaukus: TenantAtWork;
let found: Document[] = [];
const proved = new Set<WarningCode>();

beforeAll(async () => {
  world = await openDsrAtWork('kaukus', 'kaukus-mail', 'a-token');
  kaukus = await tenantAtWork('kaukus', ['kaukus-site', 'moteadm', 'kaukus-mail']);
});
afterAll(async () => {
  await kaukus?.stop();
  await world?.stop();
});

/** One finding's sentence, and what the running platform does that makes it true. */
function meanwhile(code: WarningCode, sentence: RegExp, proof: () => Promise<void>): void {
  proved.add(code);
  test(`${code}: ${sentence.source}`, async () => {
    const finding = found.find((one) => one['code'] === code && sentence.test(String(one['meanwhile'])));
    expect(finding, JSON.stringify(found.filter((one) => one['code'] === code))).toBeDefined();
    await proof();
  });
}

const email = (name: string) => ({ kind: 'email', value: `${name}@kommune.example` }) as const;
const publicly = (path: string) => kaukus.get(`/v1/public/kaukus/${path}`, 'anyone');
const decided = async (purpose: string, dataCategory: string, over: object = {}) => {
  const { status, body } = await kaukus.post('/v1/decisions', { person: email('x'), purpose, dataCategory, ...over });
  expect(status, JSON.stringify(body)).toBe(200);
  return [body['decision'], ...(body['reasons'] as { code: string }[]).map(({ code }) => code)];
};
const handed = { person: email('asks'), purpose: 'answer-enquiries', dataCategories: ['enquiry'] };
const disclosed = (recipient: string) => kaukus.post('/v1/disclosures', { ...handed, recipient });
/** It leaves the record of the refusal, where there is such a recipient, and nothing else. */
const refusedDisclosure = async (recipient: string) =>
  codeOf(await kaukus.withoutTrace(() => disclosed(recipient), 'disclosure.denied.v1'));
const received = async (requestType: string, over: object = {}) => {
  const asked = { person: email('asks'), requestType, receivedThrough: 'email', ...over };
  const { status, body } = await kaukus.post('/v1/requests', asked);
  expect(status, JSON.stringify(body)).toBe(201);
  await kaukus.settled();
  return body;
};
const cookie = async (identifier: string) => {
  const { categories } = (await publicly('cookies')).body as unknown as {
    categories: (Document & { cookies: Document[] })[];
  };
  const category = categories.find(({ cookies }) => cookies.some((one) => one['identifier'] === identifier));
  return { ...category, ...category?.cookies.find((one) => one['identifier'] === identifier) } as Document;
};
const told = (type: string, data: object) => kaukus.tells('kaukus-mail', type, data);

describe('what the platform does about a weak statement until it is mended', () => {
  beforeAll(async () => {
    found = (await kaukus.edition(1, weakEdition)).body['findings'] as Document[];
    await kaukus.tells('kaukus-site', 'enquiry.received', {
      person: [email('asks')],
      contact: { email: email('asks').value },
    });
  });

  meanwhile('implied-consent', /^Use, silence .* the answer is no\.$/, async () => {
    expect(await decided('preferences', 'preference')).toEqual(['deny', 'consent-missing']);
    const used = { ...(await kaukus.asked('preferences', 'web-form', 'use')), person: email('x'), decision: 'given' };
    expect(codeOf(await kaukus.withoutTrace(() => kaukus.post('/v1/consents', used)))).toBe('invalid-request');
  });
  meanwhile(
    'alternative-bases',
    /where two overlap and one is consent, consent is needed; where one is an interest/,
    async () => {
      expect(await decided('newsletter', 'contact')).toEqual(['deny', 'consent-missing']);
      const one = { population: 'private-enquirer' };
      expect(await decided('answer-enquiries', 'contact', one)).toEqual(['allow', 'contract']);
    },
  );
  meanwhile('population-without-basis', /^Use of that data for this purpose is denied/, async () => {
    expect(await decided('login-session', 'access', { population: 'visitor' })).toContain('no-basis');
  });
  meanwhile('legitimate-interest-unnamed', /page says that the interest is not stated/, async () => {
    expect(await kaukus.page()).toContain('The statement does not say which interest.');
    expect(await kaukus.page('nb')).toContain('Erklæringen sier ikke hvilken interesse.');
  });
  meanwhile('legal-duty-unnamed', /page says that the law is not stated/, async () => {
    expect(await kaukus.page()).toContain('The statement does not say which law the duty follows from.');
  });
  meanwhile('marketing-without-consent', /denied without a consent on record/, async () => {
    expect(await decided('newsletter', 'identity')).toEqual(['deny', 'consent-missing']);
  });
  meanwhile('device-access-without-consent', /^Use of what is read from the device is denied before/, async () => {
    expect(await decided('login-session', 'access', { population: 'platform-user' })).toEqual([
      'deny',
      'device-access-closed',
    ]);
  });
  meanwhile('device-access-without-consent', /^It is listed under statistics, which waits for a consent/, async () => {
    expect(await cookie('counts')).toMatchObject({ category: 'statistics' });
  });
  meanwhile('unknown-cookie-category', /^By its function, login, the cookie is treated as necessary/, async () => {
    expect(await cookie('_moeteadm_session')).toMatchObject({ category: 'necessary', declaredCategory: 'Optional' });
  });
  meanwhile('login-cookie-not-necessary', /no consent is asked for it, and it cannot be refused/, async () => {
    const listed = await cookie('_moeteadm_session');
    expect(listed).toMatchObject({ consentRequired: false, canBeRefused: false });
    const refusal = {
      person: { kind: 'cookie', value: 'visitor-necessary-000000' },
      category: 'necessary',
      decision: 'refused',
      statementVersion: '1.1',
      shown: { language: 'nb', surface: 'cookie-banner', method: 'pressed-button' },
      noticeHashes: {},
    };
    const answer = await kaukus.post('/v1/public/kaukus/consents/cookie-categories', refusal, 'anyone');
    expect(codeOf(answer)).toBe('necessary-cannot-be-refused');
  });
  meanwhile('cookie-consent-without-purpose', /denied for this category, as nobody can be asked/, async () => {
    expect(await decided('analytics', 'behaviour')).toContain('device-access-closed');
  });
  meanwhile('vague-duration', /^It is listed with a life of P30D at most/, async () => {
    expect(await cookie('counts')).toMatchObject({ life: 'P30D' });
  });
  meanwhile('data-without-retention', /refused \(422\), so none of it comes in/, async () => {
    const log = { line: '09:00:01 GET /priser 200', maskedIp: '192.0.2.0' };
    const person = [{ kind: 'cookie', value: 'visitor-unruled-00000000' }];
    expect(await kaukus.refusal('kaukus-site', 'technical-log.written', { person, log })).toBe('no-retention-rule');
  });
  meanwhile('processor-without-agreement', /refused until a signed agreement is recorded/, async () => {
    const { id } = weakRecipients['processor-without-agreement'];
    expect(await refusedDisclosure(id)).toBe('agreement-missing');
    const agreement = { agreement: 'of-2025', signed: '2025-03-01' };
    const signed = await kaukus.post(`/v1/recipients/${id}/agreements`, agreement, 'privacy-officer');
    expect(signed.status, JSON.stringify(signed.body)).toBe(201);
    expect((await disclosed(id)).status).toBe(201);
  });
  meanwhile('transfer-without-basis', /^Disclosures to this recipient are refused/, async () => {
    expect(await refusedDisclosure(weakRecipients['transfer-without-basis'].id)).toBe('transfer-without-basis');
  });
  meanwhile(
    'transfer-against-promise',
    /with one that is allowed data is disclosed, without one it is not/,
    async () => {
      expect((await disclosed(weakRecipients['transfer-against-promise'].id)).status).toBe(201);
      expect(await refusedDisclosure(weakRecipients['transfer-without-basis'].id)).toBe('transfer-without-basis');
    },
  );
  meanwhile('agreement-expired', /^Disclosures to this processor are refused/, async () => {
    expect(await refusedDisclosure(weakRecipients['agreement-expired'].id)).toBe('agreement-missing');
  });
  meanwhile('sub-processor-without-processor', /under its own agreement alone/, async () => {
    expect((await disclosed(weakRecipients['sub-processor-without-processor'].id)).status).toBe(201);
  });
  const fetched = async (source: string) => {
    const person = [email(source)];
    await told('register-data.fetched', { person, source, register: { organisation: 'Kommunen' } });
    await kaukus.settled();
    const due = ofType(await kaukus.witness.everything(), 'source-notice.due.v1', await kaukus.person(email(source)));
    return (due.at(-1)?.facts['due'] as Document | undefined)?.['due'];
  };
  meanwhile('third-party-source-without-notice', /falls due within one month/, async () => {
    expect(await fetched('silent-register')).toContain('2025-04-03');
  });
  meanwhile('source-notice-later-than-law', /the earlier of the promise and the law/, async () => {
    expect(await fetched('late-register')).toContain('2025-04-03');
  });
  meanwhile('answer-later-than-law', /the earlier of the promise and the law/, async () => {
    expect((await received('erasure'))['due']).toMatchObject({ due: expect.stringContaining('2025-04-03') });
  });
  meanwhile('missing-right', /^Requests of the kind access are taken in and answered all the same/, async () => {
    const { request } = await received('access');
    const read = await kaukus.get(`/v1/requests/${String(request)}`);
    expect(read.body).toMatchObject({ requestType: 'access', due: expect.anything() });
  });
  meanwhile('no-complaint-route', /^No request can be refused \(409\)/, async () => {
    const { request } = await received('access');
    const refusal = { reason: 'manifestly-unfounded', explanation: 'Asked before.', courtRemedyStated: true };
    const answer = await kaukus.withoutTrace(() => kaukus.post(`/v1/requests/${String(request)}/refusal`, refusal));
    expect([answer.status, codeOf(answer)]).toEqual([409, 'complaint-authority-missing']);
  });
  meanwhile('no-privacy-contact', /own e-mail address/, async () => {
    expect(await kaukus.page()).toContain('personvern@kaukus.no');
    const yes = { ...(await kaukus.asked('preferences', 'web-form', 'ticked-box')), person: email('receipt') };
    const given = await kaukus.post('/v1/consents', { ...yes, decision: 'given' });
    const person = String(given.body['person']);
    await kaukus.settled();
    const { history } = (await kaukus.get(`/v1/people/${person}/consents`)).body as { history: Document[] };
    const path = `/v1/people/${person}/consents/${String(history[0]?.['eventId'])}/receipt?format=kantara`;
    expect(JSON.stringify((await kaukus.get(path)).body)).toContain('personvern@kaukus.no');
  });
  meanwhile('purpose-without-activity', /record of processing activities does not show it/, async () => {
    const record = await kaukus.get('/v1/record-of-processing', 'privacy-officer');
    expect(JSON.stringify(record.body)).not.toContain('"marketing"');
    expect(await decided('marketing', 'contact')).toEqual(['deny', 'consent-missing']);
  });
  meanwhile('sale-purpose-not-sale', /needs its consent, and the signal of a browser refuses it/, async () => {
    const visitor = { kind: 'cookie', value: 'visitor-sold-00000000000' };
    const yes = { ...(await kaukus.asked('preferences', 'cookie-banner')), person: visitor, decision: 'given' };
    const path = '/v1/public/kaukus/consents';
    const signalled = await kaukus.user.call('POST', path, 'anyone', yes, { 'sec-gpc': '1' });
    expect(codeOf(signalled)).toBe('gpc-refuses');
  });
  meanwhile('notice-before-change-not-kept', /from the moment it is published: nothing waits/, async () => {
    expect((await publicly('statements/in-force')).body).toMatchObject({ version: '1.1' });
  });
  meanwhile('resolution-answers-nothing', /published with the statement, and answers nothing/, async () => {
    const { statement } = (await publicly('statements/in-force')).body as { statement: { resolutions: Document[] } };
    expect(statement.resolutions.map(({ path }) => path)).toContain('purposes/newsletter');
    const ofIt = found.find((one) => one['code'] === 'resolution-answers-nothing');
    expect(ofIt).toMatchObject({ answered: false });
  });
  meanwhile('colliding-retention-rules', /^The longer lawful rule wins/, async () => {
    const visitor = { kind: 'cookie', value: 'visitor-collides-0000000' };
    const behaviour = { page: '/priser', action: '09:00:01, 12 seconds' };
    await kaukus.tells('kaukus-site', 'behaviour.observed', { person: [visitor], behaviour });
    const person = await kaukus.person(visitor);
    await kaukus.time('2026-04-01T00:00:00Z');
    await kaukus.settled();
    const orders = async () => ofType(await kaukus.witness.everything(), 'disposal.ordered.v1', person);
    expect(await orders()).toEqual([]);
    await kaukus.time('2026-09-05T00:00:00Z');
    await kaukus.settled();
    const [order] = await orders();
    expect(order?.facts['holdings']).toEqual(expect.arrayContaining([expect.stringContaining('visits-longer')]));
  });
});

describe('what it does about one that names nobody and no time', () => {
  beforeAll(async () => {
    found = (await kaukus.edition(2, barrenEdition)).body['findings'] as Document[];
  });

  meanwhile('empty-recipients', /^Every disclosure to a processor is refused/, async () => {
    expect(await refusedDisclosure('hetzner')).toBe('recipient-unknown');
  });
  meanwhile('no-answer-time-limit', /one month after they came in/, async () => {
    expect((await received('erasure'))['due']).toMatchObject({ due: expect.stringContaining('2026-10-05') });
  });
  meanwhile('right-without-basis', /taken in and answered as promised/, async () => {
    const { request } = await received('portability');
    // Where an e-mail has told the person of the receipt already, saying so again changes nothing.
    const answered = await kaukus.post(`/v1/requests/${String(request)}/acknowledgement`, {});
    expect([200, 201], JSON.stringify(answered.body)).toContain(answered.status);
    expect(answered.body).toMatchObject({ status: 'acknowledged' });
  });
});

describe('what it does about processors that OpenDSR cannot tell all', () => {
  const written = (name: string) => ({ person: [email(name)], contact: { email: email(name).value } });
  beforeAll(async () => {
    const openDsr = { ...world.processor.described(), requests: ['erasure'] };
    const speaking: Record<string, Document> = {
      'kaukus-site': { openDsr },
      'kaukus-mail': { processor: 'hetzner', holds: ['enquiry'], openDsr: { ...openDsr, requests: ['access'] } },
    };
    found = (
      await kaukus.edition(3, (document) => {
        for (const system of document['systems'] as Document[]) Object.assign(system, speaking[String(system['id'])]);
      })
    ).body['findings'] as Document[];
  });

  meanwhile('open-dsr-erases-everything', /^An order for a part .* for staff to carry out\.$/, async () => {
    await kaukus.tells('kaukus-site', 'technical-log.written', { person: [email('partly')], log: { line: 'GET /' } });
    await kaukus.tells('kaukus-site', 'enquiry.received', written('partly'));
    const person = await kaukus.person(email('partly'));
    await kaukus.time('2026-10-09T00:00:00Z');
    await kaukus.settled();
    const failed = ofType(await kaukus.witness.everything(), 'disposal.failed.v1', person);
    expect(failed.map(({ facts }) => facts['system'])).toEqual(['kaukus-site']);
    expect(failed[0]?.facts['detail']).toContain('enquiry');
    expect(world.processor.requests.size).toBe(0);
  });
  meanwhile('open-dsr-identity-not-held', /^It is asked by the address that the person gave elsewhere/, async () => {
    await kaukus.tells('kaukus-site', 'enquiry.received', written('elsewhere'));
    const { request } = await received('access', { person: email('elsewhere') });
    await kaukus.post(`/v1/requests/${String(request)}/acceptance`, byJudgement);
    await kaukus.settled();
    await kaukus.witness.sees('processor-request.received.v1', { facts: { system: 'kaukus-mail' } });
    const asked = [...world.processor.requests.values()].flatMap(({ body }) => body.subject_identities);
    expect(asked.map(({ identity_value }) => identity_value)).toEqual([email('elsewhere').value]);
  });
});

test('every warning has its proof, so that no sentence can be written that nobody has tried', () => {
  expect(WARNING_CODES.filter((code) => !proved.has(code))).toEqual([]);
});

import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemCodeOf, problemTable } from '../src/problems.ts';
import { codeOf, type Probe, probeApp } from './probe-app.ts';

let probe: Probe;
let staff: { authorization: string };
beforeAll(async () => {
  probe = await probeApp({ bodyLimitBytes: 2_000 });
  staff = await probe.as('staff');
});
afterAll(() => probe.app.close());

const post = (payload: unknown, headers: Record<string, string> = {}) =>
  probe.app.inject({
    method: 'POST',
    url: '/v1/things',
    payload: payload as object,
    headers: { ...staff, ...headers },
  });
const postText = (payload: string, type = 'application/json') => post(payload, { 'content-type': type });

describe('400', () => {
  test('an unknown field is refused by its name and nothing of its content comes back', async () => {
    const answer = await post({ email: 'anna@example.org', purposes: [], nickname: 'secret-value' });
    expect(codeOf(answer)).toBe('invalid-request');
    expect(answer.json().errors).toEqual([{ path: 'body', message: expect.stringContaining('nickname') }]);
    expect(answer.body).not.toContain('secret-value');
    expect(answer.body).not.toContain('anna@');
  });

  test('every wrong place is named, and what was sent there is not repeated', async () => {
    const answer = await post({ email: 'anna-at-example', purposes: ['newsletter', 'espionage'] });
    expect(answer.json().errors.map(({ path }: { path: string }) => path)).toEqual(['body/email', 'body/purposes/1']);
    expect(answer.body).not.toMatch(/anna-at-example|espionage/);
  });

  test('a missing field is said to be missing', async () => {
    const answer = await post({ purposes: [] });
    expect(answer.json().errors).toEqual([{ path: 'body/email', message: 'This field is missing: add string.' }]);
  });

  test('of alternatives the likeliest is explained', async () => {
    const answer = await post({ email: 'a@b.no', purposes: [], contact: { phone: 4 } });
    expect(answer.json().errors[0].path).toBe('body/contact/phone');
  });

  test('an unknown query parameter is refused, also where a route declares none', async () => {
    const typed = await probe.app.inject({ url: '/v1/things/1?statsu=open', headers: staff });
    expect([codeOf(typed), typed.json().errors[0].path]).toEqual(['invalid-request', 'query']);
    expect(codeOf(await probe.app.inject('/health?verbose=1'))).toBe('invalid-request');
  });

  test.each([
    ['{"email": "anna@exam', 'malformed-json'],
    ['', 'malformed-json'],
    ['{"__proto__": {"role": "auditor"}}', 'malformed-json'],
  ])('a body that is no JSON document is refused without quoting it: %s', async (body, code) => {
    const answer = await postText(body);
    expect(codeOf(answer)).toBe(code);
    expect(answer.body).not.toContain('anna');
  });

  test('a URL with broken escapes is refused', async () => {
    expect(codeOf(await probe.app.inject('/%zz'))).toBe('malformed-request');
  });
});

test('404: an unknown route and an unknown problem code say so', async () => {
  expect(codeOf(await probe.app.inject({ url: '/v1/nothing?after=1', headers: staff }))).toBe('unknown-route');
  expect(codeOf(await probe.app.inject('/problems/constructor'))).toBe('not-found');
});

test('409: a rejection of the domain has its own code, status, sentence and facts', async () => {
  const answer = await probe.app.inject({ method: 'POST', url: '/v1/rejects/consent-withdrawn', headers: staff });
  expect(answer.statusCode).toBe(409);
  expect(codeOf(answer)).toBe('consent-withdrawn');
  expect(answer.json()).toMatchObject({
    title: 'Consent withdrawn',
    detail: 'Ask for a new consent.',
    facts: { since: '2026-01-01' },
  });
});

test('413, 414, 415: what is too large or of a foreign type is refused before it is read', async () => {
  expect(codeOf(await post({ email: 'a@b.no', purposes: [], more: 'x'.repeat(3_000) }))).toBe('body-too-large');
  expect(codeOf(await probe.app.inject({ url: `/v1/things/${'x'.repeat(200)}`, headers: staff }))).toBe('uri-too-long');
  expect(codeOf(await postText('<a/>', 'application/xml'))).toBe('unsupported-media-type');
  expect(codeOf(await postText('{"email":"a@b.no","purposes":[]}', 'text/plain'))).toBe('unsupported-media-type');
});

test('409: a key that was used for another command is refused', async () => {
  const answer = await probe.app.inject({ method: 'POST', url: '/v1/rejects/idempotency-key-reused', headers: staff });
  expect([answer.statusCode, codeOf(answer)]).toEqual([409, 'idempotency-key-reused']);
});

describe('500', () => {
  test.each(['/v1/fails/defect', '/v1/answers-wrongly'])(
    '%s: a defect shows nothing but an id that is in the log',
    async (url) => {
      const answer = await probe.app.inject({ url, headers: staff });
      expect(codeOf(answer)).toBe('internal-error');
      expect(answer.body).not.toMatch(/anna|dup key|999 88/);
      const { correlation } = answer.json();
      const line = probe.logged().find((entry) => entry['msg'] === 'defect' && entry['correlation'] === correlation);
      expect(line).toBeDefined();
      expect(JSON.stringify(line)).not.toMatch(/anna|999 88/);
    },
  );
});

test.each(['event-log', 'vault', 'mongo', 'socket'])('503: %s away tells when to come back', async (engine) => {
  const answer = await probe.app.inject({ url: `/v1/fails/${engine}`, headers: staff });
  expect(codeOf(answer)).toBe('temporarily-unavailable');
  expect(answer.headers['retry-after']).toBe('2');
});

test('503: readiness names what is missing, liveness stays', async () => {
  const away = await probeApp({ readiness: async () => ({ ready: false, reasons: ['The bus does not answer.'] }) });
  const answer = await away.app.inject('/ready');
  expect(codeOf(answer)).toBe('temporarily-unavailable');
  expect(answer.json().facts).toEqual({ reasons: ['The bus does not answer.'] });
  expect((await away.app.inject('/health')).json()).toEqual({ status: 'alive' });
  const broken = await probeApp({ readiness: () => Promise.reject(new Error('no')) });
  expect((await broken.app.inject('/ready')).statusCode).toBe(503);
  expect((await probe.app.inject('/ready')).json()).toEqual({ ready: true });
});

test('400 and 431: what is no HTTP is answered with a problem on the wire', async () => {
  await probe.app.listen({ port: 0 });
  const { port, address } = probe.app.addresses()[0] as { port: number; address: string };
  expect(address).toBe('127.0.0.1');
  const talk = (text: string) =>
    new Promise<string>((resolve, reject) => {
      let heard = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      socket
        .on('data', (data) => (heard += data))
        .on('close', () => resolve(heard))
        .on('error', reject);
    });
  const codeIn = (heard: string) => problemCodeOf(JSON.parse(heard.slice(heard.indexOf('\r\n\r\n') + 4)));
  expect(codeIn(await talk('HELLO\r\n\r\n'))).toBe('malformed-request');
  expect(codeIn(await talk(`GET /health HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`))).toBe(
    'headers-too-large',
  );
});

test('every code is explained where its type points, to people and to programs', async () => {
  const codes = (await probe.app.inject('/problems')).json<string[]>();
  expect(codes).toEqual(expect.arrayContaining([...Object.keys(problemTable), 'consent-withdrawn']));
  for (const code of codes) {
    const json = await probe.app.inject(`/problems/${code}`);
    expect(json.json()).toMatchObject({ code, status: expect.any(Number), says: expect.any(String) });
    const html = await probe.app.inject({ url: `/problems/${code}`, headers: { accept: 'text/html,*/*' } });
    expect(html.headers['content-type']).toContain('text/html');
  }
});

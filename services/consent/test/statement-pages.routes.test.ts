import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
});
afterAll(() => consent?.stop());

const open = (path: string) => consent.service.app.inject(`/statements/${consent.tenant}${path}`);

describe('GET /statements/:tenant', () => {
  it('404 before the first statement, 400 for a language or a version that is none', async () => {
    expect((await open('')).statusCode).toBe(404);
    expect((await open('/1.0')).statusCode).toBe(404);
    expect((await open('?language=fr')).statusCode).toBe(400);
    expect((await open('/newest')).statusCode).toBe(400);
  });

  it('shows what was published last, keeps every earlier version readable, and needs no token', async () => {
    await consent.publish('kaukus');
    expect((await open('')).body).toContain('Versjon 1, revisjon 0');
    await consent.publish('kaukus', { revision: 1 });
    const answers = await Promise.all(['', '?language=en', '/1.0', '/1.1?language=en'].map(open));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    const [inForce, english, earlier, exact] = answers.map(({ body }) => body);
    expect(inForce).toContain('Versjon 1, revisjon 1');
    expect(english).toContain('Version 1, revision 1');
    expect(earlier).toContain('Dette er en tidligere versjon.');
    expect(exact).toBe(english);
    for (const version of ['1.0', '1.1']) {
      expect(inForce).toContain(`href="/statements/${consent.tenant}/${version}?language=nb"`);
    }
  });

  it('carries the fingerprint of the published document, as the API tells it', async () => {
    const { body } = await consent.request('nobody', 'GET', `/v1/public/${consent.tenant}/statements/in-force`);
    expect((await open('')).body).toContain(String(body['hash']));
  });

  it('lets a browser do nothing but show it, and sets no cookie', async () => {
    const { headers } = await open('?language=en');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-language']).toBe('en');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; /);
    expect(headers['set-cookie']).toBeUndefined();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { HttpApp } from '../src/http-app.ts';
import { siteListSchema } from '../src/site-origins.ts';
import { type Probe, probeApp } from './probe-app.ts';

const site = 'https://kaukus.no';
let probe: Probe;

function declare(app: HttpApp): void {
  const answer = () => ({ ok: true });
  const params = z.object({ tenant: z.string() });
  app.get('/v1/public/:tenant/cookies', { config: { access: 'public' }, schema: { params } }, answer);
  app.post('/v1/public/:tenant/consents', { config: { access: 'public' }, schema: { params } }, (request) => ({
    site: request.site ?? 'none',
  }));
  app.get('/v1/consents', { config: { access: ['staff'] }, schema: {} }, answer);
}

beforeAll(async () => {
  const sitesOf = async (tenant: string) => (tenant === 'kaukus' ? [site] : []);
  probe = await probeApp({ sitesOf }, declare);
});
afterAll(() => probe?.app.close());

async function answerTo(origin: string | undefined, method: 'GET' | 'OPTIONS', url: string) {
  const { statusCode, headers } = await probe.app.inject({ method, url, headers: { ...(origin && { origin }) } });
  return { statusCode, allowed: headers['access-control-allow-origin'], headers };
}

describe('pages of websites', () => {
  it('may read what is public when they are the tenant’s own', async () => {
    const { allowed, headers } = await answerTo(site, 'GET', '/v1/public/kaukus/cookies');
    expect([allowed, headers['vary']]).toEqual([site, 'origin']);
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('learn before they send whether they may, and which headers', async () => {
    const { statusCode, allowed, headers } = await answerTo(site, 'OPTIONS', '/v1/public/kaukus/consents');
    expect([statusCode, allowed]).toEqual([204, site]);
    expect(headers['access-control-allow-headers']).toBe('content-type, idempotency-key');
  });

  it('get nothing that their browser would show them when they belong to somebody else', async () => {
    for (const origin of [
      'https://elsewhere.example',
      'https://kaukus.no.elsewhere.example',
      'http://kaukus.no',
      'null',
    ])
      for (const method of ['GET', 'OPTIONS'] as const)
        expect((await answerTo(origin, method, '/v1/public/kaukus/cookies')).allowed).toBeUndefined();
    expect((await answerTo(site, 'GET', '/v1/public/catacloud/cookies')).allowed).toBeUndefined();
  });

  it('are named to what is recorded of their visitors, and nobody else’s pages are', async () => {
    const seen = async (origin?: string) => {
      const url = '/v1/public/kaukus/consents';
      const { body } = await probe.app.inject({ method: 'POST', url, headers: { ...(origin && { origin }) } });
      return (JSON.parse(body) as { site: string }).site;
    };
    expect([await seen(site), await seen('https://elsewhere.example'), await seen()]).toEqual([site, 'none', 'none']);
  });

  it('may read nothing that needs a token', async () => {
    expect((await answerTo(site, 'GET', '/v1/consents')).allowed).toBeUndefined();
    expect((await answerTo(site, 'OPTIONS', '/v1/consents')).allowed).toBeUndefined();
  });
});

describe('the list of sites', () => {
  it('names origins by tenant, one tenant as often as it has sites', () => {
    expect(siteListSchema.parse('kaukus=https://www.kaukus.no/, kaukus=http://localhost:3000')).toEqual({
      kaukus: ['https://www.kaukus.no', 'http://localhost:3000'],
    });
    expect(siteListSchema.parse('')).toEqual({});
  });

  it('is refused when it says something else', () => {
    for (const wrong of ['kaukus', 'kaukus=*', '=https://kaukus.no', 'kaukus=ftp://kaukus.no'])
      expect(siteListSchema.safeParse(wrong).success).toBe(false);
  });
});

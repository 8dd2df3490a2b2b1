import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGateway, runGateway } from './running-gateway.ts';

let gateway: RunningGateway;
let bare: RunningGateway;
const moves: string[] = [];
beforeAll(async () => {
  gateway = await runGateway({
    story: 'Kari asked, <b>loudly</b> & clearly.',
    steer: async (to) => {
      moves.push(to);
      return to > '2026' ? { ok: true, now: to, fired: 3 } : { ok: false, now: '2026-01-01T00:00:00.000Z', fired: 0 };
    },
  });
  bare = await runGateway();
});
afterAll(() => Promise.all([gateway?.stop(), bare?.stop()]));

const linksOf = (page: string) =>
  [...page.matchAll(/href="([^"]+)"/g)].map(([, link = '']) => link.replaceAll('&amp;', '&'));
const page = (path: string, of = gateway) => of.call('nobody', 'GET', path);

describe('the start page', () => {
  it('leads only to what somebody here answers for', async () => {
    const links = new Set(linksOf((await page('/')).text).filter((link) => !link.startsWith('#')));
    expect(links.size).toBeGreaterThan(10);
    for (const link of links) {
      const { status } = await page(link);
      // Retention is away here: what counts is that the gateway knows the way.
      expect([link, [200, 302, 503].includes(status)]).toEqual([link, true]);
    }
  });

  it('lets the browser load nothing but its own style', async () => {
    for (const path of ['/', '/story']) {
      const { text, headers } = await page(path);
      const style = /<style>([^]*)<\/style>/.exec(text)?.[1] ?? '';
      const hash = createHash('sha256').update(style).digest('base64');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain(`style-src 'sha256-${hash}'`);
      expect(policy).toContain("default-src 'none'");
      expect(text).not.toMatch(/<script|<img|https?:\/\/(?!127)/);
      expect(headers.get('set-cookie')).toBeNull();
    }
  });

  it('shows the story as text, and offers it only when it was played', async () => {
    expect((await page('/story')).text).toContain('&lt;b&gt;loudly&lt;/b&gt; &amp; clearly');
    expect(linksOf((await page('/')).text)).toContain('/story');
    expect(linksOf((await page('/', bare)).text)).not.toContain('/story');
    expect((await page('/story', bare)).status).toBe(200);
  });
});

describe('POST /v1/clock', () => {
  const put = (to: unknown, caller: Parameters<RunningGateway['call']>[0] = 'privacy-officer', of = gateway) =>
    of.call(caller, 'POST', '/v1/clock', JSON.stringify({ to }), { 'content-type': 'application/json' });
  const typeOf = (answer: Awaited<ReturnType<typeof put>>) => (answer.json() as { type: string }).type;

  it('404: only a platform with a steered clock has it', async () => {
    const answer = await put('2030-01-01T00:00:00Z', 'privacy-officer', bare);
    expect([answer.status, typeOf(answer)]).toEqual([404, '/problems/unknown-route']);
  });

  it('200: puts the clock forward, and says what happened by it', async () => {
    const answer = await put('2030-01-01T00:00:00Z');
    expect([answer.status, answer.json()]).toEqual([200, { now: '2030-01-01T00:00:00Z', fired: 3 }]);
  });

  it('409: time does not go back', async () => {
    const answer = await put('2020-01-01T00:00:00Z');
    expect([answer.status, typeOf(answer)]).toEqual([409, '/problems/conflict']);
  });

  it('is the privacy officer’s alone, and takes a moment', async () => {
    const before = moves.length;
    expect((await put('2030-01-01T00:00:00Z', 'staff')).status).toBe(403);
    expect((await put('2030-01-01T00:00:00Z', 'nobody')).status).toBe(401);
    expect((await put('tomorrow')).status).toBe(400);
    expect(moves.length).toBe(before);
  });
});

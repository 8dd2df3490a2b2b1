import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningPlatform, runPlatform, yesToAnalytics } from '../running-platform.ts';

let running: RunningPlatform;
beforeAll(async () => {
  running = await runPlatform();
});
afterAll(() => running?.stop());

const linksOf = (page: string) => [...page.matchAll(/<a [^>]*href="([^"#]+)/g)].map(([, link = '']) => link);

test('what a receipt links to is there, through the gateway: what was shown, and the receipt itself', async () => {
  const { user, platform } = running;
  const choice = await yesToAnalytics(user, 'receipt');
  const { body } = await user.post('/v1/public/kaukus/consents', 'anyone', choice);
  await platform.settled();
  const staff = { tenant: 'kaukus', role: 'staff' } as const;
  const ledger = await running.ledger('kaukus');
  const given = ledger.find(({ meta }) => meta.type === 'consent.given.v1');
  const path = `/v1/people/${String(given?.facts['person'])}/consents/${String(given?.meta.id)}/receipt`;
  const receipt = await user.get(path, staff);
  expect(receipt.status, JSON.stringify([body, receipt.body])).toBe(200);
  const record = receipt.body['dpv:hasRecordOfActivity'] as { '@id': string; 'dpv:hasNotice': { '@id': string } };
  const { gateway } = platform.address;
  expect(record['@id']).toBe(gateway + path);
  const shown = await fetch(record['dpv:hasNotice']['@id']);
  expect(await shown.json()).toMatchObject({ hash: choice.shown.noticeHash });
});

test('a newcomer meets no dead link, on the start page or one step behind it', async () => {
  const { gateway } = running.platform.address;
  const followed = new Map<string, number>();
  const follow = async (from: string): Promise<string[]> => {
    const response = await fetch(from, { headers: { accept: 'text/html' } });
    followed.set(from, response.status);
    const page = await response.text();
    if (!response.headers.get('content-type')?.startsWith('text/html')) return [];
    return linksOf(page)
      .map((link) => new URL(link.replaceAll('&amp;', '&'), response.url).href)
      .filter((link) => link.startsWith(gateway) && !followed.has(link));
  };
  const first = new Set(await follow(`${gateway}/`));
  expect(first.size).toBeGreaterThan(10);
  const second = new Set<string>();
  for (const link of first) for (const next of await follow(link)) second.add(next);
  for (const link of second) if (!followed.has(link)) await follow(link);
  expect([...followed].filter(([, status]) => status !== 200)).toEqual([]);
});

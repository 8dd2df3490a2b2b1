import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningPlatform, runPlatform } from '../running-platform.ts';

let running: RunningPlatform;
beforeAll(async () => {
  running = await runPlatform();
});
afterAll(() => running?.stop());

const linksOf = (page: string) => [...page.matchAll(/<a [^>]*href="([^"#]+)/g)].map(([, link = '']) => link);

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

import { rejectionTable } from '@vitne/contracts/rejections/rejection-table';
import { serviceDefinitions } from '@vitne/embedded/platform';
import { problemTable } from '@vitne/service-kit/problems';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningPlatform, runPlatform } from '../running-platform.ts';

let running: RunningPlatform;
beforeAll(async () => {
  running = await runPlatform();
});
afterAll(() => running?.stop());

const codes = [...Object.keys(problemTable), ...rejectionTable.keys()];

test('no code means two things: none stands in two tables, and no service gives one a status of its own', () => {
  expect(new Set(codes).size).toBe(codes.length);
  const different = serviceDefinitions.flatMap(({ name, rejections }) =>
    Object.entries(rejections)
      .filter(([code, status]) => rejectionTable.get(code)?.status !== status)
      .map(([code]) => `${name}: ${code}`),
  );
  expect(different).toEqual([]);
});

test('every code that can be answered is explained at the gateway, where its type points', async () => {
  const { gateway } = running.platform.address;
  const listed = (await (await fetch(`${gateway}/problems`)).json()) as string[];
  expect(listed).toEqual([...codes].sort());
  const unexplained: unknown[] = [];
  for (const code of codes) {
    const page = await fetch(`${gateway}/problems/${code}`, { headers: { accept: 'text/html' } });
    const said = (await (await fetch(`${gateway}/problems/${code}`)).json()) as { title: string; says: string };
    if (page.status !== 200 || !(await page.text()).includes(code) || said.says.length < 10) unexplained.push(code);
  }
  expect(unexplained).toEqual([]);
});

describe('the same no looks the same over HTTP, in a batch, and on NATS', () => {
  const asker = { kind: 'email', value: 'asker@example.org' };
  const event = (id: string, over: object) => ({
    specversion: '1.0',
    id,
    source: 'kaukus-site',
    type: 'enquiry.received',
    data: { person: [asker] },
    ...over,
  });
  test.each([
    ['unknown-event-type', { type: 'enquiry.guessed' }],
    ['unknown-system', { source: 'somebody-else' }],
    ['occurred-in-future', { time: '2031-01-01T00:00:00Z' }],
    ['idempotency-key-reused', { id: 'reused', data: { person: [asker], identity: { name: 'Another' } } }],
    ['stale-position', { expectedposition: 999_999 }],
    ['invalid-request', { data: { person: 'nobody' } }],
  ])('%s', async (code, over) => {
    const system = { tenant: 'kaukus', role: 'system' } as const;
    await running.user.post('/v1/events', system, event('reused', {}));
    const sent = event(`no-${code}`, over);
    const http = await running.user.post('/v1/events', system, sent);
    const batch = await running.user.post('/v1/events', system, [sent]);
    const bus = await running.user.busOf('kaukus');
    const reply = (await bus.request(`inbox.kaukus.retention.${sent.type}`, JSON.stringify(sent))).json<{
      error: { code: number };
      problem: object;
    }>();
    const entry = problemTable[code as never] ?? rejectionTable.get(code);
    const { status, title } = entry as { status: number; title: string };
    const expected = { type: `/problems/${code}`, status, title };
    expect(http.body).toMatchObject(expected);
    expect(http.status).toBe(status);
    expect(batch.body['outcomes']).toMatchObject([{ status, problem: expected }]);
    expect(reply).toMatchObject({ error: { code: status }, problem: expected });
    expect(title).not.toBe(http.body['detail']);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningIntake, startIntake } from './running-intake.ts';

let intake: RunningIntake;
let last = 0;
const receipts = ['2025-12-01', '2026-01-05', '2026-01-10', '2026-01-15', '2026-01-20'];

beforeAll(async () => {
  intake = await startIntake();
  for (const [index, day] of receipts.toReversed().entries()) {
    const { body } = await intake.call('POST', '/v1/requests', {
      role: 'staff',
      body: {
        person: { kind: 'email', value: `person${index}@example.no` },
        requestType: index % 2 === 0 ? 'access' : 'erasure',
        receivedThrough: 'letter',
        received: `${day}T10:00:00Z`,
      },
    });
    if (day === '2026-01-10') {
      await intake.call('POST', `/v1/requests/${String(body['request'])}/assignment`, {
        role: 'staff',
        body: { assignee: 'eva' },
      });
    }
    if (day === '2026-01-20') {
      await intake.call('POST', `/v1/requests/${String(body['request'])}/withdrawal`, { role: 'staff', body: {} });
    }
  }
  last = await intake.lastPosition();
});
afterAll(() => intake?.stop());

type Row = { received: string; dueDate: string; overdue: boolean };
const list = async (query = '', more: Parameters<RunningIntake['call']>[2] = {}) => {
  const answer = await intake.call('GET', `/v1/requests?after=${last}${query}`, { role: 'staff', ...more });
  const { requests = [], next } = answer.body as { requests?: Row[]; next?: string };
  return { status: answer.status, days: requests.map(({ received }) => received.slice(0, 10)), requests, next };
};

describe('no request is forgotten: GET /v1/requests', () => {
  it('lists the most urgent first, and says which are overdue', async () => {
    const { days, requests } = await list();
    expect(days).toEqual(receipts);
    expect(requests.map(({ overdue }) => overdue)).toEqual([true, false, false, false, false]);
  });

  it('filters by state, type, assignee, and what is due before a day or a moment', async () => {
    expect((await list('&state=open')).days).toEqual(receipts.slice(0, 4));
    expect((await list('&state=closed')).days).toEqual(['2026-01-20']);
    expect((await list('&state=withdrawn')).days).toEqual(['2026-01-20']);
    expect((await list('&type=erasure')).days).toEqual(['2026-01-05', '2026-01-15']);
    expect((await list('&assignee=eva')).days).toEqual(['2026-01-10']);
    // 5 January and thirty days are 4 February.
    expect((await list('&dueBefore=2026-02-04')).days).toEqual(['2025-12-01']);
    expect((await list('&dueBefore=2026-02-05')).days).toEqual(['2025-12-01', '2026-01-05']);
    expect((await list(`&dueBefore=${encodeURIComponent('2026-02-05T00:00:00+01:00')}`)).days).toEqual([
      '2025-12-01',
      '2026-01-05',
    ]);
  });

  it('gives every request once, page by page', async () => {
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 5; page++) {
      const { days, next } = await list(`&limit=2${cursor}`);
      seen.push(...days);
      if (next === undefined) break;
      cursor = `&cursor=${encodeURIComponent(next)}`;
    }
    expect(seen).toEqual(receipts);
  });

  it('answers an auditor; not a system, a stranger or another tenant; and no made-up cursor or filter', async () => {
    expect((await list('', { role: 'auditor' })).days).toEqual(receipts);
    expect((await list('', { role: 'system' })).status).toBe(403);
    expect((await intake.call('GET', '/v1/requests')).status).toBe(401);
    const elsewhere = await intake.call('GET', '/v1/requests', { role: 'staff', of: intake.other });
    expect(elsewhere.body).toEqual({ requests: [] });
    for (const wrong of ['&cursor=nonsense', '&state=lost', '&dueBefore=soon', '&limit=0', '&colour=red']) {
      expect((await list(wrong)).status).toBe(400);
    }
  });
});

describe('whoever integrates can read how', () => {
  it('/openapi.json lists every route of the service', async () => {
    const { status, body } = await intake.call('GET', '/openapi.json');
    const doings = ['acknowledgement', 'assignment', 'acceptance', 'extension', 'fulfilment', 'refusal', 'withdrawal'];
    expect(status).toBe(200);
    expect(Object.keys(body['paths'] as object)).toEqual(
      expect.arrayContaining([
        '/v1/requests',
        '/v1/public/{tenant}/requests',
        '/v1/requests/{request}',
        ...doings.map((doing) => `/v1/requests/{request}/${doing}`),
      ]),
    );
  });
});

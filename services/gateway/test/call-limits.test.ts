import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trustedProxyListSchema } from '../src/call-limits.ts';
import { type RunningGateway, runGateway } from './running-gateway.ts';

const callLimits = { readsPerMinute: 6, writesPerMinute: 4, mailingWritesPerTenMinutes: 2 };
let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runGateway({ callLimits, trustedProxies: ['127.0.0.1'] });
});
afterAll(() => gateway?.stop());

/** A caller behind the reverse proxy, which is this test. */
const from = (address: string) => ({ 'x-forwarded-for': address });
const statusesOf = async (times: number, call: () => Promise<{ status: number }>): Promise<number[]> => {
  const statuses: number[] = [];
  for (let time = 0; time < times; time++) statuses.push((await call()).status);
  return statuses;
};
const requestsPath = () => `/v1/public/${gateway.tenant}/requests`;
const read = (address: string) => () =>
  gateway.call('nobody', 'GET', `/v1/public/${gateway.tenant}/statements/current`, undefined, from(address));
const file = (address: string) => () => gateway.call('nobody', 'POST', requestsPath(), '{}', from(address));

describe('a stranger may call so often, and is then told when to come again', () => {
  it('reads, and others still read', async () => {
    expect(await statusesOf(7, read('192.0.2.1'))).toEqual([200, 200, 200, 200, 200, 200, 429]);
    expect((await read('192.0.2.2')()).status).toBe(200);
  });

  it('what writes to somebody is limited more narrowly, and what was refused reached nobody', async () => {
    expect(await statusesOf(2, file('192.0.2.3'))).toEqual([200, 200]);
    const answer = await file('192.0.2.3')();
    expect([answer.status, answer.json()]).toEqual([
      429,
      expect.objectContaining({ type: '/problems/too-many-calls', detail: expect.stringContaining('Retry-After') }),
    ]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(590);
    expect(answer.headers.get('x-from')).toBeNull();
  });

  it('the button on a page that has another code sent counts as what it is', async () => {
    const press = () =>
      gateway.call('nobody', 'POST', `/identity/${gateway.tenant}/requests/r1/mail`, '', {
        ...from('192.0.2.9'),
        'content-type': 'application/x-www-form-urlencoded',
      });
    expect(await statusesOf(3, press)).toEqual([200, 200, 429]);
  });

  it('a choice in the banner is still taken when requests are not any more', async () => {
    await statusesOf(3, file('192.0.2.4'));
    const choose = () =>
      gateway.call('nobody', 'POST', `/v1/public/${gateway.tenant}/consents`, '{}', {
        ...from('192.0.2.4'),
        'content-type': 'application/json',
      });
    expect(await statusesOf(5, choose)).toEqual([200, 200, 200, 200, 429]);
  });

  it('an IPv6 network counts as one address, and an IPv4 address as itself however it is written', async () => {
    await statusesOf(2, file('2001:db8:1:2::1'));
    expect((await file('2001:db8:1:2:ffff::9')()).status).toBe(429);
    expect((await file('2001:db8:1:3::1')()).status).toBe(200);
    await statusesOf(2, file('192.0.2.5'));
    expect((await file('::ffff:192.0.2.5')()).status).toBe(429);
  });

  it('with an invalid token as without one', async () => {
    const call = () =>
      gateway.call('nobody', 'POST', requestsPath(), '{}', { ...from('192.0.2.6'), authorization: 'Bearer a.b.c' });
    expect(await statusesOf(3, call)).toEqual([200, 200, 429]);
  });
});

it('who shows a valid token is not limited, and does not count for others behind the same address', async () => {
  const staff = () => gateway.call('staff', 'POST', '/v1/requests', '{}', from('192.0.2.7'));
  expect(new Set(await statusesOf(12, staff))).toEqual(new Set([200]));
  expect(await statusesOf(3, file('192.0.2.7'))).toEqual([200, 200, 429]);
});

it('nobody but a named proxy is believed about who calls', async () => {
  const open = await runGateway({ callLimits });
  try {
    const call = (address: string) =>
      open.call('nobody', 'POST', `/v1/public/${open.tenant}/requests`, '{}', from(address));
    expect(await statusesOf(1, () => call('198.51.100.1'))).toEqual([200]);
    expect(await statusesOf(1, () => call('198.51.100.2'))).toEqual([200]);
    expect(await statusesOf(1, () => call('198.51.100.3'))).toEqual([429]);
  } finally {
    await open.stop();
  }
});

it('proxies are named by address or network, and nothing else is one', () => {
  expect(trustedProxyListSchema.parse('10.0.0.0/8, 2001:db8::/32,192.0.2.7')).toEqual([
    '10.0.0.0/8',
    '2001:db8::/32',
    '192.0.2.7',
  ]);
  expect(trustedProxyListSchema.parse(undefined)).toEqual([]);
  for (const wrong of ['everybody', '10.0.0.0/99', 'proxy.example.org'])
    expect(trustedProxyListSchema.safeParse(wrong).success).toBe(false);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRegistry, startRegistry } from './running-registry.ts';

const url = '/v1/ledger-exports';
const audit = '4f1c2b7a9d3e5f608172635445362718';
let registry: RunningRegistry;

beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry?.stop());

const recorded = async (id = audit) => (await registry.readEntity('ledger-exports', id)).map(({ facts }) => facts);

describe('an export of the ledger that is asked for', () => {
  it('is an event: which part, whether encrypted, in which role, and by whom as a pseudonym', async () => {
    const body = { audit, from: 3, to: 20, encrypted: true };
    const answer = await registry.call('POST', url, { role: 'auditor', body, key: 'once' });
    expect(answer).toMatchObject({ status: 201, body: { outcome: 'recorded', audit } });
    const events = await registry.readEntity('ledger-exports', audit);
    expect(events).toMatchObject([
      {
        position: answer.body['position'],
        meta: { type: 'ledger-export.asked.v1', actor: 'staff:po-1' },
        facts: { ...body, role: 'auditor', asked: registry.clock.now() },
        sealed: [],
      },
    ]);
  });

  it('is one event when it is sent again, with its key and without', async () => {
    const body = { audit, from: 3, to: 20, encrypted: true };
    const again = await registry.withoutTrace(() => registry.call('POST', url, { role: 'auditor', body, key: 'once' }));
    expect(again).toMatchObject({ status: 200, body: { outcome: 'repeated' } });
    const keyless = await registry.withoutTrace(() => registry.call('POST', url, { role: 'auditor', body }));
    expect(keyless).toMatchObject({ status: 200, body: { outcome: 'unchanged' } });
    const other = await registry.withoutTrace(() =>
      registry.call('POST', url, { role: 'auditor', body: { ...body, to: 21 }, key: 'once' }),
    );
    expect(other).toMatchObject({ status: 409, body: { type: '/problems/idempotency-key-reused' } });
    expect(await recorded()).toHaveLength(1);
  });

  it('of the whole ledger says no positions', async () => {
    const whole = 'a'.repeat(32);
    const answer = await registry.call('POST', url, {
      role: 'privacy-officer',
      body: { audit: whole, encrypted: false },
    });
    expect(answer.status).toBe(201);
    expect(await recorded(whole)).toEqual([
      { audit: whole, role: 'privacy-officer', encrypted: false, asked: registry.clock.now() },
    ]);
  });

  it.each<[string, object, string]>([
    ['ends before it begins', { audit, from: 5, to: 4, encrypted: false }, 'body/to'],
    ['begins before the first event', { audit, from: 0, encrypted: false }, 'body/from'],
    ['is no audit', { audit: 'mine', encrypted: false }, 'body/audit'],
    ['does not say whether it is encrypted', { audit }, 'body/encrypted'],
  ])('that %s is refused without a trace, and told where', async (_what, body, path) => {
    const refused = await registry.withoutTrace(() => registry.call('POST', url, { role: 'auditor', body }));
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path, message: expect.any(String) }] } });
  });

  it('is nothing that staff, systems or strangers can record', async () => {
    const body = { audit, encrypted: false };
    for (const [role, status] of [
      ['staff', 403],
      ['system', 403],
      [undefined, 401],
    ] as const)
      expect(
        await registry.withoutTrace(() => registry.call('POST', url, { body, ...(role && { role }) })),
      ).toMatchObject({ status });
  });
});

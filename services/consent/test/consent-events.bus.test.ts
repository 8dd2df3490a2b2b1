import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
  await consent.publish('kaukus');
});
afterAll(() => consent?.stop());

const user = () => ({ kind: 'user', value: randomUUID() });
const statusOf = async (person: ReturnType<typeof user>, position: unknown) => {
  const id = await consent.vault.findPerson(consent.tenant, person as { kind: 'user'; value: string });
  const { body } = await consent.consentsOf(id, position);
  return body['choices'] as Record<string, { status: string; actor: string }>;
};

describe('consents that a system collected by itself', () => {
  it('are given, refused and withdrawn over the bus, each answered with its position in the ledger', async () => {
    const person = user();
    const data = await consent.choice('analytics', { person });
    const given = await consent.userEvent('consent.given', data, { source: 'moteadm' });
    expect(given).toEqual({ stream: `LEDGER_${consent.tenant}`, seq: await consent.position(), duplicate: false });
    expect(await statusOf(person, given.seq)).toMatchObject({
      analytics: { status: 'given', actor: 'system:moteadm' },
    });

    const withdrawal = { person, purpose: 'analytics', surface: 'in-product' };
    const withdrawn = await consent.userEvent('consent.withdrawn', withdrawal);
    expect(await statusOf(person, withdrawn.seq)).toMatchObject({ analytics: { status: 'withdrawn' } });
    const refused = await consent.userEvent('consent.refused', data);
    expect(await statusOf(person, refused.seq)).toMatchObject({ analytics: { status: 'refused' } });
  });

  it('are recorded once, however often the same event is told', async () => {
    const event = { id: randomUUID(), source: 'moteadm' };
    const data = await consent.choice('analytics', { person: user() });
    const first = await consent.userEvent('consent.given', data, event);
    await consent.withoutTrace(async () => {
      expect(await consent.userEvent('consent.given', data, event)).toEqual({ ...first, duplicate: true });
      const other = await consent.userEvent('consent.given', { ...data, circumstances: { userAgent: 'x' } }, event);
      expect(other.problem).toMatchObject({ code: 'idempotency-key-reused', status: 409 });
    });
    const elsewhere = await consent.userEvent('consent.given', await consent.choice('newsletter'), {
      ...event,
      source: 'another-system',
    });
    expect(elsewhere.duplicate).toBe(false);
  });

  it('are taken in the order in which they were sent', async () => {
    const person = user();
    const data = await consent.choice('analytics', { person });
    const replies = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        index % 2 === 0
          ? consent.userEvent('consent.given', data)
          : consent.userEvent('consent.withdrawn', { person, purpose: 'analytics', surface: 'in-product' }),
      ),
    );
    const positions = replies.map(({ seq }) => seq ?? 0);
    expect(positions).toEqual([...positions].sort((one, other) => one - other));
    expect(await statusOf(person, positions.at(-1))).toMatchObject({ analytics: { status: 'withdrawn' } });
  });

  it('are refused without a trace, with the same problems as over HTTP', async () => {
    const person = user();
    const data = await consent.choice('analytics', { person });
    const replies = await consent.withoutTrace(async () => [
      await consent.userEvent('consent.given', { ...data, shown: { ...data.shown, method: 'implied' } }),
      await consent.userEvent('consent.given', { ...data, name: 'Kari Nordmann' }),
      await consent.userEvent('consent.given', { ...data, shown: { ...data.shown, noticeHash: 'f'.repeat(64) } }),
      await consent.userEvent('consent.given', { ...data, statementVersion: '0.9' }),
      await consent.userEvent('consent.refused', { ...data, purpose: 'unheard-of' }),
      await consent.userEvent('consent.withdrawn', { person, purpose: 'analytics', surface: 'portal' }),
      await consent.userEvent('consent.withdrawn', { person, purpose: 'analytics' }),
      await consent.userEvent('consent.expired', { person, purpose: 'analytics' }),
      await consent.userEvent('consent.given', data, { tenant: consent.other }),
    ]);
    expect(replies.map(({ problem }) => [problem?.status, problem?.code])).toEqual([
      [400, 'invalid-request'],
      [400, 'invalid-request'],
      [409, 'notice-mismatch'],
      [409, 'statement-not-in-force'],
      [422, 'unknown-purpose'],
      [409, 'nothing-to-withdraw'],
      [400, 'invalid-request'],
      [404, 'unknown-event-type'],
      [409, 'no-statement'],
    ]);
    expect(replies[0]?.problem?.errors).toMatchObject([{ path: 'data.shown.method' }]);
    expect(JSON.stringify(replies[1])).not.toContain('Nordmann');
  });
});

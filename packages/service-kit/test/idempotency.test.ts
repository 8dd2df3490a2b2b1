import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandOrigin } from '../src/idempotency.ts';
import { codeOf, type Probe, probeApp } from './probe-app.ts';

let probe: Probe;
beforeAll(async () => {
  probe = await probeApp();
});
afterAll(() => probe.app.close());

async function send(headers: Record<string, string>, tenant = 'kaukus', role: 'staff' | 'system' = 'staff') {
  const all = { ...(await probe.as(role, tenant)), ...headers };
  return probe.app.inject({ method: 'POST', url: '/v1/commands/1', headers: all });
}
const originOf = async (...sent: Parameters<typeof send>) => (await send(...sent)).json<CommandOrigin>();

test('a repeated request is the same command, whoever of the tenant sends it', async () => {
  const first = await originOf({ 'idempotency-key': 'order-17' });
  expect(first.commandId).toMatch(/^[0-9a-f]{32}$/);
  expect((await originOf({ 'idempotency-key': 'order-17' })).commandId).toBe(first.commandId);
  expect((await originOf({ 'idempotency-key': 'order-17' }, 'kaukus', 'system')).commandId).toBe(first.commandId);
});

test('another tenant or another key is another command, and no key is a new command each time', async () => {
  const ids = await Promise.all([
    originOf({ 'idempotency-key': 'order-17' }),
    originOf({ 'idempotency-key': 'order-17' }, 'catacloud'),
    originOf({ 'idempotency-key': 'order-18' }),
    originOf({}),
    originOf({}),
  ]);
  expect(new Set(ids.map(({ commandId }) => commandId)).size).toBe(ids.length);
});

test('different keys never give the same id', async () => {
  const key = fc.string({
    minLength: 1,
    maxLength: 128,
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  });
  const id = async (value: string) => (await originOf({ 'idempotency-key': value })).commandId;
  await fc.assert(
    fc.asyncProperty(key, key, async (one, other) => ((await id(one)) === (await id(other))) === (one === other)),
    { numRuns: 50 },
  );
});

test.each(['', 'a b', 'k'.repeat(129), 'nøkkel'])('400: the key "%s" is refused', async (key) => {
  const answer = await send({ 'idempotency-key': key });
  expect([codeOf(answer), answer.json().errors[0].path]).toEqual(['invalid-request', 'headers/idempotency-key']);
});

test('the correlation is the caller’s if it is well-formed, else the command', async () => {
  expect((await originOf({ 'x-correlation-id': 'case-9.a' })).correlation).toBe('case-9.a');
  for (const given of ['anna@example.org', 'a b', 'x'.repeat(65)]) {
    const { correlation, commandId } = await originOf({ 'x-correlation-id': given });
    expect(correlation).toBe(commandId);
  }
});

test('the caller’s trace goes on into the command, and a malformed one does not', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  expect((await originOf({ traceparent })).traceparent).toBe(traceparent);
  for (const given of ['rubbish', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`]) {
    expect(await originOf({ traceparent: given })).not.toHaveProperty('traceparent');
  }
});

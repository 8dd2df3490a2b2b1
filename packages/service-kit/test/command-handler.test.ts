import { channelOf } from '@vitne/contracts/channels';
import type { EventLog } from '@vitne/event-log/event-log';
import { memoryEventLog } from '@vitne/event-log/memory-event-log';
import { memoryVault } from '@vitne/vault/memory-vault';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Commanded, handleCommand } from '../src/command-handler.ts';
import { timelineOf } from '../src/timeline.ts';
import { type LookAt, visitor, visits } from './visits.ts';

const tenant = 'kaukus';
const target = { entity: 'person', id: visitor };
const channel = channelOf({ tenant, context: 'retention', ...target });
const now = '2026-03-02T09:00:00.000Z';
const vault = memoryVault();
let log: EventLog;
beforeEach(async () => {
  log = memoryEventLog();
  await log.openLedger(tenant);
});

const look = (pages: readonly string[], more: Partial<LookAt> = {}): LookAt => ({ pages, occurred: now, ...more });
const under = (commandId: string, more: Partial<Commanded> = {}): Commanded => ({
  tenant,
  commandId,
  actor: 'system:site',
  correlation: commandId,
  now,
  content: { commandId },
  ...more,
});
type Ports = Parameters<typeof handleCommand>[0];
const run = (commanded: Commanded, command: LookAt, ports: Partial<Ports> = {}) =>
  handleCommand(
    {
      log,
      vault,
      service: 'retention',
      timeline: timelineOf({ now: () => commanded.now }),
      keyPeriodOf: () => undefined,
      ...ports,
    },
    visits,
    commanded,
    target,
    command,
  );
const codeOf = (result: Awaited<ReturnType<typeof run>>) =>
  result.outcome === 'rejected' ? result.rejection.code : undefined;
const stored = () => log.readEntity(channel);

/** A log on which somebody else writes to the entity just before the first so many appends. */
function withRivals(rivals: number): { log: EventLog; appends: () => number } {
  let appends = 0;
  return {
    appends: () => appends,
    log: {
      ...log,
      async append(request) {
        if (appends++ < rivals) await run(under(`rival-${appends}`), look([`rival ${appends}`]));
        return log.append(request);
      },
    },
  };
}

describe('the time of an event', () => {
  it('is that of its append, never before the entity’s last event, also when it was decided anew', async () => {
    let reads = 0;
    const clock = { now: () => new Date(Date.parse(now) + 1_000 * ++reads).toISOString() };
    const timeline = timelineOf(clock);
    const { log: contested } = withRivals(1);
    const result = await run(under('one'), look(['/a']), { log: contested, timeline });
    const times = (await stored()).map(({ meta }) => [meta.id, meta.time]);
    const second = new Date(Date.parse(now) + 2_000).toISOString();
    expect(times).toEqual([
      ['rival-1.0', now],
      ['one.0', second],
    ]);
    expect(result).toMatchObject({ time: second });
    const [behind] = [await run(under('two'), look(['/b']))];
    expect(behind).toMatchObject({ time: second });
  });
});

describe('a command', () => {
  it('puts all its events into the ledger together, sealed, under its own id and with all that is known of it', async () => {
    const commanded = under('one', { causation: 'event-7', statementVersion: '1.0', traceparent: '00-a-b-01' });
    const result = await run(commanded, look(['/kari-nordmann', '/pris']));
    expect(result).toEqual({ outcome: 'recorded', position: 2, state: { seen: 2 }, time: now });
    const events = await stored();
    expect(events.map(({ meta }) => meta.id)).toEqual(['one.0', 'one.1']);
    expect(events[0]?.meta).toMatchObject({
      source: '/services/retention',
      entity: visitor,
      tenant,
      actor: 'system:site',
      correlation: 'one',
      causation: 'event-7',
      statementVersion: '1.0',
      traceparent: '00-a-b-01',
      time: now,
    });
    expect(JSON.stringify(events)).not.toContain('kari');
    const binding = { tenant, eventId: 'one.0', eventType: 'behaviour.observed.v1' };
    expect(await vault.open([{ binding, sealed: events[0]?.sealed ?? [] }])).toMatchObject([
      [{ part: 'behaviour', person: visitor, fields: { page: '/kari-nordmann' } }],
    ]);
  });

  it('leaves nothing behind when it is rejected, or when there is nothing to do', async () => {
    await run(under('one'), look(['/']));
    const full = await run(under('two'), look(Array.from({ length: 10 }, (_, page) => `/${page}`)));
    expect(codeOf(full)).toBe('full');
    const nothing = await run(under('three'), look([]));
    expect(nothing).toEqual({ outcome: 'unchanged', position: 1, state: { seen: 1 }, time: now });
    expect(await log.lastPosition(tenant)).toBe(1);
  });

  it('does not reach the ledger with facts or parts that its event type does not have', async () => {
    await expect(run(under('one'), look(['/'], { system: 'No System!' }))).rejects.toThrow();
    await expect(run(under('two'), look(['x'.repeat(501)]))).rejects.toThrow();
    expect(await log.lastPosition(tenant)).toBe(0);
  });
});

describe('two writers at once', () => {
  it('both get through: the slower one decides again on what the other wrote', async () => {
    const rivalled = withRivals(2);
    const result = await run(under('one'), look(['/']), { log: rivalled.log });
    expect(result).toMatchObject({ outcome: 'recorded', position: 3, state: { seen: 3 } });
    expect(rivalled.appends()).toBe(3);
    expect((await stored()).map(({ meta }) => meta.id)).toEqual(['rival-1.0', 'rival-2.0', 'one.0']);
  });

  it('never break the rule that each alone kept', async () => {
    await run(under('filling'), look(Array.from({ length: 9 }, (_, page) => `/${page}`)));
    const results = await Promise.all(['a', 'b', 'c'].map((id) => run(under(id), look(['/last']))));
    expect(results.map((result) => codeOf(result) ?? result.outcome).sort()).toEqual(['full', 'full', 'recorded']);
    expect(await log.lastPosition(tenant)).toBe(10);
  });

  it('who is always overtaken is told so after a bounded number of tries', async () => {
    const rivalled = withRivals(Number.POSITIVE_INFINITY);
    expect(codeOf(await run(under('one'), look(['/']), { log: rivalled.log }))).toBe('too-many-writers');
    expect(rivalled.appends()).toBe(8);
    expect((await stored()).map(({ meta }) => meta.id)).not.toContain('one.0');
  });
});

describe('the same command again', () => {
  it('answers as the first time, whatever has happened since', async () => {
    const first = await run(under('one'), look(['/a', '/b']));
    await run(under('one-more'), look(['/c']));
    const again = await run(under('one', { now: '2026-04-01T00:00:00.000Z' }), look(['/a', '/b']));
    expect(again).toEqual({ ...first, outcome: 'repeated' });
    expect(await log.lastPosition(tenant)).toBe(3);
  });

  it('answers so even when it would be rejected by now, or decides on something old', async () => {
    const first = await run(under('one', { expectedPosition: 0 }), look(['/a']));
    await run(under('two'), look(Array.from({ length: 9 }, (_, page) => `/${page}`)));
    const again = await run(under('one', { expectedPosition: 0 }), look(['/a']));
    expect(again).toEqual({ ...first, outcome: 'repeated' });
  });

  it('is recorded once when it is sent several times at once', async () => {
    const results = await Promise.all([1, 2, 3].map(() => run(under('one'), look(['/a']))));
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['recorded', 'repeated', 'repeated']);
    expect(await log.lastPosition(tenant)).toBe(1);
  });

  it('is refused when it says something else, however its keys are ordered', async () => {
    await run(under('one', { content: { page: '/a', at: 1 } }), look(['/a']));
    const same = await run(under('one', { content: { at: 1, page: '/a' } }), look(['/a']));
    expect(same.outcome).toBe('repeated');
    const other = await run(under('one', { content: { page: '/b', at: 1 } }), look(['/b']));
    expect(codeOf(other)).toBe('idempotency-key-reused');
    expect(await log.lastPosition(tenant)).toBe(1);
  });

  it('is refused when the id belongs to a command on another entity', async () => {
    await run(under('one'), look(['/a']));
    const elsewhere = await handleCommand(
      { log, vault, service: 'retention', timeline: timelineOf({ now: () => now }), keyPeriodOf: () => undefined },
      visits,
      under('one'),
      { entity: 'person', id: 'another-person' },
      look(['/a']),
    );
    expect(codeOf(elsewhere)).toBe('idempotency-key-reused');
  });

  it('is told by its id alone once the month’s digest key is gone', async () => {
    await run(under('one', { content: '/a' }), look(['/a']));
    const forgetful = { ...vault, fingerprint: async () => undefined };
    const again = await run(under('one', { content: '/b' }), look(['/b']), { vault: forgetful });
    expect(again).toMatchObject({ outcome: 'repeated', position: 1 });
  });

  it('leaves a digest that says nothing of the content', async () => {
    await run(under('one', { content: { email: 'kari@example.no' } }), look(['/a']));
    const [event] = await stored();
    expect(event?.meta.fingerprint).toMatch(/^[\w-]{32}$/);
    await run(under('two', { content: { email: 'kari@example.no' }, now: '2026-04-02T09:00:00.000Z' }), look(['/a']));
    expect((await stored())[1]?.meta.fingerprint).not.toBe(event?.meta.fingerprint);
  });
});

describe('a command that says what it was decided on', () => {
  it('is refused when something happened since, and told the position', async () => {
    await run(under('one'), look(['/a']));
    const stale = await run(under('two', { expectedPosition: 0 }), look(['/b']));
    expect(stale).toMatchObject({ rejection: { code: 'stale-position', facts: { position: 1 } } });
    expect((await run(under('two', { expectedPosition: 1 }), look(['/b']))).outcome).toBe('recorded');
  });
});

describe('data that rolls out month by month', () => {
  const monthly = { keyPeriodOf: (category: string) => (category === 'behaviour' ? ('month' as const) : undefined) };

  it('is sealed under the key of the month in which it was collected, not in which it was told', async () => {
    await run(under('one'), look(['/a'], { occurred: '2026-01-31T23:30:00+01:00' }), monthly);
    await run(under('two'), look(['/b'], { occurred: '2026-02-01T00:30:00Z' }), monthly);
    const periods = (await stored()).map(({ sealed }) => sealed[0]?.period);
    expect(periods).toEqual(['2026-01', '2026-02']);
  });

  it('goes with its month’s key, and no other month’s', async () => {
    await run(under('one'), look(['/a'], { occurred: '2026-01-15T12:00:00Z' }), monthly);
    await run(under('two'), look(['/b'], { occurred: '2026-02-15T12:00:00Z' }), monthly);
    await vault.shred({ tenant, person: visitor, category: 'behaviour', period: '2026-01' });
    const opened = await vault.open(
      (await stored()).map(({ meta, sealed }) => ({
        binding: { tenant, eventId: meta.id, eventType: meta.type },
        sealed,
      })),
    );
    expect(opened).toMatchObject([[{ shredded: true }], [{ fields: { page: '/b' } }]]);
  });
});

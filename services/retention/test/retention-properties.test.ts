import { keyPeriodAt } from '@vitne/contracts/key-period';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { Holding } from '../src/domain/holding.ts';
import { personFile } from '../src/domain/person-file.ts';
import type { PersonEvent, PersonFile } from '../src/domain/person-state.ts';
import { recordedCategories } from '../src/domain/touched-holdings.ts';
import { effectsOf, type PersonEventName } from '../src/domain/user-event-effects.ts';
import { clientId, factsOf, type Life, lifeAt, person, type TenantName } from './person-scenarios.ts';

/** What may happen, with how many days pass before it. */
type Step = { days: number; act: string; pick: number };

const personEvents: PersonEventName[] = [
  'profile.created',
  'newsletter.signed-up',
  'newsletter.opted-out',
  'course.signed-up',
  'course.held',
  'course.opted-out',
  'support.contacted',
  'behaviour.observed',
  'technical-log.written',
  'enquiry.received',
  'enquiry.answered',
  'customer.converted',
  'register-data.fetched',
  'accounting-material.recorded',
  'client-material.recorded',
];
const otherClient = 'c9k7w2m9x1c6v3b8n5z0';
const clientEvents = [
  'subscription.started',
  'subscription.ended',
  'service-agreement.started',
  'service-agreement.ended',
  'client.closed',
];
const acts = ['time', 'confirm', 'erase', 'hold', 'lift'];

const steps = fc.array(
  fc.record({
    days: fc.integer({ min: 0, max: 300 }),
    act: fc.oneof(
      fc.constantFrom(...personEvents),
      fc.constantFrom(...clientEvents, 'customer.converted', 'accounting-material.recorded'),
      fc.constantFrom(...acts),
    ),
    pick: fc.nat(1_000),
  }),
  { minLength: 1, maxLength: 18 },
);
const histories = fc.tuple(fc.constantFrom<TenantName>('kaukus', 'catacloud'), steps);

/** What tells data of a holding or an order from other data of the same person. */
type Kept = Pick<Holding, 'dataCategories' | 'period' | 'material' | 'role' | 'client'>;

/** Whether an order reaches data of a holding: an order that names no month, kind or client reaches all of them. */
const touches = (order: Omit<Kept, 'role'>, holding: Kept): boolean =>
  holding.dataCategories.some((category) => order.dataCategories.includes(category)) &&
  (order.period === undefined || order.period === holding.period) &&
  (order.material === undefined || order.material === holding.material) &&
  (order.client === undefined || holding.role !== 'processor' || order.client === holding.client);

type Observer = (life: Life, before: PersonFile, events: readonly PersonEvent[], now: string) => void;

/** Lives a history; systems tell only what the statement lets them hold. */
function live(tenant: TenantName, given: readonly Step[], observe: Observer): Life {
  const life = lifeAt(tenant);
  let now = Temporal.Instant.from('2026-01-31T12:00:00Z');
  let holds = 0;
  for (const { days, act, pick } of given) {
    now = now.add({ hours: days * 24 });
    const before = life.file();
    const at = now.toString();
    const length = life.past.length;
    carryOut(life, act, pick, at, () => `hold-${++holds}`);
    observe(life, before, life.past.slice(length) as PersonEvent[], at);
  }
  return life;
}

function carryOut(life: Life, act: string, pick: number, at: string, newHold: () => string): void {
  if (act === 'time') return void life.allTimePasses(at);
  if (act === 'confirm') return void life.systemsConfirm(at);
  if (act === 'erase') return void life.asksForErasure(at, `r-${pick}`);
  if (act === 'hold') {
    const kept = [...new Set(Object.values(life.file().holdings).flatMap(({ dataCategories }) => dataCategories))];
    const category = kept[pick % (kept.length || 1)] ?? 'contact';
    const until = pick % 2 === 0 ? { until: Temporal.Instant.from(at).toString().slice(0, 10) } : {};
    const hold = {
      hold: newHold(),
      person,
      dataCategories: [category],
      ground: 'legal-claim' as const,
      reference: 'case 7',
      ...until,
    };
    const known = life.statement.dataCategories.map(({ id }) => id);
    return void life.command({ command: 'place-legal-hold', hold, known, now: at });
  }
  if (act === 'lift') {
    const hold = Object.keys(life.file().legalHolds)[0];
    return hold === undefined ? undefined : void life.command({ command: 'lift-legal-hold', person, hold, now: at });
  }
  if (clientEvents.includes(act)) return void life.tellOfClient(act, at, {}, pick % 2 === 0 ? clientId : otherClient);
  tell(life, act as PersonEventName, pick, at);
}

function tell(life: Life, name: PersonEventName, pick: number, at: string): void {
  const { statement } = life;
  const [effect] = effectsOf(name, {}, [], statement) ?? [];
  const able = statement.systems.filter(
    ({ id }) =>
      effect && (effect.records.length === 0 || recordedCategories({ statement, system: id, effect }).length > 0),
  );
  const system = able[pick % (able.length || 1)]?.id;
  if (!system) return;
  const year = Number(at.slice(0, 4));
  const more =
    name === 'accounting-material.recorded'
      ? { material: pick % 2 === 0 ? 'primary' : 'secondary', accountingYearEnd: `${year}-12-31` }
      : name === 'register-data.fetched'
        ? { source: 'brreg' }
        : {};
  const client = pick % 2 === 0 ? clientId : otherClient;
  const named = name === 'client-material.recorded' || pick % 3 > 0;
  life.tell(name, at, system, { ...more, ...(named && { client }) });
}

describe('Whatever happens', () => {
  test('no disposal is complete before every system has confirmed', () => {
    fc.assert(
      fc.property(histories, ([tenant, given]) => {
        live(tenant, given, (_life, before, events) => {
          for (const { disposal } of factsOf(events, 'disposal.completed.v1')) {
            const asked = before.disposals[disposal]?.systems ?? [];
            const said = [
              ...(before.disposals[disposal]?.confirmed ?? []),
              ...factsOf(events, 'disposal.confirmed.v1')
                .filter((c) => c.disposal === disposal)
                .map(({ system }) => system),
            ];
            expect(asked.filter((system) => !said.includes(system))).toEqual([]);
          }
        });
        const life = lifeAt(tenant);
        life.tell('newsletter.opted-out', '2026-01-01T10:00:00Z', life.statement.systems[0]?.id ?? '');
        const [order] = factsOf(life.timePasses('2026-01-01T10:00:00Z'), 'disposal.ordered.v1');
        expect(() => life.completes(order?.disposal ?? '', '2026-01-01T10:00:00Z')).toThrow(
          expect.objectContaining({ code: 'not-all-confirmed' }),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('nothing under a legal duty is ordered, or its key destroyed, before its day', () => {
    fc.assert(
      fc.property(histories, ([tenant, given]) => {
        live(tenant, given, (_life, before, events, now) => {
          const duties = Object.values(before.holdings).filter(
            ({ legalDuty, due }) =>
              legalDuty !== undefined && due !== undefined && Temporal.Instant.compare(due, now) > 0,
          );
          for (const order of factsOf(events, 'disposal.ordered.v1'))
            expect(duties.filter((duty) => touches(order, duty))).toEqual([]);
        });
      }),
      { numRuns: 200 },
    );
  });

  test('nothing that is kept on behalf of a client goes because the person asks, or because another client ends', () => {
    fc.assert(
      fc.property(histories, ([tenant, given]) => {
        live(tenant, given, (_life, before, events) => {
          const books = Object.values(before.holdings).filter(({ role }) => role === 'processor');
          for (const order of factsOf(events, 'disposal.ordered.v1')) {
            const taken = books.filter((holding) => touches(order, holding));
            expect(taken.filter(({ client, due }) => client !== order.client || due === undefined)).toEqual([]);
            if (order.reason === 'erasure-request') expect(taken).toEqual([]);
          }
        });
      }),
      { numRuns: 200 },
    );
  });

  test('nothing under a legal hold is ordered', () => {
    fc.assert(
      fc.property(histories, ([tenant, given]) => {
        live(tenant, given, (_life, before, events, now) => {
          const holds = Object.values(before.legalHolds).filter(
            ({ until }) => until === undefined || until >= now.slice(0, 10),
          );
          const kept = new Set(holds.flatMap(({ dataCategories }) => dataCategories));
          for (const order of factsOf(events, 'disposal.ordered.v1'))
            expect(order.dataCategories.filter((category) => kept.has(category))).toEqual([]);
        });
      }),
      { numRuns: 200 },
    );
  });

  test('what leaves a holding is ordered away, or stands under another: no data is forgotten', () => {
    fc.assert(
      fc.property(histories, ([tenant, given]) => {
        live(tenant, given, (_life, before, events) => {
          const after = events.reduce(
            (file, event) => personFile.evolve(file, { meta: { type: event.type }, facts: event.facts } as never),
            before,
          );
          const ordered = factsOf(events, 'disposal.ordered.v1');
          for (const was of Object.values(before.holdings)) {
            for (const category of was.dataCategories) {
              for (const system of was.systems) {
                const covers = (some: Kept & { systems: string[] }) =>
                  some.dataCategories.includes(category) &&
                  some.systems.includes(system) &&
                  (some.period === undefined || some.period === was.period) &&
                  (some.material === undefined || some.material === was.material) &&
                  (was.role !== 'processor' || some.client === was.client);
                expect(
                  Object.values(after.holdings).some(covers) || ordered.some(covers),
                  `${was.holding}: ${category} at ${system}`,
                ).toBe(true);
              }
            }
          }
        });
      }),
      { numRuns: 200 },
    );
  });

  test('a month that rolls is due within the promised time of every piece of its data', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<TenantName>('kaukus', 'catacloud'),
        fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 12 }),
        (tenant, days) => {
          const life = lifeAt(tenant);
          const system = tenant === 'kaukus' ? 'kaukus-site' : 'catacloud-app';
          for (const day of days) {
            const occurred = Temporal.Instant.from('2026-01-01T12:00:00Z')
              .add({ hours: day * 24 })
              .toString();
            life.tell('behaviour.observed', occurred, system);
            const rule = life.statement.retention.find(({ anchor }) => anchor === 'collected-at');
            const holding = life.file().holdings[`${rule?.id}-${keyPeriodAt(occurred)}`];
            const promised = Temporal.PlainDate.from(occurred.slice(0, 10))
              .add(rule?.keep.atMost ?? 'P1D')
              .toString();
            expect(holding?.erasableFrom !== undefined && holding.erasableFrom <= promised).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('the same history folds to the same file, and a file survives being written as JSON', () => {
    fc.assert(
      fc.property(histories, ([tenant, given]) => {
        const life = live(tenant, given, () => {});
        expect(life.fold()).toEqual(life.file());
        expect(JSON.parse(JSON.stringify(life.file()))).toEqual(life.file());
      }),
      { numRuns: 40 },
    );
  });

  test('time comes to rest: what is due is ordered, released or held, once', () => {
    fc.assert(
      fc.property(histories, ([tenant, given]) => {
        const life = live(tenant, given, () => {});
        life.allTimePasses('2060-01-01T00:00:00Z');
        expect(life.timePasses('2060-01-01T00:00:01Z')).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

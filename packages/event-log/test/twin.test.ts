import type { NatsConnection } from '@nats-io/nats-core';
import { enginesForTests, freshTenant } from '@vitne/testing/engines-for-tests';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventLog } from '../src/event-log.ts';
import { jetStreamEventLog } from '../src/jetstream-event-log.ts';
import { memoryEventLog } from '../src/memory-event-log.ts';
import { sampleChannel, sampleEvent } from './sample-events.ts';

let connection: NatsConnection;
let real: EventLog;
beforeAll(async () => {
  connection = await enginesForTests().connectNats();
  real = jetStreamEventLog({ connection });
});
afterAll(async () => {
  await real.close();
  await connection.close();
});

/** One append: how far its expectation lies behind the entity's newest event, and events that may have been used before. */
const step = fc.record({
  entity: fc.constantFrom('a', 'b', 'c'),
  behind: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) }),
  events: fc.uniqueArray(
    fc.record({ id: fc.integer({ min: 0, max: 40 }), fingerprint: fc.constantFrom('x', 'x', 'x', 'y') }),
    {
      minLength: 1,
      maxLength: 4,
      selector: ({ id }) => id,
    },
  ),
});
/** Steps that are under way at once, on different entities, so that both ways of answering are determined. */
const rounds = fc.array(fc.uniqueArray(step, { minLength: 1, maxLength: 3, selector: ({ entity }) => entity }), {
  maxLength: 12,
});

test('whatever is appended, the twin answers and keeps what the real ledger does', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async (plan) => {
      const tenant = freshTenant('twin');
      const twin = memoryEventLog();
      await Promise.all([real.openLedger(tenant), twin.openLedger(tenant)]);
      for (const round of plan) {
        const requests = round.map(async ({ entity, behind, events }) => {
          const channel = sampleChannel(tenant, entity);
          const newest = (await twin.readEntity(channel)).at(-(1 + behind))?.position ?? 0;
          return {
            channel,
            expectedPosition: newest,
            // An id belongs to one entity, as ids of commands do; only then one round's order does not matter.
            events: events.map(({ id, fingerprint }) =>
              sampleEvent(channel, { id: `${entity}${id}`, fingerprint, number: id }),
            ),
          };
        });
        for (const request of await Promise.all(requests)) {
          expect(await real.append(request)).toEqual(await twin.append(request));
        }
        const concurrent = await Promise.all(requests);
        const [mine, theirs] = [twin, real].map((log) => Promise.all(concurrent.map((request) => log.append(request))));
        expect(await theirs).toEqual(await mine);
      }
      expect(await real.lastPosition(tenant)).toBe(await twin.lastPosition(tenant));
      for (const entity of ['a', 'b', 'c']) {
        const channel = sampleChannel(tenant, entity);
        expect(await real.readEntity(channel)).toEqual(await twin.readEntity(channel));
      }
    }),
    { numRuns: 25 },
  );
});

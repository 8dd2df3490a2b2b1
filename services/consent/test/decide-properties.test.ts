import type { Question } from '@vitne/contracts/decisions/decision-facts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Act, history, type Living, live, tenants } from './decision-histories.ts';
import { mayByTheList } from './decision-oracle.ts';
import type { DecisionWorld } from './decision-world.ts';

describe.each(tenants)('$name: no sequence of events', (tenant) => {
  it('ever lets data be used without a valid ground, or stops what has one', async () => {
    const count = { allow: 0, deny: 0 };
    await fc.assert(
      fc.asyncProperty(history(tenant), async (acts) => {
        await live(tenant, acts, async (world, { question, about, now }, voided) => {
          const { decision, reasons } = await world.ask(question, now, undefined, about);
          count[decision]++;
          expect(reasons.length).toBeGreaterThan(0);
          expect(decision === 'allow', `${JSON.stringify(question)} ${reasons.join(' ')}`).toBe(
            mayByTheList(world.recorded, question, now, about, voided),
          );
        });
      }),
      { numRuns: 40 },
    );
    expect(Math.min(count.allow, count.deny)).toBeGreaterThan(200);
  }, 60_000);

  /** Puts every question again, when everything has happened, that was answered on the way. */
  async function askAgain(
    acts: readonly [Act, number][],
    living: Living,
    same: (world: DecisionWorld, told: Told) => Promise<void>,
  ): Promise<void> {
    const told: Told[] = [];
    const world = await live(
      tenant,
      acts,
      async (lived, { question, about, now }) => {
        told.push({ question, about, answer: await lived.ask(question, now, undefined, about) });
      },
      living,
    );
    for (const one of told) await same(world, one);
  }
  const end = '2027-01-01T00:00:00.000Z';

  it('changes what is answered as of a moment that has passed, also one in which something happened', async () => {
    const minutes = fc.constantFrom(0, 0, 1, 400);
    await fc.assert(
      fc.asyncProperty(history(tenant, minutes), (acts) =>
        askAgain(acts, { recordedHere: true, askedAfter: 0 }, async (world, { question, about, answer }) => {
          const again = await world.ask(question, end, answer.asOf, about);
          expect(again).toEqual({ ...answer, position: again.position });
        }),
      ),
      { numRuns: 20 },
    );
  }, 60_000);

  it('changes what is answered by a ledger position, whatever times others put on what they record', async () => {
    const minutes = fc.integer({ min: -300, max: 300 });
    await fc.assert(
      fc.asyncProperty(history(tenant, minutes), (acts) =>
        askAgain(acts, {}, async (world, { question, about, answer }) => {
          expect(await world.ask(question, end, answer.asOf, about, answer.position)).toEqual(answer);
        }),
      ),
      { numRuns: 20 },
    );
  }, 60_000);
});

type Told = { question: Question; about: string; answer: Awaited<ReturnType<DecisionWorld['ask']>> };

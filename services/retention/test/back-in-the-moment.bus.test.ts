import type { ServiceDefinition } from '@vitne/service-kit/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retentionService } from '../src/service.ts';
import { type RunningRetention, startRetention } from './running-retention.ts';

/** The service as it is, but for that what happens to clients is carried to their people only when the test lets it. */
function heldUp() {
  let letOn = (): void => undefined;
  let mayGoOn: Promise<void> = Promise.resolve();
  const definition: ServiceDefinition = {
    ...retentionService,
    reactions: (context) =>
      retentionService.reactions(context).map((reaction) => ({
        ...reaction,
        async react(event) {
          if (reaction.name === 'follow-clients') await mayGoOn;
          await reaction.react(event);
        },
      })),
  };
  return {
    definition,
    hold: () => {
      ({ promise: mayGoOn, resolve: letOn } = Promise.withResolvers<void>());
    },
    letOn: () => letOn(),
  };
}

const following = heldUp();
let held: RunningRetention;
beforeAll(async () => {
  held = await startRetention('catacloud', '2026-03-01T09:00:00.000Z', following.definition);
});
afterAll(async () => {
  following.letOn();
  await held?.stop();
});

const crm = 'catacloud-crm';
const email = (name: string) => ({ kind: 'email', value: `${name}@example.no` }) as const;
const client = (value: string) => ({ client: { kind: 'company', value } });

/** A customer whose company's subscription ended: the register data falls due when the 12 months are over. */
async function customerWhoLeft(name: string, company: string): Promise<string> {
  await held.publish(crm, 'subscription.started', client(company));
  await held.publish(crm, 'customer.converted', { person: [email(name)], ...client(company) });
  await held.publish(crm, 'register-data.fetched', {
    person: [email(name)],
    ...client(company),
    source: 'bronnoysund',
    register: { organisation: 'Vende AS' },
  });
  await held.publish(crm, 'subscription.ended', client(company));
  await held.settled();
  return String(await held.vault.findPerson(held.tenant, email(name)));
}
const ordersTo = async (person: string) =>
  (await held.readPerson(person)).filter(({ meta }) => meta.type === 'disposal.ordered.v1');

describe('a client that comes back in the very moment in which its people’s data falls due (C17)', () => {
  it('keeps it, although nothing has carried the return to their files yet', async () => {
    const person = await customerWhoLeft('just', '910000011');
    following.hold();
    await held.publish(crm, 'subscription.started', client('910000011'));
    held.clock.advanceTo('2027-03-02T09:00:00.000Z');
    await held.service.checkTimers();
    expect(await ordersTo(person)).toEqual([]);
    following.letOn();
    await held.settled();
    await held.timePasses('2027-04-01T09:00:00.000Z');
    expect(await ordersTo(person)).toEqual([]);
    const { body } = await held.call('GET', `/v1/people/${person}/holdings`, { role: 'staff' });
    const kept = (body['holdings'] as { rule: string; due?: string }[]).find(
      ({ rule }) => rule === 'customer-after-subscription',
    );
    expect(kept).toBeDefined();
    expect(kept).not.toHaveProperty('due');
  });

  it('and one that stays away loses it in that moment', async () => {
    const person = await customerWhoLeft('gone', '910000012');
    following.hold();
    held.clock.advanceTo('2028-04-02T09:00:00.000Z');
    await held.service.checkTimers();
    expect(await ordersTo(person)).not.toEqual([]);
    following.letOn();
    await held.settled();
  });
});

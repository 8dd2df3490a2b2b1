import { recordKeysDestroyed } from '@vitne/contracts/catalogue/accountability-record-events';
import { personForgotten } from '@vitne/contracts/catalogue/erasure-events';
import { disposalCompleted, holdingReleased, legalHoldLifted } from '@vitne/contracts/catalogue/retention-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';
import { leadsAfterErasure, stillLeads, visitorsIn } from '../domain/record-matters.ts';
import { readPersonFile } from '../entity-files.ts';
import { keepTheNo } from '../keep-the-no.ts';
import { commandPerson } from './consequence.ts';
import { followChoicesReaction } from './follow-choices.ts';
import { followEnquiriesReaction } from './follow-enquiries.ts';
import { followOptOutsReaction } from './follow-opt-outs.ts';
import { mattersOf } from './keep-records.ts';

/** With each of these something that the directory led to can have come to its end. */
const endings: readonly string[] = [
  disposalCompleted.type,
  holdingReleased.type,
  legalHoldLifted.type,
  recordKeysDestroyed.type,
  'consent.refused.v1',
  'consent.refused-by-signal.v1',
  'consent.withdrawn.v1',
  'consent.expired.v1',
  'consent.invalidated.v1',
  'consent.revoked.v1',
  'soft-opt-in.ended.v1',
  // An answer is mailed to the address that leads to the person, so a request is over when the person was told.
  'request.told.v1',
  'request.message-lapsed.v1',
  'request.withdrawn.v1',
  'request.restriction-lifted.v1',
];

/**
 * Who comes back after everything was disposed of is new (C17): when nothing is kept of somebody any more, nothing outside
 * leads to the id. An open matter, a consent that counts and an objection that has to be honoured keep the way there. Against
 * somebody who asked for erasure only another request does, while its answer is for nobody but whoever is known to ask.
 */
export function forgetPeopleReaction(context: ServiceContext): Reaction {
  const name = 'forget-people';
  const keeping = [followChoicesReaction(context), followOptOutsReaction(context), followEnquiriesReaction(context)];
  return {
    name,
    handles: endings,
    async react(event) {
      const { tenant, type } = event.meta;
      const person = String(event.facts['person'] ?? event.facts['owner']);
      if ((await context.vault.countIdentifiers(tenant, person)) === 0) return;
      const { completed, erasedBy } = await readPersonFile(context, tenant, person);
      if (completed.length === 0 && type !== recordKeysDestroyed.type) return;
      // The same event can make something be kept: that goes before, and is not done twice when its own reaction gets there.
      for (const reaction of keeping) if (reaction.handles.includes(type)) await reaction.react(event);
      const because = erasedBy === undefined ? ('nothing-kept' as const) : ('erasure' as const);
      const stays =
        erasedBy === undefined
          ? await somethingLeads(context, tenant, person)
          : leadsAfterErasure(erasedBy, await mattersOf(context, tenant, person));
      if (stays) return;
      const now = context.clock.now();
      await commandPerson(context, name, event, person, { command: 'forget-person', person, because, now });
    },
  };
}

async function somethingLeads(context: ServiceContext, tenant: Tenant, person: string): Promise<boolean> {
  const matters = await mattersOf(context, tenant, person);
  const asVisitors = await Promise.all(
    visitorsIn(person, matters).map((visitor) => mattersOf(context, tenant, visitor)),
  );
  // What a visitor had chosen counts under the person's own id since; what a visitor objected to still has to be honoured.
  return matters.some(stillLeads) || asVisitors.flat().some(({ binds }) => binds !== undefined);
}

/** Deletes the entries of the directory, after what has to be honoured is kept, unless something was recorded of the person since it was decided. */
export function deleteMappingReaction(context: ServiceContext): Reaction {
  return {
    name: 'delete-mapping',
    handles: [personForgotten.type],
    async react({ meta: { tenant }, facts }) {
      const person = String(facts['person']);
      const { forgotten } = await readPersonFile(context, tenant, person);
      if (forgotten === undefined) return;
      await keepTheNo(context, tenant, person);
      await context.vault.forgetPerson(tenant, person);
    },
  };
}

import { personMerged } from '@vitne/contracts/catalogue/consent-standing-events';
import { optOuts } from '@vitne/contracts/decisions/person-facts';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, triedAgain } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { finishMerge } from '../merge-people.ts';
import { optOutOf, withdrawOptedOut } from '../opted-out.ts';

/**
 * Finishes what a merge began, where whoever asked for it was interrupted: no refusal of a visitor is lost on the way, and an
 * opt-out of the visitor withdraws what the person had agreed to before it.
 */
export function finishMerges(context: ServiceContext): Reaction {
  const name = 'finish-merges';
  return {
    name,
    handles: [personMerged.type],
    async react(event) {
      const { person: visitor, into } = event.facts as FactsOf<typeof personMerged>;
      triedAgain(await finishMerge(context, consequenceOf(context, event, name, visitor), visitor, into));
      for (const purpose of optOuts.values()) {
        const optOut = await optOutOf(context, event.meta.tenant, visitor, purpose);
        if (!optOut) continue;
        const commanded = consequenceOf(context, event, name, `${visitor}~${purpose}`);
        triedAgain(await withdrawOptedOut(context, commanded, { ...optOut, person: into }));
      }
    },
  };
}

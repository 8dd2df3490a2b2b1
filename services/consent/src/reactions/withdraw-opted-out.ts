import { optOuts } from '@vitne/contracts/decisions/person-facts';
import type { Reaction } from '@vitne/projector/projection';
import { decisionSources } from '@vitne/service-kit/decision-sources';
import { consequenceOf, triedAgain } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { lastIdOf, type Read } from '@vitne/service-kit/who-is-who';
import { withdrawOptedOut } from '../opted-out.ts';

/** An opt-out that a system tells is a withdrawal of what was agreed to before it (Art. 7(3)), and stands as one. */
export function withdrawWhatIsOptedOut(context: ServiceContext): Reaction {
  const name = 'withdraw-opted-out';
  return {
    name,
    handles: [...optOuts.keys()],
    async react(event) {
      const { entity } = decisionSources(context);
      const read: Read = (...of) => entity(event.meta.tenant, ...of);
      const person = await lastIdOf(read, String(event.facts['person']));
      const purpose = optOuts.get(event.meta.type) as string;
      const commanded = consequenceOf(context, event, name, `${person}~${purpose}`);
      triedAgain(await withdrawOptedOut(context, commanded, { person, purpose, position: event.position }));
    },
  };
}

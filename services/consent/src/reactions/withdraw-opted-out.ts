import { optOuts } from '@vitne/contracts/decisions/person-facts';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';
import { consequenceOf, triedAgain } from '../derived-command.ts';
import { withdrawOptedOut } from '../opted-out.ts';

/** An opt-out that a system tells is a withdrawal of what was agreed to before it (Art. 7(3)), and stands as one. */
export function withdrawWhatIsOptedOut(context: ServiceContext): Reaction {
  const name = 'withdraw-opted-out';
  return {
    name,
    handles: [...optOuts.keys()],
    async react(event) {
      const person = String(event.facts['person']);
      const purpose = optOuts.get(event.meta.type) as string;
      const commanded = consequenceOf(context, event, name, `${person}~${purpose}`);
      triedAgain(await withdrawOptedOut(context, commanded, { person, purpose, position: event.position }));
    },
  };
}

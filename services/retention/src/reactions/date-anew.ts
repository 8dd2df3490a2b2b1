import { statementPublished } from '@vitne/contracts/catalogue/consent-events';
import type { Reaction } from '@vitne/projector/projection';
import { forEveryDocument } from '@vitne/service-kit/for-every-document';
import type { ServiceContext } from '@vitne/service-kit/service';
import { dateAnew } from '../domain/date-anew.ts';
import { personFilesProjection } from '../projections/person-files.ts';
import { commandPerson } from './consequence.ts';

/**
 * A new version of the statement dates what is held at once, person by person. Whom it changes nothing for is passed over
 * by the read model, which holds all that was recorded before the version; the others are decided on the ledger.
 */
export function dateAnewReaction(context: ServiceContext): Reaction {
  const name = 'date-anew';
  return {
    name,
    handles: [statementPublished.type],
    async react(event) {
      const { tenant } = event.meta;
      const inForce = await context.statements.inForce(tenant);
      if (!inForce) return;
      const { statement, version: statementVersion } = inForce;
      await forEveryDocument(context.db, tenant, personFilesProjection, {}, async ({ person, file }) => {
        const command = { command: 'date-anew', statement, statementVersion, person } as const;
        const looked = dateAnew(file, command);
        if ('accepted' in looked && looked.accepted.length === 0) return;
        await commandPerson(context, name, event, person, command);
      });
    },
  };
}

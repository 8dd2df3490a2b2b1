import { type Disclosure, disclosureTypes } from '@vitne/contracts/catalogue/disclosure-events';
import { purposeById } from '@vitne/contracts/statement/statement-index';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';
import { sharingEffect } from '../domain/user-event-effects.ts';
import { readEndings, readPersonFile } from '../entity-files.ts';
import { commandPerson } from './consequence.ts';

/**
 * Data of a client's people that is shared or sold is kept for that purpose too, so the rules of the purpose get their
 * dates. Other disclosures keep nothing longer than what the data was there for already.
 */
export function followDisclosuresReaction(context: ServiceContext): Reaction {
  const name = 'follow-disclosures';
  return {
    name,
    handles: [...disclosureTypes],
    async react(event) {
      const { tenant } = event.meta;
      const { person, purpose, dataCategories, disclosed } = event.facts as Disclosure;
      const inForce = await context.statements.inForce(tenant);
      if (!inForce) return;
      const { statement, version: statementVersion } = inForce;
      const { consentPurpose, salePurpose } = statement.sharing;
      const shared = purposeById(statement, purpose);
      const { clients } = await readPersonFile(context, tenant, person);
      if (!shared || ![consentPurpose, salePurpose].includes(purpose) || clients.length === 0) return;
      await commandPerson(context, name, event, person, {
        command: 'schedule-holdings',
        statement,
        statementVersion,
        person,
        occurred: disclosed,
        effect: sharingEffect(shared, dataCategories),
        clients: await readEndings(context, tenant, clients),
      });
    },
  };
}

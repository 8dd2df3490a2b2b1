import { consentGiven, consentRefused, consentWithdrawn } from '@vitne/contracts/catalogue/consent-events';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';
import { startOfDayOf } from '../domain/moments.ts';
import { cookieChoiceEffect } from '../domain/user-event-effects.ts';
import { commandPerson } from './consequence.ts';

/**
 * A choice in the cookie banner lies on the visitor's device and with the site, so the rule that ends it gets its date from
 * the consent service's own events, and a later choice moves it. Other choices are proof, which the record keeps.
 */
export function followChoicesReaction(context: ServiceContext): Reaction {
  const name = 'follow-choices';
  return {
    name,
    handles: [consentGiven.type, consentRefused.type, consentWithdrawn.type],
    async react(event) {
      const { meta, facts } = event;
      const { surface } = (facts['shown'] ?? facts) as { surface?: string };
      if (surface !== 'cookie-banner') return;
      const inForce = await context.statements.inForce(meta.tenant);
      if (!inForce) return;
      const { statement, version: statementVersion } = inForce;
      const person = String(facts['person']);
      // The rule counts in days, so all that a visitor chooses on one day is one date.
      const occurred = startOfDayOf(meta.time, statement.statement.timeZone);
      const about = { person, occurred, effect: cookieChoiceEffect, clients: {} };
      await commandPerson(context, name, event, person, {
        command: 'schedule-holdings',
        statement,
        statementVersion,
        ...about,
      });
    },
  };
}

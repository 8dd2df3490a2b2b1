import { communicationOrdered } from '@vitne/contracts/catalogue/breach-notice-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Statement } from '@vitne/contracts/statement/schema';
import { findDocument } from '@vitne/projector/documents';
import type { Reaction } from '@vitne/projector/projection';
import type { TimerSource } from '@vitne/projector/timers';
import { addresseesProjection } from '@vitne/service-kit/addressees';
import { consequenceOf, settled, timedCommand } from '@vitne/service-kit/derived-command';
import { forEveryDocument } from '@vitne/service-kit/for-every-document';
import { mailToPerson } from '@vitne/service-kit/mail-to-person';
import type { ServiceContext } from '@vitne/service-kit/service';
import { type CommunicationCommand, incidentCommunications } from '../domain/incident-communications.ts';
import { breachMail } from '../mails/breach.ts';
import {
  type IncidentCommunicationDocument,
  incidentCommunicationsProjection,
} from '../projections/incident-communications.ts';
import { incidentsProjection } from '../projections/incidents.ts';

type Ordered = FactsOf<typeof communicationOrdered>;
type Selection = Ordered['selection'];

/** Everybody who is chosen is owed the communication: those who are named, and those whom the lists find. */
export function oweBreachCommunications(context: ServiceContext): Reaction {
  const name = 'owe-breach-communications';
  return {
    name,
    handles: [communicationOrdered.type],
    async react(event) {
      const { tenant } = event.meta;
      const { incident, communication, selection } = event.facts as Ordered;
      const owe = async (person: string): Promise<void> => {
        const commanded = consequenceOf(context, event, name, person);
        const command = { command: 'owe', incident, communication, person, now: commanded.now } as const;
        const target = { entity: 'incident-communications', id: person };
        settled(name, await context.execute(incidentCommunications, commanded, target, command));
      };
      for (const person of selection.people) await owe(person);
      const inForce = await context.statements.inForce(tenant);
      const filter = inForce && filterOf(inForce.statement, selection);
      if (filter) await forEveryDocument(context.db, tenant, addresseesProjection, filter, ({ person }) => owe(person));
    },
  };
}

/** People of whom something is held under a rule, or who agreed to a purpose, that each list that is not empty reaches. */
function filterOf(statement: Statement, { populations, dataCategories, systems }: Selection) {
  if ([populations, dataCategories, systems].every((list) => list.length === 0)) return undefined;
  const meets = (chosen: readonly string[], has: readonly string[]): boolean =>
    chosen.length === 0 || has.some((one) => chosen.includes(one));
  const reached = (part: { populations: readonly string[]; dataCategories: readonly string[] }): boolean =>
    meets(populations, part.populations) && meets(dataCategories, part.dataCategories);
  const rules = statement.retention.filter((rule) => reached(rule) && meets(systems, rule.systems));
  // Which system holds what somebody agreed to is known by the rules alone.
  const purposes = systems.length === 0 ? statement.purposes.filter(reached) : [];
  const ids = (parts: readonly { id: string }[]) => parts.map(({ id }) => id);
  return { $or: [{ rules: { $in: ids(rules) } }, { purposes: { $in: ids(purposes) } }] };
}

/** Writes to each person who is owed a communication, and records what the mail server answered. */
export function tellOfBreaches(context: ServiceContext, tenant: Tenant): TimerSource<IncidentCommunicationDocument> {
  const name = 'tell-of-breaches';
  return {
    projection: incidentCommunicationsProjection,
    dueField: 'nextAttempt',
    ready: () => context.mail.ready(),
    async fire(owed) {
      const { incident, communication, person, attempts } = owed;
      const command = await written(context, tenant, owed);
      const commanded = timedCommand(context, tenant, name, incident, communication, person, attempts);
      const target = { entity: 'incident-communications', id: person };
      settled(name, await context.execute(incidentCommunications, commanded, target, command));
    },
  };
}

async function written(
  context: ServiceContext,
  tenant: Tenant,
  { incident, communication, person }: IncidentCommunicationDocument,
): Promise<CommunicationCommand> {
  const [document, inForce] = await Promise.all([
    findDocument(context.db, tenant, incidentsProjection, incident),
    context.statements.inForce(tenant),
  ]);
  const ordered = document?.communications.find((one) => one.communication === communication);
  if (!ordered || !inForce) throw new Error('The incident is not in the read models.');
  const { statement } = inForce;
  const mailed = await mailToPerson(context, {
    tenant,
    person,
    statement,
    reference: `${incident}.${communication}`,
    compose: (language) => breachMail(statement, ordered.message, language),
  });
  const about = { incident, communication, person, now: context.clock.now() };
  switch (mailed.outcome) {
    case 'sent':
      return { command: 'deliver', ...about, how: 'email', delivered: about.now, mail: mailed.evidence };
    case 'failed':
      return { command: 'fail', ...about, ...mailed.failure };
    // Whose address is destroyed is still to be told of a breach, if anybody knows how.
    case 'gone':
      return { command: 'fail', ...about, reason: 'no-address' };
  }
}

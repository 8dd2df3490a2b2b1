import { incidentReported } from '@vitne/contracts/catalogue/incident-events';
import { timestampSchema } from '@vitne/contracts/event-definition';
import type { PersonIdentifier } from '@vitne/contracts/identifiers';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { incident } from './domain/incident.ts';
import { type IncidentCommandNamed, type IncidentRejection, incidentTerms } from './domain/incident-commands.ts';
import type { IncidentState } from './domain/incident-state.ts';

const { facts, personal } = incidentReported;
const { kind, receivedThrough, processor, systems } = facts.shape;

/** An incident as a member of staff or a system reports it. */
export const incidentReportSchema = z.strictObject({
  kind: kind.describe('`abuse`: of the service, or the suspicion of it. `breach`: of the security of personal data.'),
  text: personal.report.fields.shape.text.describe('What happened, in the words of whoever reports it; sealed.'),
  contact: personal.contact.fields.optional().describe('Who reports it and can be asked; sealed. Left out: nobody.'),
  receivedThrough,
  received: timestampSchema.optional().describe('When the report came in; now when left out.'),
  suspected: timestampSchema.optional().describe('When the first sign of it was seen; at the report when left out.'),
  processor: processor.describe('Of a processor’s report: its id, and when it became aware (Art. 33(2)).'),
  systems: systems.describe('Systems of the statement that it is about.'),
});
export type IncidentReport = z.infer<typeof incidentReportSchema>;

export type IncidentReportResult = CommandResult<IncidentState, IncidentRejection | 'no-statement'>;

/** Takes down a report, whichever door it came through. Its id is the command's, so a repeat finds it again. */
export async function reportIncident(
  context: ServiceContext,
  commanded: Commanded,
  report: IncidentReport,
  by: 'staff' | 'system' | 'anonymous',
): Promise<IncidentReportResult> {
  const { tenant, commandId: id, now } = commanded;
  const inForce = await context.statements.inForce(tenant);
  if (!inForce) {
    const detail = 'No privacy statement is published yet, so nobody is named who could be told.';
    return { outcome: 'rejected', rejection: { code: 'no-statement', detail } };
  }
  const { contact, processor: told, received = now, suspected = received, systems: hit, ...said } = report;
  const reporter = contact && identifierOf(contact);
  const command: IncidentCommandNamed<'report'> = {
    command: 'report',
    incident: id,
    ...said,
    contact,
    received,
    suspected,
    reportedBy: told ? 'processor' : contact && Object.keys(contact).length > 0 ? 'person' : by,
    reporter: id,
    ...(told && { processor: told }),
    ...(hit && { systems: hit }),
    terms: incidentTerms(inForce.statement),
    now,
  };
  // Asked before the person is looked up, because looking up remembers the person, and nothing refused may.
  const tried = incident.decide(command, incident.initial());
  if ('rejected' in tried) return { outcome: 'rejected', rejection: tried.rejected };
  const person = reporter && (await context.vault.resolvePerson(tenant, reporter));
  return context.execute(
    incident,
    { ...commanded, statementVersion: inForce.version },
    { entity: 'incident', id },
    { ...command, ...(person !== undefined && { reporter: person }) },
  );
}

function identifierOf({ email, phone }: NonNullable<IncidentReport['contact']>): PersonIdentifier | undefined {
  if (email !== undefined) return { kind: 'email', value: email };
  return phone === undefined ? undefined : { kind: 'phone', value: phone };
}

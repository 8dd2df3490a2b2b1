import { createHash } from 'node:crypto';
import { statementPublished } from '@vitne/contracts/catalogue/consent-events';
import { channelOf } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { type Statement, statementSchema } from '@vitne/contracts/statement/schema';
import type { Reaction } from '@vitne/projector/projection';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import type { ServiceContext } from '@vitne/service-kit/service';
import { versionOf } from '@vitne/service-kit/statement-in-force';
import { dayOf } from '../domain/agreement.ts';
import { processingActivity } from '../domain/processing-activity.ts';
import { recipient } from '../domain/recipient.ts';
import { activityFactsOf, namedRecipientOf, noLongerNamed, statedAgreementOf } from '../domain/statement-facts.ts';

const name = 'follow-statement';

/** A published statement configures the registry: its recipients, their agreements, and the record of Art. 30. */
export function followStatement(context: ServiceContext): Reaction {
  return {
    name,
    handles: [statementPublished.type],
    async react(event) {
      const statement = statementOf(event);
      const statementVersion = versionOf(statement.statement);
      const now = context.clock.now();
      const today = dayOf(now, statement.statement.timeZone);
      // Who was named before is read from the ledger, because a read model may not show yet what the last version did.
      for (const id of noLongerNamed(await earlierStatements(context, event), statement)) {
        const reason = `Version ${statementVersion} of the statement does not name it.`;
        const command = { command: 'remove', recipient: id, statementVersion, reason } as const;
        const commanded = commandedBy(event, now, statementVersion, 'remove', id);
        settled(await context.execute(recipient, commanded, { entity: 'recipient', id }, command));
      }
      for (const one of statement.recipients) {
        const stated = statedAgreementOf(one);
        const command = { command: 'name', named: namedRecipientOf(one), stated, statementVersion, today } as const;
        const commanded = commandedBy(event, now, statementVersion, 'name', one.id);
        settled(await context.execute(recipient, commanded, { entity: 'recipient', id: one.id }, command));
      }
      for (const activity of statement.activities) {
        const target = { entity: 'processing-activity', id: activity.id };
        const commanded = commandedBy(event, now, statementVersion, 'register', activity.id);
        settled(
          await context.execute(processingActivity, commanded, target, activityFactsOf(activity, statementVersion)),
        );
      }
    },
  };
}

const statementOf = (event: AnyRecordedEvent): Statement => statementSchema.parse(event.facts['document']);

async function earlierStatements(context: ServiceContext, { meta, position }: AnyRecordedEvent): Promise<Statement[]> {
  const { tenant, entity } = meta;
  const published = await context.log.readEntity(
    channelOf({ tenant, context: 'consent', entity: 'statement', id: entity }),
  );
  return published.filter((event) => event.position < position).map(statementOf);
}

/** The same event, step and thing make the same command, so that a repeated reaction repeats nothing. */
function commandedBy(
  { meta }: AnyRecordedEvent,
  now: string,
  statementVersion: string,
  step: string,
  id: string,
): Commanded {
  return {
    tenant: meta.tenant,
    commandId: createHash('sha256')
      .update(JSON.stringify([meta.tenant, meta.id, name, step, id]))
      .digest('hex')
      .slice(0, 32),
    actor: 'service:processor-registry',
    causation: meta.id,
    correlation: meta.correlation,
    now,
    statementVersion,
    content: { event: meta.id, step, id },
  };
}

/** Nothing that a statement says is refused here; a lost race is tried again by whoever runs the reaction. */
function settled(result: CommandResult<unknown, string>): void {
  if (result.outcome === 'rejected') throw new Error(`A step of ${name} was refused: ${result.rejection.code}.`);
}

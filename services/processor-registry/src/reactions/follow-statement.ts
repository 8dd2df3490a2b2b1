import { statementPublished } from '@vitne/contracts/catalogue/consent-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { type Statement, statementSchema } from '@vitne/contracts/statement/schema';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { versionOf } from '@vitne/service-kit/statement-in-force';
import { dayOf } from '../domain/agreement.ts';
import { processingActivity } from '../domain/processing-activity.ts';
import { recipient } from '../domain/recipient.ts';
import { activityFactsOf, namedRecipientOf, noLongerNamed, statedAgreementOf } from '../domain/statement-facts.ts';
import { isNotInEffect } from '../domain/sub-processor.ts';
import { entityStates } from '../entity-states.ts';

const name = 'follow-statement';

/** A published statement configures the registry: its recipients, their agreements, and the record of Art. 30. */
export function followStatement(context: ServiceContext): Reaction {
  return {
    name,
    handles: [statementPublished.type],
    async react(event) {
      try {
        await follow(context, event);
      } catch (error) {
        // What a newer version says replaces all of this, so a version that cannot be followed must not stand in its way.
        if (!(await isSuperseded(context, event))) throw error;
      }
    },
  };
}

async function follow(context: ServiceContext, event: AnyRecordedEvent): Promise<void> {
  const statement = statementOf(event);
  const statementVersion = versionOf(statement.statement);
  const now = context.clock.now();
  const today = dayOf(now, statement.statement.timeZone);
  const states = entityStates(context, event.meta.tenant);
  const commandedBy = (step: string, id: string) => ({
    ...consequenceOf(context, event, name, step, id),
    statementVersion,
  });
  // Who was named before is read from the ledger, because a read model may not show yet what the last version did.
  for (const id of noLongerNamed(await earlierStatements(states, event), statement)) {
    const reason = `Version ${statementVersion} of the statement does not name it.`;
    const command = { command: 'remove', recipient: id, statementVersion, reason } as const;
    const commanded = commandedBy('remove', id);
    settled(name, await context.execute(recipient, commanded, { entity: 'recipient', id }, command));
  }
  for (const one of statement.recipients) {
    // One that was announced is named when the change takes effect: until then nobody may decide to give it data.
    if (one.kind === 'sub-processor' && isNotInEffect(await states.subProcessor(one.id))) continue;
    const stated = statedAgreementOf(one);
    const command = { command: 'name', named: namedRecipientOf(one), stated, statementVersion, today } as const;
    const commanded = commandedBy('name', one.id);
    settled(name, await context.execute(recipient, commanded, { entity: 'recipient', id: one.id }, command));
  }
  for (const activity of statement.activities) {
    const target = { entity: 'processing-activity', id: activity.id };
    const commanded = commandedBy('register', activity.id);
    settled(
      name,
      await context.execute(processingActivity, commanded, target, activityFactsOf(activity, statementVersion)),
    );
  }
}

const statementOf = (event: AnyRecordedEvent): Statement => statementSchema.parse(event.facts['document']);

async function earlierStatements(
  states: ReturnType<typeof entityStates>,
  { meta, position }: AnyRecordedEvent,
): Promise<Statement[]> {
  const published = await states.events('consent', 'statement', meta.entity);
  return published.filter((event) => event.position < position).map(statementOf);
}

async function isSuperseded(context: ServiceContext, { meta, position }: AnyRecordedEvent): Promise<boolean> {
  const published = await entityStates(context, meta.tenant).events('consent', 'statement', meta.entity);
  return published.some((event) => event.position > position);
}

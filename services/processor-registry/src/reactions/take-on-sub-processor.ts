import { subProcessorChangeTookEffect } from '@vitne/contracts/catalogue/processor-registry-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import { recipientById } from '@vitne/contracts/statement/statement-index';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { dayOf } from '../domain/agreement.ts';
import { type RecipientCommand, recipient } from '../domain/recipient.ts';
import { namedRecipientOf, statedAgreementOf } from '../domain/statement-facts.ts';
import { takenOn } from '../domain/sub-processor.ts';
import { entityStates } from '../entity-states.ts';

const name = 'take-on-sub-processor';

/** A change that took effect names the sub-processor: as the statement in force says it, or else as it was announced. */
export function takeOnSubProcessor(context: ServiceContext): Reaction {
  return {
    name,
    handles: [subProcessorChangeTookEffect.type],
    async react(event) {
      const { facts, meta } = event as unknown as RecordedEvent<typeof subProcessorChangeTookEffect>;
      const { latest } = await entityStates(context, meta.tenant).subProcessor(facts.subProcessor);
      if (latest?.change !== facts.change) return;
      const now = context.clock.now();
      const command = (await statedCommand(context, meta.tenant, facts.subProcessor, now)) ?? {
        command: 'take-on',
        named: takenOn(latest),
      };
      const target = { entity: 'recipient', id: facts.subProcessor };
      settled(name, await context.execute(recipient, consequenceOf(context, event, name), target, command));
    },
  };
}

async function statedCommand(
  { statements }: ServiceContext,
  tenant: string,
  id: string,
  now: string,
): Promise<RecipientCommand | undefined> {
  const inForce = await statements.inForce(tenant);
  const stated = inForce && recipientById(inForce.statement, id);
  if (!stated) return undefined;
  return {
    command: 'name',
    named: namedRecipientOf(stated),
    stated: statedAgreementOf(stated),
    statementVersion: inForce.version,
    today: dayOf(now, inForce.statement.statement.timeZone),
  };
}

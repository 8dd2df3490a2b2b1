import { definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { inboxTypes } from '@vitne/contracts/catalogue/inbox-types';
import { tellableUserEvents } from '@vitne/contracts/catalogue/user-event-data';
import { userEventExamples } from '@vitne/contracts/catalogue/user-event-examples';
import { statementSchema } from '@vitne/contracts/statement/schema';
import type { ApiExamples, ExamplesByTenant } from '@vitne/service-kit/api-examples';
import { cloudEventSchema } from '@vitne/service-kit/user-event-message';
import { z } from 'zod';

/** A user event as OpenAPI describes it. The door itself reads each event of a batch by itself, and so checks it later. */
export function userEventJsonSchema(): Record<string, unknown> {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(cloudEventSchema, { io: 'input', unrepresentable: 'any' });
  const type = {
    type: 'string',
    enum: [...inboxTypes.keys()],
    description: 'What happened. The list above says what the data of each holds.',
  };
  return { ...schema, properties: { ...schema.properties, type } };
}

/** At the head of the page: what the door is for, and every type that it takes. */
export const userEventIntroduction =
  (): string => `The door for integrating systems: they tell what happened, as CloudEvents 1.0. The APIs for staff and for people are
described by the services, which the start page lists.

### The way of an event
1. Take a token of the role \`system\` (\`npm run --silent vitne -- token --tenant <tenant> --role system\`).
2. Choose an example under \`POST /v1/events\` and send it. \`source\` is the system's id in the statement in force; \`id\` is of
   the system's own choice, and sending the same event again under it is safe.
3. The answer is the event's \`position\` in the ledger. What follows from it is read from the services with
   \`?after=<position>\`; on the page of retention, for example, \`POST /v1/people/lookup\` and then
   \`GET /v1/people/{person}/holdings\`.

The same event can be published as a request on NATS: \`inbox.<tenant>.<context>.<type>\`, where the context is the heading
below. Its whole JSON is the payload, without headers or with \`content-type: application/cloudevents+json\`; or \`data\`
alone is, with the attributes as headers \`ce-specversion\`, \`ce-id\`, \`ce-source\` and \`ce-type\`.

What is marked with ? may be left out. An identifier is \`{ "kind": "email", "value": "someone@example.org" }\`; kinds are email,
phone, customer-number, cookie and user, and company for a client.

${listOfTypes()}`;

function listOfTypes(): string {
  const byContext = Map.groupBy(inboxTypes, ([, context]) => context);
  return [...byContext]
    .map(([context, types]) => `### Types of ${context}\n${types.map(([type]) => lineOf(type)).join('\n')}`)
    .join('\n\n');
}

const lineOf = (type: string): string => {
  const says = definitionOf(`${type}.v1`)?.says;
  if (says === undefined) throw new TypeError(`The catalogue does not have ${type}.`);
  return `- **\`${type}\`** ${says} \`data\`: ${dataOf(type)}.`;
};

/** What other services take in their own routes is described there. */
const describedElsewhere: Record<string, string> = {
  'consent.given': 'as the body of `POST /v1/consents`, without `decision`',
  'consent.refused': 'as the body of `POST /v1/consents`, without `decision`',
  'consent.withdrawn': 'as the body of `POST /v1/consents/withdrawals`',
  'request.received': 'as the body of `POST /v1/requests`',
  'task.completed':
    '`task`, `outcome`, `evidence`, `data`? [{`dataCategory`, `source`?, `items`}], as `POST /v1/tasks/{task}/completion`',
  'task.failed': '`task`, `reason`, `evidence`, as `POST /v1/tasks/{task}/failure`',
  'incident.reported': 'as the body of `POST /v1/incidents`',
  'disposal.confirmed': '`disposal`, `method`, `evidence`, as the order asked for',
  'disposal.failed': '`disposal`, `reason`, `detail`?, when the order cannot be carried out',
};

function dataOf(type: string): string {
  const fields = Object.entries(tellableUserEvents.get(type)?.schema.shape ?? {}).map(([name, schema]) =>
    fieldOf(name, schema as z.ZodType),
  );
  const said = describedElsewhere[type] ?? fields.join(', ');
  if (said === '') throw new TypeError(`Nobody says what the data of ${type} holds.`);
  return said;
}

function fieldOf(name: string, schema: z.ZodType): string {
  const optional = schema instanceof z.ZodOptional;
  const inner = optional ? schema.unwrap() : schema;
  const isPart = inner instanceof z.ZodObject && !('kind' in inner.shape);
  const within = isPart ? ` {${Object.keys(inner.shape).join(', ')}}` : '';
  return `\`${name}\`${optional ? '?' : ''}${name === 'person' ? ' [1 to 5 identifiers]' : within}`;
}

const inForceSchema = z.object({ statement: statementSchema });
const lookUpTimeoutMs = 1_000;

/** Examples for each tenant, made from the statement that the consent service says is in force. */
export async function examplesOfUserEvents(tenants: readonly string[], consentUrl: string): Promise<ExamplesByTenant> {
  const found = new Map<string, ApiExamples>();
  for (const tenant of tenants) {
    const answer = await fetch(`${consentUrl}/v1/public/${tenant}/statements/in-force`, {
      signal: AbortSignal.timeout(lookUpTimeoutMs),
    });
    const inForce = inForceSchema.safeParse(await answer.json());
    if (!inForce.success) continue;
    const events = await userEventExamples(inForce.data.statement);
    found.set(tenant, {
      'POST /v1/events': { bodies: Object.fromEntries(events.map((event) => [event.type, event])) },
    });
  }
  return found;
}

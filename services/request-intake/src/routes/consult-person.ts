import { channelOf, contextSchema, entityIdSchema, type Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { personIdSchema } from '@vitne/contracts/event-definition';
import { concurrentMap } from '@vitne/service-kit/concurrent-map';
import { consult } from '@vitne/service-kit/consult';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';

const place = z.strictObject({
  context: contextSchema,
  entity: entityIdSchema.describe('Which kind of entity, as in the subject of the event.'),
  id: entityIdSchema.describe('The entity: `ce-subject` of the event.'),
  position: z.int().positive().describe('The event’s position in the ledger.'),
});
type Place = z.infer<typeof place>;

const body = z.strictObject({
  purpose: z.enum(['answering-request', 'handling-incident', 'audit']),
  matter: entityIdSchema.optional().describe('The request or incident that it is for.'),
  events: z
    .array(place)
    .min(1)
    .max(100)
    .describe('Where what is to be opened stands; `vitne audit timeline` lists it.'),
});

const opened = z.object({
  position: z.int(),
  part: z.string(),
  dataCategory: z.string(),
  fields: z.record(z.string(), z.unknown()).optional(),
  shredded: z.literal(true).optional().describe('Its key is destroyed: nobody can read it.'),
});

const readAtOnce = 8;

/** Opens what events of any service have sealed of one person, for whoever has to see all of it: recorded first, as every reading. */
export function consultPerson(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/people/:person/consultations',
    {
      config: { access: ['privacy-officer'] },
      schema: {
        tags: ['people'],
        summary: 'Open what is sealed of a person in events of the ledger; that it is opened is recorded first',
        params: z.strictObject({ person: personIdSchema }),
        body,
        response: { 200: z.object({ person: z.string(), parts: z.array(opened) }) },
      },
    },
    async (request, reply) => {
      const { params, caller } = request;
      const { purpose, matter, events: places } = request.body;
      const events = await eventsAt(context, caller.tenant, places);
      if (!events)
        return sendProblem(reply, problem('not-found', 'No event of that entity stands at one of the positions.'));
      const items = events.map(({ meta, sealed }) => ({
        binding: { tenant: caller.tenant, eventId: meta.id, eventType: meta.type },
        sealed: sealed.filter((part) => part.person === params.person),
      }));
      const reading = { opened: 'record', purpose, matter } as const;
      const opener = await consult(
        context,
        request,
        reading,
        items.flatMap(({ sealed }) => sealed),
      );
      const read = await opener.open(items);
      const parts = read.flatMap((of, index) =>
        of.map(({ part, category, ...rest }) => ({
          position: (events[index] as AnyRecordedEvent).position,
          part,
          dataCategory: category,
          ...('fields' in rest ? { fields: rest.fields as Record<string, unknown> } : { shredded: true as const }),
        })),
      );
      return { person: params.person, parts };
    },
  );
}

/** The events at their places, in order; undefined when one is not there. */
async function eventsAt(
  { log }: ServiceContext,
  tenant: Tenant,
  places: readonly Place[],
): Promise<AnyRecordedEvent[] | undefined> {
  const channels = [...new Set(places.map(({ context, entity, id }) => channelOf({ tenant, context, entity, id })))];
  const histories = await concurrentMap(channels, readAtOnce, (channel) => log.readEntity(channel));
  const byPosition = new Map(histories.flat().map((event) => [`${event.channel} ${event.position}`, event]));
  const found = places.map(({ position, ...of }) => byPosition.get(`${channelOf({ tenant, ...of })} ${position}`));
  return found.some((event) => event === undefined) ? undefined : (found as AnyRecordedEvent[]);
}

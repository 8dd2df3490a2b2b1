import { headers, type NatsConnection } from '@nats-io/nats-core';
import { inboxTypes } from '@vitne/contracts/catalogue/inbox-types';
import { inboxSubject } from '@vitne/contracts/channels';
import type { NatsLink } from '@vitne/event-log/nats-link';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { problem, problemSchema, sendProblem } from '@vitne/service-kit/problems';
import { parseCloudEvent, userEventLimitBytes } from '@vitne/service-kit/user-event-message';
import { z } from 'zod';
import { userEventJsonSchema } from './user-event-description.ts';

const mostEventsPerBatch = 100;

const acceptedSchema = z.object({
  id: z.string(),
  status: z.literal(200),
  position: z.number(),
  duplicate: z.boolean(),
});
const refusedSchema = z.object({
  id: z.string().optional(),
  status: z.number(),
  problem: problemSchema.partial().loose(),
});
const outcomeSchema = z.union([acceptedSchema, refusedSchema]);
type Outcome = z.infer<typeof outcomeSchema>;

const bodySchema = z.union([
  z.record(z.string(), z.unknown()).meta(userEventJsonSchema()),
  z.array(z.unknown().meta(userEventJsonSchema())).min(1).max(mostEventsPerBatch),
]);

/** What the owning service replies on the bus: a publish acknowledgement, or an error with its problem. */
type Reply =
  | { seq: number; duplicate?: boolean }
  | { error: { code: number; description: string }; problem?: Record<string, unknown> };

export type Door = {
  connection: NatsConnection;
  /** Tells when the bus goes away, which the connection's own requests do not. */
  link: NatsLink;
  /** How long an answer of the owning service is waited for. */
  answerTimeoutMs: number;
};

/**
 * The HTTP door for user events: the same CloudEvents, the same answers as on NATS. One event answers with its
 * position or its problem; a batch answers 207 with one outcome for each event, in order.
 */
export async function userEvents(app: HttpApp, door: Door): Promise<void> {
  app.addContentTypeParser(
    ['application/cloudevents+json', 'application/cloudevents-batch+json'],
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  );
  app.post(
    '/v1/events',
    {
      config: { access: ['system', 'staff', 'privacy-officer'] },
      schema: {
        tags: ['user events'],
        summary: 'Publish one user event, or a batch of up to 100, as CloudEvents 1.0',
        description:
          'One event answers with its position, or with its problem; a list of events answers 207 with an outcome for each.',
        body: bodySchema,
        response: { 200: acceptedSchema, 207: z.object({ outcomes: z.array(outcomeSchema) }) },
      },
    },
    async (request, reply) => {
      const { tenant } = request.caller;
      if (Array.isArray(request.body)) {
        const outcomes = await Promise.all(request.body.map((event) => publish(door, tenant, event)));
        return reply.code(207).send({ outcomes });
      }
      const outcome = await publish(door, tenant, request.body);
      if ('problem' in outcome) return sendProblem(reply, outcome.problem as Parameters<typeof sendProblem>[1]);
      reply.header('vitne-position', outcome.position);
      return reply.code(200).send(outcome);
    },
  );
}

async function publish(door: Door, tenant: string, body: unknown): Promise<Outcome> {
  const parsed = parseCloudEvent(body);
  if (!parsed.ok) return refused(undefined, problem('invalid-request', undefined, { errors: parsed.errors }));
  const { event } = parsed;
  const context = inboxTypes.get(event.type);
  if (!context) return refused(event.id, problem('unknown-event-type'));
  // Structured mode: an attribute may hold what no header of the bus can.
  const message = JSON.stringify(event);
  if (Buffer.byteLength(message) > userEventLimitBytes)
    return refused(event.id, problem('body-too-large', `A user event holds at most ${userEventLimitBytes} bytes.`));
  const reply = await ask(door, inboxSubject(tenant, context, event.type), message);
  if (typeof reply === 'string')
    return refused(event.id, problem('temporarily-unavailable', `${reply} Send the event again with the same id.`));
  if ('seq' in reply) return { id: event.id, status: 200, position: reply.seq, duplicate: reply.duplicate === true };
  const { code, description } = reply.error;
  return refused(event.id, { ...problem('invalid-request', description), ...reply.problem, status: code });
}

/** What the owning service replies, or why there is no reply, in a sentence. */
async function ask({ connection, link, answerTimeoutMs }: Door, subject: string, message: string) {
  const busAway = 'The message bus is away just now.';
  // A request without a link would be kept by the client and sent later, when nobody waits for its answer.
  if (!(await link.whenUp(0))) return busAway;
  const meta = headers();
  meta.set('content-type', 'application/cloudevents+json');
  const asked = connection.request(subject, message, { headers: meta, timeout: answerTimeoutMs });
  try {
    const answer = await link.unlessLost(asked);
    return answer === 'lost' ? busAway : answer.json<Reply>();
  } catch {
    return 'No answer came in time.';
  }
}

const refused = (id: string | undefined, told: { status: number; [key: string]: unknown }): Outcome => ({
  ...(id !== undefined && { id }),
  status: told.status,
  problem: told,
});

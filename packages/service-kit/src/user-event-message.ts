import { timestampSchema } from '@vitne/contracts/event-definition';
import { z } from 'zod';
import { derivedId } from './derived-id.ts';

/** A user event as an integrating system sends it: a CloudEvent 1.0 whose `type` is the last token of its subject. */
export const cloudEventSchema = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(128).describe('Of the system’s own choice; the same event again has the same id.'),
  source: z.string().min(1).max(128).describe('The integrating system’s id in the statement in force.'),
  type: z.string().regex(/^[a-z][a-z-]*\.[a-z][a-z-]*$/, 'A type is <noun>.<what-happened>, such as enquiry.received.'),
  time: timestampSchema.optional().describe('When it happened; the moment of arrival when left out.'),
  datacontenttype: z.literal('application/json').optional(),
  dataschema: z.string().max(256).optional(),
  subject: z.string().max(128).optional(),
  expectedposition: z
    .union([
      z.int().nonnegative(),
      z
        .string()
        .regex(/^\d{1,15}$/, 'A position is a whole number.')
        .transform(Number),
    ])
    .optional()
    .describe('Our extension: the position of the last event that the sender has seen of the same person or client.'),
  data: z.record(z.string(), z.unknown()).describe('What the type asks for, and nothing else.'),
});
export type CloudEvent = z.infer<typeof cloudEventSchema>;

/** The largest user event, in bytes; a system that has more to tell tells it in several events. */
export const userEventLimitBytes = 64 * 1024;

export type ParsedMessage =
  | { ok: true; event: CloudEvent }
  | { ok: false; errors: { path: string; message: string }[] };

/** The attributes that a message carries as `ce-` headers in binary mode. */
export const cloudEventAttributes = [
  'specversion',
  'id',
  'source',
  'type',
  'time',
  'datacontenttype',
  'dataschema',
  'subject',
  'expectedposition',
] as const;

/** Reads a header; undefined when the message has none of that name. */
export type HeaderOf = (name: string) => string | undefined;

/**
 * Reads a NATS message as the CloudEvents binding says. In binary mode the attributes are `ce-` headers and the payload is
 * the data; in structured mode the payload is the whole event. A message without `ce-` headers can only be structured,
 * so a plain client needs no header at all.
 */
export function parseCloudEventMessage(header: HeaderOf, data: Uint8Array): ParsedMessage {
  if (data.byteLength > userEventLimitBytes) {
    return {
      ok: false,
      errors: [{ path: 'data', message: `A user event holds at most ${userEventLimitBytes} bytes.` }],
    };
  }
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data));
  } catch {
    return { ok: false, errors: [{ path: 'data', message: 'The message is not JSON in UTF-8.' }] };
  }
  const attributes = binaryAttributes(header);
  const structured =
    header('content-type')?.toLowerCase().startsWith('application/cloudevents+json') === true ||
    Object.keys(attributes).length === 0;
  return parseCloudEvent(structured ? body : { ...attributes, data: body });
}

function binaryAttributes(header: HeaderOf): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of cloudEventAttributes) {
    const value = header(`ce-${name}`);
    if (value) found[name] = value;
  }
  return found;
}

/** Checks a CloudEvent in JSON form; errors name places, never values. */
export function parseCloudEvent(value: unknown): ParsedMessage {
  if (isDeeperThan(value, deepestNesting)) {
    return { ok: false, errors: [{ path: 'data', message: `Nest at most ${deepestNesting} levels.` }] };
  }
  const parsed = cloudEventSchema.safeParse(value);
  if (parsed.success) return { ok: true, event: parsed.data };
  return { ok: false, errors: issuesOf(parsed.error) };
}

const deepestNesting = 32;

/** Whoever folds or writes the data again does so by recursion, which a stranger must not be able to exhaust. */
const isDeeperThan = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1)));

/** Zod's findings as places and what to change; a value that was sent is never repeated. */
export function issuesOf(error: z.ZodError): { path: string; message: string }[] {
  return error.issues.slice(0, 20).map((issue) => ({
    path: issue.path.join('.'),
    message:
      issue.code === 'unrecognized_keys'
        ? `Not known here, and therefore refused: ${issue.keys.join(', ')}.`
        : issue.message,
  }));
}

/** The command that a user event is: the same system sending the same id again means the same command. */
export const commandIdOfUserEvent = (tenant: string, context: string, event: CloudEvent): string =>
  derivedId(tenant, context, event.source, event.id);

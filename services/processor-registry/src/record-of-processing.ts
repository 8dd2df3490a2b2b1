import { processingActivityRegistered, recipientKinds } from '@vitne/contracts/catalogue/processor-registry-events';
import type { Activity, Statement } from '@vitne/contracts/statement/schema';
import { z } from 'zod';
import type { ActivityFacts } from './domain/processing-activity.ts';
import type { NamedRecipient } from './domain/recipient.ts';

const inWords = z.object({ nb: z.string(), en: z.string() });
const named = z.object({ id: z.string(), name: inWords });

/** The record of Art. 30, with what the statement version behind it adds to each activity. */
export const recordSchema = z.object({
  statementVersion: z.string().optional(),
  controller: z
    .object({ name: z.string(), country: z.string(), email: z.string(), website: z.string() })
    .optional()
    .describe('Art. 30(1)(a), 30(2)(a)'),
  activities: z.array(
    processingActivityRegistered.facts.omit({ statementVersion: true }).extend({
      article: z.enum(['30(1)', '30(2)']),
      onBehalfOf: inWords.optional().describe('Art. 30(2)(a)'),
      alsoGiven: z
        .array(
          z.object({
            recipient: z.string(),
            name: z.string(),
            kind: z.enum(recipientKinds),
            under: z.string().optional(),
            locations: z.array(z.string()),
          }),
        )
        .describe(
          'Recipients that the statement does not name: partners given data by consent, sub-processors in effect.',
        ),
      transfers: z
        .array(
          z.object({
            recipient: z.string(),
            locations: z.array(z.string()),
            article: z.string(),
            instrument: z.string(),
          }),
        )
        .describe('Art. 30(1)(e), 30(2)(c)'),
      timeLimits: z
        .array(z.object({ rule: z.string(), dataCategories: z.array(z.string()), after: inWords }))
        .describe('Art. 30(1)(f)'),
      security: z.array(named).describe('Art. 30(1)(g), 30(2)(d)'),
    }),
  ),
});
export type RecordOfProcessing = z.infer<typeof recordSchema>;

/**
 * Puts the registered activities together with the version of the statement that they were registered from, and with the
 * recipients that are named beside it.
 */
export function recordOfProcessing(
  registered: readonly ActivityFacts[],
  statement: Statement | undefined,
  beside: readonly NamedRecipient[],
): RecordOfProcessing {
  const version = registered[0]?.statementVersion;
  const { name, country, email, website } = statement?.controller ?? {};
  return {
    ...(version !== undefined && { statementVersion: version }),
    ...(name && country && email && website && { controller: { name, country, email, website } }),
    activities: registered.map(
      ({ activity, name: called, role, purposes, populations, dataCategories, recipients }) => ({
        activity,
        name: called,
        role,
        article: role === 'controller' ? '30(1)' : '30(2)',
        purposes,
        populations,
        dataCategories,
        recipients,
        ...additions(statement, activity, beside),
      }),
    ),
  };
}

type Row = RecordOfProcessing['activities'][number];
type Additions = Pick<Row, 'onBehalfOf' | 'alsoGiven' | 'transfers' | 'timeLimits' | 'security'>;

function additions(statement: Statement | undefined, id: string, beside: readonly NamedRecipient[]): Additions {
  const activity = statement?.activities.find((one) => one.id === id);
  if (!statement || !activity) return { alsoGiven: [], transfers: [], timeLimits: [], security: [] };
  const also = beside.filter((one) => isGivenIn(activity, one));
  const stated = statement.recipients.filter((one) => activity.recipients.includes(one.id));
  const all = [...stated.map(({ id: recipient, ...said }) => ({ recipient, ...said })), ...also];
  return {
    ...(activity.onBehalfOf && { onBehalfOf: activity.onBehalfOf }),
    alsoGiven: also.map(({ recipient, name, kind, under, locations }) => ({
      recipient,
      name,
      kind,
      ...(under !== undefined && { under }),
      locations,
    })),
    transfers: all.flatMap(({ recipient, transfer, locations }) =>
      transfer ? [{ recipient, locations, ...transfer }] : [],
    ),
    timeLimits: timeLimits(statement, activity),
    security: statement.security.measures.filter((measure) => activity.security.includes(measure.id)),
  };
}

/** A sub-processor is given data wherever its processor is, a partner wherever data is used for what it is given for. */
const isGivenIn = (activity: Activity, { kind, under, purposes }: NamedRecipient): boolean =>
  (kind !== 'sub-processor' || (under !== undefined && activity.recipients.includes(under))) &&
  purposes.some((purpose) => activity.purposes.includes(purpose));

function timeLimits(statement: Statement, activity: Activity): Additions['timeLimits'] {
  const meet = (some: readonly string[], others: readonly string[]) => some.some((one) => others.includes(one));
  return statement.retention
    .filter(
      (rule) =>
        meet(rule.dataCategories, activity.dataCategories) &&
        meet(rule.populations, activity.populations) &&
        (rule.purposes === undefined || meet(rule.purposes, activity.purposes)),
    )
    .map(({ id, dataCategories, after }) => ({ rule: id, dataCategories, after }));
}

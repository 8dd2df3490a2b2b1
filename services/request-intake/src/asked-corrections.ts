import {
  attributeSchema,
  correctedValueSchema,
  correctionsNamed,
} from '@vitne/contracts/catalogue/request-correction-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { SealedPart } from '@vitne/contracts/envelope';
import { dataCategorySchema } from '@vitne/contracts/event-definition';
import type { Statement } from '@vitne/contracts/statement/schema';
import { dataCategoryById } from '@vitne/contracts/statement/statement-index';
import type { Opener } from '@vitne/service-kit/consult';
import { z } from 'zod';
import type { Correction } from './domain/request-corrections.ts';
import type { RequestDocument } from './projections/requests.ts';

/** What a person says is wrong, field by field. */
export const correctionsSchema = z
  .array(
    z.strictObject({
      dataCategory: dataCategorySchema.describe('A data category of the statement.'),
      attribute: attributeSchema.describe('One of its attributes, by its id in the statement.'),
      present: correctedValueSchema.optional().describe('What stands there; sealed.'),
      right: correctedValueSchema.describe('What is right; sealed.'),
    }),
  )
  .min(1)
  .max(20);

/** The first field that the statement does not list, in words; undefined when it lists them all. */
export function unlistedField(
  statement: Statement | undefined,
  corrections: readonly Correction[],
): string | undefined {
  for (const { dataCategory, attribute } of corrections) {
    const category = statement && dataCategoryById(statement, dataCategory);
    if (!category) return `The statement in force has no data category ${dataCategory}.`;
    if (!category.attributes.some(({ id }) => id === attribute))
      return `The statement in force lists no attribute ${attribute} of ${dataCategory}.`;
  }
  return undefined;
}

/** A field as a system is told of it, or the person in the answer. */
export type AskedCorrection = Correction & { item: string };

/** What is sealed of the fields that a request names. */
export const correctionsIn = ({ sealed }: RequestDocument): readonly SealedPart[] =>
  sealed.find(({ eventType }) => eventType === correctionsNamed.type)?.parts ?? [];

/** The fields that a request names, opened; none when they were not named, or their key is destroyed. */
export async function correctionsOf(
  opener: Opener,
  tenant: Tenant,
  { sealed, items }: RequestDocument,
): Promise<AskedCorrection[]> {
  const named = sealed.find(({ eventType }) => eventType === correctionsNamed.type);
  if (!named) return [];
  const binding = { tenant, eventId: named.eventId, eventType: named.eventType };
  const [parts = []] = await opener.open([{ binding, sealed: named.parts }]);
  const values = parts.flatMap((part) =>
    'fields' in part ? (part.fields as { items: { item: string; present?: string; right: string }[] }).items : [],
  );
  return values.flatMap((value) => {
    const field = items.find(({ item }) => item === value.item);
    if (field?.dataCategory === undefined || field.attribute === undefined) return [];
    return [{ ...value, dataCategory: field.dataCategory, attribute: field.attribute }];
  });
}

import { type Rejected, reject } from '@vitne/contracts/decider';
import { dataCategorySchema, slugSchema } from '@vitne/contracts/event-definition';
import type { Statement } from '@vitne/contracts/statement/schema';
import { dataCategoryById } from '@vitne/contracts/statement/statement-index';
import { z } from 'zod';

/** The largest delivery over HTTP; over the bus a message holds what any user event does. */
export const deliveryLimitBytes = 4 * 1024 * 1024;

const value = z.union([z.string().max(20_000), z.number(), z.boolean(), z.null()]);
const attribute = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'An attribute is named as in the statement.');

/** What a system holds about a person, in the words of the statement: its categories, its attributes, its sources. */
export const deliveredDataSchema = z
  .array(
    z.strictObject({
      dataCategory: dataCategorySchema.describe('One of those that the task names.'),
      source: slugSchema.optional().describe('Where it came from, by the id of the source in the statement.'),
      items: z
        .array(z.record(attribute, value))
        .min(1)
        .max(10_000)
        .describe('One for each record, its fields named as the attributes of the category in the statement.'),
    }),
  )
  .min(1)
  .max(200);
export type DeliveredData = z.infer<typeof deliveredDataSchema>;

export type DataRejection = 'data-not-asked-for' | 'not-in-statement';

/** Whether a delivery stays within what was asked for and what the statement lists; undefined when it does. */
export function refuseDelivery(
  data: DeliveredData,
  asked: readonly string[],
  statement: Statement,
): Rejected<DataRejection> | undefined {
  const strange = data.map(({ dataCategory }) => dataCategory).filter((category) => !asked.includes(category));
  if (strange.length > 0) {
    return reject('data-not-asked-for', 'Deliver only the data categories that the task names.', {
      dataCategories: [...new Set(strange)],
    });
  }
  for (const { dataCategory, source, items } of data) {
    const listed = new Set(dataCategoryById(statement, dataCategory)?.attributes.map(({ id }) => id));
    const attributes = [...new Set(items.flatMap(Object.keys))].filter((name) => !listed.has(name));
    if (attributes.length > 0) {
      return reject('not-in-statement', `The statement lists other attributes of ${dataCategory}.`, {
        dataCategory,
        attributes: attributes.slice(0, 20),
      });
    }
    if (source !== undefined && !statement.sources.some(({ id }) => id === source)) {
      return reject('not-in-statement', 'The statement has no such source.', { source });
    }
  }
  return undefined;
}

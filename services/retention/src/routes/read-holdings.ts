import { recordScheduled } from '@vitne/contracts/catalogue/accountability-record-events';
import { holdingScheduled, legalHoldPlaced } from '@vitne/contracts/catalogue/retention-events';
import type { Tenant } from '@vitne/contracts/channels';
import { personIdSchema } from '@vitne/contracts/event-definition';
import { findDocument } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { waitingFor } from '../domain/carry-out-disposals.ts';
import { derivationInWords } from '../domain/derivation-in-words.ts';
import type { Holding } from '../domain/holding.ts';
import { emptyFile } from '../domain/person-state.ts';
import { heldCategories } from '../domain/what-goes.ts';
import { personFilesProjection } from '../projections/person-files.ts';
import { recordsProjection } from '../projections/records.ts';
import { wordsSchema } from './due-schema.ts';

const sourceSchema = z.object({
  source: z.string(),
  dataCategories: z.array(z.string()),
  /** Provided by the person, collected in use, or from a third party; as the statement says it. */
  kind: z.string().optional(),
  name: wordsSchema.optional(),
});
const holdingSchema = z.object(holdingScheduled.facts.omit({ person: true, sources: true }).shape).extend({
  /** Where the data came from (Art. 15(1)(g)). */
  sources: z.array(sourceSchema),
  /** Why it is kept, in the statement's own sentence. */
  why: wordsSchema.optional(),
  derivationInWords: z.array(wordsSchema),
  /** The categories that a legal hold keeps beyond the rule. */
  underLegalHold: z.array(z.string()),
});
const { part, dataCategory, period, anchored, erasableFrom, due } = recordScheduled.facts.shape;
const recordSchema = z.object({
  part,
  dataCategory,
  period,
  anchored,
  erasableFrom,
  due,
  derivationInWords: z.array(wordsSchema),
  heldBack: z.object({ because: z.string(), until: z.string().optional() }).optional(),
});
const underWay = z.object({
  disposal: z.string(),
  dataCategories: z.array(z.string()),
  period: z.string().optional(),
  waitingFor: z.array(z.string()),
});
const answerSchema = z.object({
  person: personIdSchema,
  holdings: z.array(holdingSchema),
  disposals: z.array(underWay),
  legalHolds: z.array(z.object(legalHoldPlaced.facts.omit({ person: true }).shape)),
  record: z
    .array(recordSchema)
    .describe('Until when the record of requests, consents and disclosures is kept. Without a date a matter is open.'),
});

/** What is held of a person, until when, and why. */
export function readHoldings(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/people/:person/holdings',
    {
      config: { access: ['staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['people'],
        summary: 'Read what is held of a person, until when and why',
        params: z.object({ person: personIdSchema }),
        response: { 200: answerSchema },
      },
    },
    async (request) => {
      const { tenant } = request.caller;
      const { person } = request.params;
      const file = (await findDocument(context.db, tenant, personFilesProjection, person))?.file ?? emptyFile();
      const legalHolds = Object.values(file.legalHolds);
      const held = heldCategories(legalHolds, context.clock.now());
      const holdings = await Promise.all(
        Object.values(file.holdings).map(async (holding) => ({
          ...holding,
          ...(await inTheStatement(context, tenant, holding)),
          derivationInWords: derivationInWords(holding),
          underLegalHold: holding.dataCategories.filter((category) => held.has(category)),
        })),
      );
      const disposals = Object.values(file.disposals).map((disposal) => ({
        ...disposal,
        waitingFor: waitingFor(disposal),
      }));
      const written = (await findDocument(context.db, tenant, recordsProjection, person))?.record.parts ?? {};
      const record = Object.values(written).map((one) => ({ ...one, derivationInWords: derivationInWords(one) }));
      return { person, holdings, disposals, legalHolds, record };
    },
  );
}

/** What the version of the statement that the holding was computed under says: the rule's sentence, and of the sources. */
async function inTheStatement({ statements }: ServiceContext, tenant: Tenant, holding: Holding) {
  const statement = (await statements.version(tenant, holding.statementVersion))?.statement;
  const why = statement?.retention.find(({ id }) => id === holding.rule)?.after;
  const categoriesBySource = new Map<string, string[]>();
  for (const [category, from] of Object.entries(holding.sources ?? {}))
    for (const source of from) categoriesBySource.set(source, [...(categoriesBySource.get(source) ?? []), category]);
  const sources = [...categoriesBySource].map(([source, dataCategories]) => {
    const known = statement?.sources.find(({ id }) => id === source);
    return { source, dataCategories, ...(known && { kind: known.kind, name: known.name }) };
  });
  return { sources, ...(why && { why }) };
}

import { remainsSchema } from '@vitne/contracts/catalogue/anonymisation-events';
import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { inUtc } from '../domain/moments.ts';
import { type DisposalState, disposalsProjection } from '../projections/disposals.ts';
import { disposalsDueProjection } from '../projections/disposals-due.ts';
import { whatToDo } from '../what-to-do.ts';
import { dueSchema, wordsSchema } from './due-schema.ts';

const confirmation = z.object({ system: z.string(), method: z.string(), evidence: z.string(), confirmed: z.string() });
const disposalSchema = z.object({
  disposal: z.string(),
  person: z.string(),
  state: z.enum(['ordered', 'confirmed', 'completed']),
  holdings: z.array(z.string()),
  dataCategories: z.array(z.string()),
  period: z.string().optional(),
  systems: z.array(z.string()),
  waitingFor: z.array(z.string()),
  action: z.string(),
  reason: z.string(),
  request: z.string().optional(),
  ordered: z.string(),
  confirmations: z.array(confirmation),
  askedAgain: z.number().describe('How often those that have not confirmed were told again.'),
  lastAsked: z.string().optional(),
  followUp: z.string().optional().describe('When they are told again next, or the order becomes overdue.'),
  overdue: z.string().optional().describe('Since when the order is unconfirmed for longer than the rule allows.'),
  givenUp: z.string().optional().describe('Since when the systems are not told again.'),
  failures: z.array(
    z.object({ system: z.string(), reason: z.string(), detail: z.string().optional(), failed: z.string() }),
  ),
  whatToDo: wordsSchema.optional(),
  anonymised: z
    .array(z.object({ system: z.string(), remains: remainsSchema, leastGroup: z.number(), rule: z.string() }))
    .optional()
    .describe('What systems say is left where they made the data anonymous.'),
  anonymisationChecked: z
    .object({
      keysLeft: z.number(),
      referenceKeysLeft: z.number(),
      identifiersLeft: z.number(),
      checked: z.string(),
    })
    .optional()
    .describe('What on our side still led to the person afterwards.'),
  keysDestroyed: z.number().optional(),
  effective: z.string().optional().describe('When the keys were destroyed: from then on nothing here opens.'),
  completed: z.string().optional(),
  final: z
    .string()
    .optional()
    .describe(
      'When the generation that had wrapped the keys was destroyed: from then on no copy of the databases opens.',
    ),
  generation: z
    .number()
    .optional()
    .describe('The generation of key-encryption keys that followed; all older ones are destroyed.'),
});

type Filter = Record<string, DisposalState | { $exists: true } | { $ne: [] }>;

/** What each state that can be asked for means in the read model. */
const filters: Readonly<Record<DisposalState | 'overdue' | 'failed' | 'final', Filter>> = {
  ordered: { state: 'ordered' },
  overdue: { state: 'ordered', overdue: { $exists: true } },
  failed: { state: 'ordered', failures: { $ne: [] } },
  confirmed: { state: 'confirmed' },
  completed: { state: 'completed' },
  final: { state: 'completed', final: { $exists: true } },
};

/** Disposals by state: what is due and not ordered yet, what waits for whom, what is done. */
export function readDisposals(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/disposals',
    {
      config: { access: ['staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['disposals'],
        summary: 'List disposals by state',
        description: `\`due\` lists holdings whose time has come and that are not ordered yet: a moment, or as long as a legal hold lasts.
\`overdue\` and \`failed\` list what somebody has to look after, with what to do: orders that systems did not confirm in
time, or said that they cannot carry out. A completed disposal is *effective* when its keys are destroyed, and *final*
when the key-encryption keys that had wrapped them are.`,
        querystring: z.strictObject({
          state: z.enum(['due', 'ordered', 'overdue', 'failed', 'confirmed', 'completed', 'final']).optional(),
          limit: z.coerce.number().int().min(1).max(500).default(100),
          cursor: pageFields.cursor,
        }),
        response: {
          200: z.object({ due: z.array(dueSchema), disposals: z.array(disposalSchema), next: z.string().optional() }),
        },
      },
    },
    async (request, reply) => {
      const { tenant } = request.caller;
      const { state, limit, cursor } = request.query;
      if (state === 'due') {
        const filter = { due: { $lte: inUtc(context.clock.now()) }, hold: { $exists: false as const } };
        const options = { sort: { due: 1 as const }, limit, after: cursor };
        return readPage(
          reply,
          () => findDocuments(context.db, tenant, disposalsDueProjection, filter, options),
          (documents) => ({ due: documents, disposals: [] }),
        );
      }
      const filter = state === undefined ? {} : filters[state];
      const options = { sort: { ordered: -1 as const }, limit, after: cursor };
      return readPage(
        reply,
        () => findDocuments(context.db, tenant, disposalsProjection, filter, options),
        (documents) => ({
          due: [],
          disposals: documents.map((document) => {
            const todo = whatToDo(document);
            return { ...document, ...(todo && { whatToDo: todo }) };
          }),
        }),
      );
    },
  );
}

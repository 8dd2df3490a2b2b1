import { disclosureRecorded } from '@vitne/contracts/catalogue/disclosure-events';
import { personIdSchema } from '@vitne/contracts/event-definition';
import { findDocuments } from '@vitne/projector/documents';
import { consult, type Opener } from '@vitne/service-kit/consult';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { type DisclosureDocument, disclosuresProjection } from '../projections/disclosures.ts';

const row = disclosureRecorded.facts.omit({ person: true }).extend({
  upTo: z
    .number()
    .optional()
    .describe('Ledger position up to which everything was counted; older records do not say it.'),
  position: z.number().describe('Ledger position of the record.'),
  actor: z.string(),
  statementVersion: z.string().optional(),
  scope: z
    .union([z.object({ text: z.string() }), z.object({ shredded: z.literal(true) })])
    .optional()
    .describe('What was said of it in words; auditors are not given it.'),
});

/** To whom data of a person has gone, the latest first (Art. 15(1)(c)). */
export function listDisclosures(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/people/:person/disclosures',
    {
      config: { access: ['staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['disclosures'],
        summary: "List what was handed out of a person's data",
        params: z.object({ person: personIdSchema }),
        querystring: z.strictObject(pageFields),
        response: { 200: z.object({ person: z.string(), disclosures: z.array(row), next: z.string().optional() }) },
      },
    },
    async (request, reply) => {
      const { caller, params, query } = request;
      const { person } = params;
      const options = { sort: { order: -1 }, limit: query.limit, after: query.cursor } as const;
      return readPage(
        reply,
        () => findDocuments(context.db, caller.tenant, disclosuresProjection, { person }, options),
        async (documents) => {
          const reading = { opened: 'disclosures', purpose: 'accounting-for-disclosures' } as const;
          const parts = documents.flatMap(({ sealed }) => sealed);
          const opener = caller.role === 'auditor' ? undefined : await consult(context, request, reading, parts);
          return { person, disclosures: await rowsOf(opener, caller.tenant, documents) };
        },
      );
    },
  );
}

async function rowsOf(opener: Opener | undefined, tenant: string, documents: readonly DisclosureDocument[]) {
  const scopes = opener ? await opened(opener, tenant, documents) : [];
  return documents.map(
    ({ person: _person, order, eventId: _id, eventType: _type, sealed: _sealed, ...shown }, index) => {
      const scope = scopes[index];
      return { ...shown, position: order, ...(scope && { scope }) };
    },
  );
}

async function opened(opener: Opener, tenant: string, documents: readonly DisclosureDocument[]) {
  const items = documents.map(({ eventId, eventType, sealed }) => ({
    binding: { tenant, eventId, eventType },
    sealed,
  }));
  return (await opener.open(items)).map((parts) => {
    const scope = parts.find(({ part }) => part === 'scope');
    if (!scope) return undefined;
    return 'shredded' in scope
      ? { shredded: true as const }
      : disclosureRecorded.personal.scope.fields.parse(scope.fields);
  });
}

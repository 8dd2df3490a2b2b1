import { findDocument, findDocuments } from '@vitne/projector/documents';
import { consult, type Opener } from '@vitne/service-kit/consult';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { derivationInWords } from '../domain/derivation-in-words.ts';
import { whyDistinct } from '../domain/request-duplicates.ts';
import { immediateClocks, rightsGiven } from '../domain/rights-given.ts';
import { identityChecksProjection, identityStandingSchema, standingOfCheck } from '../projections/identity-checks.ts';
import { type RequestDocument, requestsProjection } from '../projections/requests.ts';
import { tasksProjection } from '../projections/tasks.ts';
import { factsOf, requestFactsSchema } from './request-facts.ts';
import { immediateClocksSchema, requestParams, rightsGivenSchema } from './request-schemas.ts';

const part = z.union([
  z.object({ fields: z.record(z.string(), z.unknown()) }),
  z.object({ shredded: z.literal(true) }),
]);
const answer = requestFactsSchema.extend({
  waitingFor: z
    .array(
      z.object({
        task: z.string(),
        system: z.string(),
        kind: z.string(),
        dataCategories: z.array(z.string()),
        due: z.string(),
        overdue: z.boolean(),
      }),
    )
    .describe('Tasks of systems that are not done; the request cannot be fulfilled before they are, or are given up.'),
  duplicates: z.array(z.string()).describe('Requests that are recorded as duplicates of this one.'),
  mayDuplicate: z
    .array(z.string())
    .describe('Earlier open requests of the person that ask the same; `POST …/duplicate` records it.'),
  inWords: z.object({ nb: z.array(z.string()), en: z.array(z.string()) }).describe('How the due date came about.'),
  rightsGiven: rightsGivenSchema.optional(),
  immediateClocks: immediateClocksSchema,
  identityCheck: identityStandingSchema.optional(),
  personal: z
    .record(z.string(), part)
    .optional()
    .describe(
      'contact, enquiry, answer and explanation, and question-1/reply and the like, opened; auditors are not given them.',
    ),
});

/** One request with everything behind it. Staff see what was written, as long as its key is there, and that is recorded; auditors see facts. */
export function readRequest(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/requests/:request',
    {
      config: { access: ['staff', 'auditor'] },
      schema: {
        tags: ['requests'],
        summary: 'Read one request, how its due date came about, and what was written',
        params: requestParams,
        response: { 200: answer },
      },
    },
    async (request, reply) => {
      const { tenant, role } = request.caller;
      const doc = await findDocument(context.db, tenant, requestsProjection, request.params.request);
      if (!doc) return sendProblem(reply, problem('not-found'));
      const reading = { opened: 'request', purpose: 'answering-request', matter: doc.request } as const;
      const opener =
        role === 'auditor'
          ? undefined
          : await consult(
              context,
              request,
              reading,
              doc.sealed.flatMap(({ parts }) => parts),
            );
      return {
        ...factsOf(doc, context.clock.now()),
        waitingFor: await waitingFor(context, tenant, doc.request),
        ...(await duplicatesBehind(context, tenant, doc)),
        inWords: derivationInWords(doc.due),
        ...(await rightsBehind(context, tenant, doc)),
        ...(await identityBehind(context, tenant, doc)),
        ...(opener && { personal: await opened(opener, tenant, doc) }),
      };
    },
  );
}

async function identityBehind({ db }: ServiceContext, tenant: string, { request }: RequestDocument) {
  const check = await findDocument(db, tenant, identityChecksProjection, request);
  return check && { identityCheck: standingOfCheck(check) };
}

const mostLikeIt = 100;

async function duplicatesBehind({ db }: ServiceContext, tenant: string, doc: RequestDocument) {
  const { request, person, requestType } = doc;
  const limit = { limit: mostLikeIt };
  const ofThis = await findDocuments(db, tenant, requestsProjection, { duplicateOf: request }, limit);
  const isAsked = doc.open && doc.identity === undefined && doc.duplicateOf === undefined;
  const like = { person, requestType, open: true };
  const others = isAsked ? (await findDocuments(db, tenant, requestsProjection, like, limit)).documents : [];
  return {
    duplicates: ofThis.documents.map((one) => one.request),
    mayDuplicate: others.filter((other) => whyDistinct(doc, other) === undefined).map((one) => one.request),
  };
}

const mostTasks = 200;

async function waitingFor({ db }: ServiceContext, tenant: string, request: string) {
  const filter = { request, status: 'open' as const };
  const { documents } = await findDocuments(db, tenant, tasksProjection, filter, { limit: mostTasks });
  return documents.map(({ task, system, kind, dataCategories, due, overdue }) => ({
    task,
    system,
    kind,
    dataCategories,
    due,
    overdue,
  }));
}

/** The rights by the statement that was in force when the request came in. */
async function rightsBehind(
  context: ServiceContext,
  tenant: string,
  { statementVersion, requestType, due }: RequestDocument,
) {
  const at = statementVersion === undefined ? undefined : await context.statements.version(tenant, statementVersion);
  if (!at) return { immediateClocks: [] };
  return {
    rightsGiven: rightsGiven(at.statement, requestType),
    immediateClocks: immediateClocks(at.statement, requestType, due),
  };
}

/** What is written, by part; of a question, an item or a fee under its name, as in `question-1/reply`. */
async function opened(opener: Opener, tenant: string, { sealed }: RequestDocument) {
  const items = sealed.map(({ eventId, eventType, parts }) => ({
    binding: { tenant, eventId, eventType },
    sealed: parts,
  }));
  const events = await opener.open(items);
  return Object.fromEntries(
    events.flatMap((parts, index) => {
      const of = sealed[index]?.of;
      return parts.map((one) => [
        of === undefined ? one.part : `${of}/${one.part}`,
        'shredded' in one ? { shredded: true as const } : { fields: one.fields as Record<string, unknown> },
      ]);
    }),
  );
}

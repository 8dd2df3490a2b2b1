import { heldPartSchema } from '@vitne/contracts/catalogue/erasure-events';
import { answerAddressCategory } from '@vitne/contracts/catalogue/request-address-events';
import type { Tenant } from '@vitne/contracts/channels';
import { findDocument } from '@vitne/projector/documents';
import { heldPartInWords } from '@vitne/service-kit/held-remainder';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { disposalsProjection } from '../projections/disposals.ts';
import { type ErasureDocument, erasuresProjection } from '../projections/erasures.ts';
import { recordsProjection } from '../projections/records.ts';
import { wordsSchema } from './due-schema.ts';

const answerSchema = z.object({
  request: z.string(),
  person: z.string(),
  decided: z.string(),
  state: z
    .enum(['referred', 'withheld', 'nothing-to-erase', 'ordered', 'confirmed', 'effective', 'final'])
    .describe(
      '`withheld`: everything has to be kept. `effective`: nothing here opens what was erased. `final`: no copy of the databases does either.',
    ),
  disposal: z.string().optional(),
  waitingFor: z.array(z.string()),
  effective: z.string().optional(),
  final: z.string().optional(),
  held: z
    .array(heldPartSchema.extend({ inWords: wordsSchema.optional() }))
    .describe('What stays, why by which article, and from which day it can go. It is restricted meanwhile.'),
  answerAddress: z
    .object({ forRequests: z.array(z.string()), kept: z.boolean() })
    .optional()
    .describe(
      'Other requests of the person were still to be answered, so where those answers go was kept for them alone (Art. 12(3)); `kept` until the last of them is told.',
    ),
  clients: z.array(z.string()).describe('The clients that are controllers of what is kept, by their ids.'),
});

/** What became of a request for erasure. */
export function readErasure(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/erasures/:request',
    {
      config: { access: ['staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['people'],
        summary: 'Read what became of a request for erasure',
        description:
          'How far the erasure is, and what stays because a law, a claim or a client keeps it, in sentences for the person.',
        params: z.object({ request: z.string().min(1).max(64).describe('The id of an accepted request for erasure.') }),
        response: { 200: answerSchema },
      },
    },
    async (request, reply) => {
      const { tenant } = request.caller;
      const erasure = await findDocument(context.db, tenant, erasuresProjection, request.params.request);
      if (!erasure) return sendProblem(reply, problem('not-found', 'No erasure was carried out for such a request.'));
      const { statementVersion: _, withheld: _withheld, answering, ...said } = erasure;
      return {
        ...said,
        ...(await standingOf(context, tenant, erasure)),
        held: await inWords(context, tenant, erasure),
        ...(answering && { answerAddress: await answerAddressOf(context, tenant, erasure.person, answering) }),
      };
    },
  );
}

async function answerAddressOf({ db }: ServiceContext, tenant: Tenant, person: string, forRequests: string[]) {
  const record = await findDocument(db, tenant, recordsProjection, person);
  const { parts = {}, ending = {} } = record?.record ?? {};
  const named = [...Object.keys(parts), ...Object.values(ending).map(({ part }) => part)];
  return { forRequests, kept: named.includes(answerAddressCategory) };
}

async function standingOf({ db }: ServiceContext, tenant: Tenant, erasure: ErasureDocument) {
  const { disposal: id, clients, held, withheld } = erasure;
  const disposal = id === undefined ? undefined : await findDocument(db, tenant, disposalsProjection, id);
  if (!disposal) {
    const isReferred = clients.length > 0 && held.length === 0;
    const state = withheld ? ('withheld' as const) : isReferred ? ('referred' as const) : ('nothing-to-erase' as const);
    return { state, waitingFor: [] };
  }
  const { waitingFor, effective, final } = disposal;
  const done = final === undefined ? ('effective' as const) : ('final' as const);
  const state = disposal.state === 'completed' ? done : disposal.state;
  return { state, waitingFor, ...(effective !== undefined && { effective }), ...(final !== undefined && { final }) };
}

async function inWords({ statements }: ServiceContext, tenant: Tenant, { held, statementVersion }: ErasureDocument) {
  const known =
    statementVersion === undefined
      ? await statements.inForce(tenant)
      : await statements.version(tenant, statementVersion);
  return held.map((part) => ({ ...part, ...(known && { inWords: heldPartInWords(part, known.statement) }) }));
}

import { softOptInRecorded } from '@vitne/contracts/catalogue/consent-standing-events';
import { personIdSchema } from '@vitne/contracts/event-definition';
import { purposeById } from '@vitne/contracts/statement/statement-index';
import { findDocument } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import { knownPerson, personOf, personReferenceSchema } from '@vitne/service-kit/person-reference';
import { problem, rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import { saidNoBefore } from '@vitne/service-kit/said-no-before';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { choiceSchema } from '../consent-choices.ts';
import { softOptIns } from '../domain/soft-opt-ins.ts';
import { softOptInsProjection } from '../projections/soft-opt-ins.ts';
import { customerFactsOf } from '../soft-opt-ins.ts';
import { noStatement } from '../terms-in-force.ts';
import { choosers } from './choices-answer.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const tags = ['soft opt-ins'];
const named = z.strictObject({ person: personReferenceSchema, purpose: choiceSchema.shape.purpose });
const answer = recordedSchema.extend({
  person: z.string(),
  standing: z.record(z.string(), z.object({ status: z.string(), sale: z.string() })),
});
const response = { 200: answer, 201: answer };

/** Marketing of own similar products to customers: kept apart from consents, and ended by any no. */
export function softOptInRoutes(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/soft-opt-ins',
    {
      config: { access: choosers },
      schema: {
        tags,
        summary: 'Record that a customer may be told of own similar products because of a sale',
        description:
          'It is no consent and never counts as one. `optOutOffered`: the customer could say no at the sale.',
        body: named.extend({
          sale: softOptInRecorded.facts.shape.sale,
          products: z.literal('own-similar'),
          optOutOffered: z.literal(true),
        }),
        response,
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const { tenant, now } = commanded;
      const inForce = await context.statements.inForce(tenant);
      if (!inForce) return sendProblem(reply, rejectionProblem(noStatement, rejectionStatuses));
      const purpose = purposeById(inForce.statement, request.body.purpose);
      const known = await knownPerson(context.vault, tenant, request.body.person);
      const who = request.body.person;
      const before = 'person' in who ? [] : await saidNoBefore(context.vault, tenant, inForce.statement, [who]);
      const customer = await customerFactsOf(context, tenant, known, purpose, before);
      if (customer === 'behind') return sendProblem(reply, problem('projection-behind'));
      const { sale } = request.body;
      const about = { command: 'record', sale, purpose, statementVersion: inForce.version, customer, now } as const;
      if (known === undefined) {
        // Giving a person an id remembers them, and nothing refused may.
        const decision = softOptIns.decide({ ...about, person: 'newcomer' }, softOptIns.initial());
        if ('rejected' in decision) return sendProblem(reply, rejectionProblem(decision.rejected, rejectionStatuses));
      }
      const person = known ?? (await personOf(context.vault, tenant, request.body.person));
      const target = { entity: 'soft-opt-in', id: person };
      const result = await context.execute(softOptIns, commanded, target, { ...about, person });
      return answerCommand(reply, result, rejectionStatuses, ({ standing }) => ({ person, standing }));
    },
  );
  app.post(
    '/v1/soft-opt-ins/opt-outs',
    {
      config: { access: choosers },
      schema: { tags, summary: 'Record that a customer wants no such marketing any more', body: named, response },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const { purpose } = request.body;
      const known = await knownPerson(context.vault, commanded.tenant, request.body.person);
      const command = { command: 'end', purpose, by: 'opt-out' } as const;
      if (known === undefined) {
        const decision = softOptIns.decide({ ...command, person: 'newcomer' }, softOptIns.initial());
        if ('rejected' in decision) return sendProblem(reply, rejectionProblem(decision.rejected, rejectionStatuses));
      }
      const person = known ?? 'newcomer';
      const target = { entity: 'soft-opt-in', id: person };
      const result = await context.execute(softOptIns, commanded, target, { ...command, person });
      return answerCommand(reply, result, rejectionStatuses, ({ standing }) => ({ person, standing }));
    },
  );
  app.get(
    '/v1/people/:person/soft-opt-ins',
    {
      config: { access: [...choosers, 'auditor'] },
      schema: {
        tags,
        summary: 'Read which marketing to a person stands on a sale',
        params: z.object({ person: personIdSchema }),
        response: {
          200: z.object({ person: z.string(), purposes: z.record(z.string(), z.record(z.string(), z.unknown())) }),
        },
      },
    },
    async (request) => {
      const { person } = request.params;
      const found = await findDocument(context.db, request.caller.tenant, softOptInsProjection, person);
      return { person, purposes: found?.purposes ?? {} };
    },
  );
}

import type { HttpApp } from '@vitne/service-kit/http-app';
import { commandedBy } from '@vitne/service-kit/http-command';
import { knownPerson, personReferenceSchema } from '@vitne/service-kit/person-reference';
import { sendPosition } from '@vitne/service-kit/positions';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { globalPrivacyControl, honourSignal } from '../browser-signal.ts';
import { choiceSchema } from '../consent-choices.ts';
import { type Questions, questionsFor } from '../consent-questions.ts';
import { choosers, publicParams, visitorReference } from './choices-answer.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const body = z.strictObject({
  person: personReferenceSchema,
  purposes: z.array(choiceSchema.shape.purpose).min(1).max(200).optional().describe('All of them when left out.'),
});
const answer = z.object({
  position: z.int().nonnegative(),
  statementVersion: z.string(),
  questions: z.array(
    z.object({
      purpose: z.string(),
      cookieCategory: z.string().optional(),
      ask: z.boolean().describe('Whether the question may be put now.'),
      because: z.string(),
      notBefore: z.string().optional().describe('When it may be put again.'),
      noticeHashes: z.record(z.string(), z.string()).describe('By language: the hash of the notice to show.'),
    }),
  ),
});

/** Which questions may be put to a person now: a no is remembered, and nobody is asked for what they have agreed to. */
export function askQuestions(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/consents/questions',
    {
      config: { access: choosers },
      schema: {
        tags: ['consents'],
        summary: 'Ask which consents a person may be asked for now',
        body,
        response: { 200: answer },
      },
    },
    async (request, reply) => {
      const { person: reference, purposes } = request.body;
      const { tenant } = request.caller;
      const person = await knownPerson(context.vault, tenant, reference);
      return send(reply, await questionsFor(context, tenant, person, { purposes, signal: false }));
    },
  );
  app.post(
    '/v1/public/:tenant/consents/questions',
    {
      config: { access: 'public' },
      schema: {
        tags: ['public'],
        summary: 'A banner asks which questions it may put to a visitor now',
        description: '`Sec-GPC: 1` is recorded as a refusal of sale and marketing, which are not asked for then.',
        params: publicParams,
        body: body.extend({ person: visitorReference }),
        response: { 200: answer },
      },
    },
    async (request, reply) => {
      const { person: reference, purposes } = request.body;
      const { tenant } = request.params;
      const signal = globalPrivacyControl(request) === true;
      if (signal) {
        const commanded = commandedBy(request, context.clock, { tenant, actor: 'anonymous:visitor' });
        await honourSignal(context, commanded, reference);
      }
      const person = await knownPerson(context.vault, tenant, reference);
      return send(reply, await questionsFor(context, tenant, person, { purposes, signal }));
    },
  );
}

function send(reply: FastifyReply, found: Questions): FastifyReply {
  if ('rejection' in found) return sendProblem(reply, rejectionProblem(found.rejection, rejectionStatuses));
  sendPosition(reply, found.position);
  return reply.send(found);
}

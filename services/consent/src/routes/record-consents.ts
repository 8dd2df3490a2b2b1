import { tenantSchema } from '@vitne/contracts/channels';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  type ConsentResult,
  choiceSchema,
  recordChoice,
  recordWithdrawal,
  withdrawalSchema,
} from '../consent-choices.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const tags = ['consents'];
const choosers = ['system', 'staff', 'privacy-officer'] as const;
/** A visitor is told no id: it would let whoever has the cookie be followed elsewhere. */
const visitorSchema = recordedSchema.extend({
  choices: z.record(
    z.string(),
    z.object({ status: z.string(), statementVersion: z.string().optional(), expires: z.string().optional() }),
  ),
});
const personSchema = visitorSchema.extend({ person: z.string() });
const choiceBody = choiceSchema.extend({ decision: z.enum(['given', 'refused']) });

/** A visitor whom only a cookie identifies: no more can be claimed through a door without a lock. */
const visitor = z.strictObject({ kind: z.literal('cookie'), value: z.string().trim().min(16).max(254) });
const publicParams = z.object({ tenant: tenantSchema });

/** Give, refuse and withdraw, for whoever acts with a token and for a visitor at the banner. */
export function recordConsents(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/consents',
    {
      config: { access: choosers },
      schema: {
        tags,
        summary: 'Record that a person gave or refused a consent',
        body: choiceBody,
        response: { 200: personSchema, 201: personSchema },
      },
    },
    async (request, reply) => {
      const { decision, ...choice } = request.body;
      const result = await recordChoice(context, commandedBy(request, context.clock), decisionOf(decision), choice);
      return answerCommand(reply, result, rejectionStatuses, bodyOf);
    },
  );
  app.post(
    '/v1/consents/withdrawals',
    {
      config: { access: choosers },
      schema: {
        tags,
        summary: 'Record that a person withdrew a consent',
        body: withdrawalSchema,
        response: { 200: personSchema, 201: personSchema },
      },
    },
    async (request, reply) =>
      answerCommand(
        reply,
        await recordWithdrawal(context, commandedBy(request, context.clock), request.body),
        rejectionStatuses,
        bodyOf,
      ),
  );
  app.post(
    '/v1/public/:tenant/consents',
    {
      config: { access: 'public' },
      schema: {
        tags: ['public'],
        summary: 'A visitor chooses at the cookie banner',
        params: publicParams,
        body: choiceBody.extend({ person: visitor }),
        response: { 200: visitorSchema, 201: visitorSchema },
      },
    },
    async (request, reply) => {
      const { decision, ...choice } = request.body;
      const commanded = commandedBy(request, context.clock, {
        tenant: request.params.tenant,
        actor: 'anonymous:visitor',
      });
      const result = await recordChoice(
        context,
        commanded,
        decisionOf(decision),
        choice,
        globalPrivacyControl(request),
      );
      return answerCommand(reply, result, rejectionStatuses, bodyOf);
    },
  );
  app.post(
    '/v1/public/:tenant/consents/withdrawals',
    {
      config: { access: 'public' },
      schema: {
        tags: ['public'],
        summary: 'A visitor withdraws at the cookie settings',
        params: publicParams,
        body: withdrawalSchema.extend({ person: visitor }),
        response: { 200: visitorSchema, 201: visitorSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock, {
        tenant: request.params.tenant,
        actor: 'anonymous:visitor',
      });
      return answerCommand(reply, await recordWithdrawal(context, commanded, request.body), rejectionStatuses, bodyOf);
    },
  );
}

const decisionOf = (decision: 'given' | 'refused') => (decision === 'given' ? 'give' : 'refuse');

/** The signal is `1` or it is absent (Global Privacy Control). */
const globalPrivacyControl = (request: FastifyRequest): boolean | undefined =>
  request.headers['sec-gpc'] === '1' ? true : undefined;

const bodyOf = ({ person, choices }: Extract<ConsentResult, { state: unknown }>['state']) => ({ person, choices });

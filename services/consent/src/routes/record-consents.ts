import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy } from '@vitne/service-kit/http-command';
import { personReferenceSchema } from '@vitne/service-kit/person-reference';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { globalPrivacyControl, honourSignal } from '../browser-signal.ts';
import { choiceSchema, recordChoice, recordWithdrawal, withdrawalSchema } from '../consent-choices.ts';
import {
  answerOf,
  choosers,
  decisionOf,
  decisionSchema,
  personAnswer,
  publicParams,
  visitorAnswer,
  visitorReference,
} from './choices-answer.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const tags = ['consents'];
const choiceBody = choiceSchema.extend({ decision: decisionSchema });
const asVisitor = { actor: 'anonymous:visitor' } as const;

/** Give, refuse and withdraw, for whoever acts with a token and for a visitor at the banner. */
export function recordConsents(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/consents',
    {
      config: { access: choosers },
      schema: {
        tags,
        summary: 'Record that a person gave or refused a consent',
        body: choiceBody.extend({
          guardian: personReferenceSchema
            .optional()
            .describe('Who consented for a child; staff only, after looking into it (Art. 8(2)).'),
        }),
        response: { 200: personAnswer, 201: personAnswer },
      },
    },
    async (request, reply) => {
      const { decision, guardian, ...choice } = request.body;
      if (guardian && request.caller.role === 'system') return sendProblem(reply, problem('role-not-allowed'));
      const commanded = commandedBy(request, context.clock);
      const result = await recordChoice(context, commanded, decisionOf(decision), choice, { guardian });
      return answerCommand(reply, result, rejectionStatuses, answerOf);
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
        response: { 200: personAnswer, 201: personAnswer },
      },
    },
    async (request, reply) =>
      answerCommand(
        reply,
        await recordWithdrawal(context, commandedBy(request, context.clock), request.body),
        rejectionStatuses,
        answerOf,
      ),
  );
  app.post(
    '/v1/public/:tenant/consents',
    {
      config: { access: 'public' },
      schema: {
        tags: ['public'],
        summary: 'A visitor chooses at the cookie banner',
        description: '`Sec-GPC: 1` refuses sale and marketing; only a yes on the settings page says otherwise.',
        params: publicParams,
        body: choiceBody.extend({ person: visitorReference }),
        response: { 200: visitorAnswer, 201: visitorAnswer },
      },
    },
    async (request, reply) => {
      const { decision, ...choice } = request.body;
      const commanded = commandedBy(request, context.clock, { ...request.params, ...asVisitor });
      const gpc = globalPrivacyControl(request);
      if (gpc) await honourSignal(context, commanded, choice.person);
      const result = await recordChoice(context, commanded, decisionOf(decision), choice, { gpc });
      return answerCommand(reply, result, rejectionStatuses, answerOf);
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
        body: withdrawalSchema.extend({ person: visitorReference }),
        response: { 200: visitorAnswer, 201: visitorAnswer },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock, { ...request.params, ...asVisitor });
      return answerCommand(
        reply,
        await recordWithdrawal(context, commanded, request.body),
        rejectionStatuses,
        answerOf,
      );
    },
  );
}

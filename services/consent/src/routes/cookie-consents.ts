import { choiceCookieOf, isRenewed } from '@vitne/contracts/statement/choice-cookie';
import type { Cookie } from '@vitne/contracts/statement/schema';
import { cookieCategoryOf, cookieLifeOf, purposesOfCookieCategory } from '@vitne/contracts/statement/statement-index';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy } from '@vitne/service-kit/http-command';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { PublishedStatement } from '@vitne/service-kit/statement-in-force';
import { z } from 'zod';
import { globalPrivacyControl, honourSignal } from '../browser-signal.ts';
import {
  cookieChoiceSchema,
  cookieWithdrawalSchema,
  recordCookieChoice,
  recordCookieWithdrawal,
} from '../cookie-choices.ts';
import { noStatement, noticeHashesOf } from '../terms-in-force.ts';
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

const asVisitor = { actor: 'anonymous:visitor' } as const;
const text = z.object({ nb: z.string(), en: z.string() });
const cookieTable = z.object({
  statementVersion: z.string(),
  languages: z.array(z.enum(['nb', 'en'])).describe('Of the statement, its first language first.'),
  settings: z.array(z.string()).describe('Where a choice is changed afterwards.'),
  choiceCookie: z
    .object({
      identifier: z.string(),
      life: z.string(),
      renewed: z.boolean(),
      domains: z.array(z.string()),
      listed: z.boolean().describe('Whether the published table has it.'),
    })
    .describe("The banner's own cookie, which holds a random number."),
  categories: z.array(
    z.object({
      category: z.string(),
      name: text,
      consentRequired: z.boolean(),
      canBeRefused: z.boolean(),
      purposes: z.array(z.object({ purpose: z.string(), name: text, noticeHashes: z.record(z.string(), z.string()) })),
      cookies: z.array(
        z.object({
          identifier: z.string(),
          type: z.string(),
          declaredCategory: z.string().describe('As the published table calls it.'),
          function: z.string(),
          life: z.string().describe('ISO 8601 duration, or `session`: how long it is let live.'),
          renewed: z.boolean().describe('Whether it lives until the next visit and is replaced by a fresh one then.'),
          domains: z.array(z.string()),
          description: text,
        }),
      ),
    }),
  ),
});

/** Choices by cookie category, each one act, and the table that a banner shows. */
export function cookieConsents(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/public/:tenant/cookies',
    {
      config: { access: 'public' },
      schema: {
        tags: ['public'],
        summary: 'Read the cookies by the category they are treated as, with how long each lives',
        params: publicParams,
        response: { 200: cookieTable },
      },
    },
    async (request, reply) => {
      const inForce = await context.statements.inForce(request.params.tenant);
      if (!inForce) return sendProblem(reply, rejectionProblem(noStatement, rejectionStatuses));
      return { statementVersion: inForce.version, ...(await tableOf(inForce)) };
    },
  );
  const body = cookieChoiceSchema.extend({ decision: decisionSchema });
  app.post(
    '/v1/consents/cookie-categories',
    {
      config: { access: choosers },
      schema: {
        tags: ['consents'],
        summary: 'Record one choice for every purpose of a cookie category',
        body,
        response: { 200: personAnswer, 201: personAnswer },
      },
    },
    async (request, reply) => {
      const { decision, ...choice } = request.body;
      const result = await recordCookieChoice(
        context,
        commandedBy(request, context.clock),
        decisionOf(decision),
        choice,
      );
      return answerCommand(reply, result, rejectionStatuses, answerOf);
    },
  );
  app.post(
    '/v1/consents/cookie-categories/withdrawals',
    {
      config: { access: choosers },
      schema: {
        tags: ['consents'],
        summary: 'Record that a person withdrew every consent of a cookie category',
        body: cookieWithdrawalSchema,
        response: { 200: personAnswer, 201: personAnswer },
      },
    },
    async (request, reply) => {
      const result = await recordCookieWithdrawal(context, commandedBy(request, context.clock), request.body);
      return answerCommand(reply, result, rejectionStatuses, answerOf);
    },
  );
  app.post(
    '/v1/public/:tenant/consents/cookie-categories',
    {
      config: { access: 'public' },
      schema: {
        tags: ['public'],
        summary: 'A visitor chooses about a cookie category at the banner, for all of its purposes by one act',
        params: publicParams,
        body: body.extend({ person: visitorReference }),
        response: { 200: visitorAnswer, 201: visitorAnswer },
      },
    },
    async (request, reply) => {
      const { decision, ...choice } = request.body;
      const commanded = commandedBy(request, context.clock, { ...request.params, ...asVisitor });
      const gpc = globalPrivacyControl(request);
      if (gpc) await honourSignal(context, commanded, choice.person);
      const result = await recordCookieChoice(context, commanded, decisionOf(decision), choice, { gpc });
      return answerCommand(reply, result, rejectionStatuses, answerOf);
    },
  );
  app.post(
    '/v1/public/:tenant/consents/cookie-categories/withdrawals',
    {
      config: { access: 'public' },
      schema: {
        tags: ['public'],
        summary: 'A visitor withdraws every consent of a cookie category by one act',
        params: publicParams,
        body: cookieWithdrawalSchema.extend({ person: visitorReference }),
        response: { 200: visitorAnswer, 201: visitorAnswer },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock, { ...request.params, ...asVisitor });
      const result = await recordCookieWithdrawal(context, commanded, request.body);
      return answerCommand(reply, result, rejectionStatuses, answerOf);
    },
  );
}

async function tableOf(published: PublishedStatement): Promise<Omit<z.infer<typeof cookieTable>, 'statementVersion'>> {
  const { statement } = published;
  const { settings, categories, table } = statement.cookies;
  return {
    languages: [...statement.statement.languages],
    settings: [...settings],
    choiceCookie: choiceCookieOf(statement),
    categories: await Promise.all(
      categories.map(async ({ id, name, consentRequired, canBeRefused }) => ({
        category: id,
        name,
        consentRequired,
        canBeRefused,
        purposes: await Promise.all(
          purposesOfCookieCategory(statement, id).map(async (purpose) => ({
            purpose: purpose.id,
            name: purpose.name,
            noticeHashes: await noticeHashesOf(published, purpose.id),
          })),
        ),
        cookies: table.filter((cookie) => cookieCategoryOf(cookie) === id).map(rowOf),
      })),
    ),
  };
}

const rowOf = (cookie: Cookie) => ({
  identifier: cookie.identifier,
  type: cookie.type,
  declaredCategory: cookie.declaredCategory,
  function: cookie.function,
  life: cookieLifeOf(cookie),
  renewed: isRenewed(cookie),
  domains: cookie.domains,
  description: cookie.description,
});

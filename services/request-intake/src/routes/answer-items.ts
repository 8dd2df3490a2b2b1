import { itemFulfilled, itemRefused } from '@vitne/contracts/catalogue/request-course-events';
import { dataCategorySchema } from '@vitne/contracts/event-definition';
import { dataCategoryById } from '@vitne/contracts/statement/statement-index';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { correctionsSchema, unlistedField } from '../asked-corrections.ts';
import { workLeftOf } from '../tasks-in-ledger.ts';
import { handleRequest } from './handle-request.ts';
import { authorityOf } from './refuse-request.ts';
import { rejectionStatuses } from './rejection-statuses.ts';
import { requestParams, standingSchema } from './request-schemas.ts';
import { byHandFields, byHandOf } from './told-by-hand.ts';

const response = { 200: standingSchema, 201: standingSchema };
const itemParams = requestParams.extend({
  item: itemFulfilled.facts.shape.item.describe('The item’s name, such as `item-1`.'),
});
const { reason, courtRemedyStated } = itemRefused.facts.shape;

/** A request for several things gets an answer to each; it is closed by the last of them. */
export function answerItems(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/items',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Name the things that the request asks for',
        description: 'The items are called item-1, item-2 and so on, in the order in which they are sent.',
        params: requestParams,
        body: z.strictObject({
          items: z
            .array(
              z
                .strictObject({
                  dataCategory: dataCategorySchema.optional().describe('A data category of the statement.'),
                  words: z.string().trim().min(1).max(500).optional().describe('What is asked for, in words; sealed.'),
                })
                .refine((one) => one.dataCategory !== undefined || one.words !== undefined, {
                  message: 'Name a dataCategory, or say in words what is asked for.',
                }),
            )
            .min(2)
            .max(20),
        }),
        response,
      },
    },
    async (request, reply) => {
      const { items } = request.body;
      const statement = (await context.statements.inForce(request.caller.tenant))?.statement;
      const unknown = items.find(
        ({ dataCategory }) => dataCategory !== undefined && !(statement && dataCategoryById(statement, dataCategory)),
      );
      if (unknown) {
        const detail = `The statement in force has no data category ${unknown.dataCategory}.`;
        return sendProblem(reply, rejectionProblem({ code: 'not-in-statement', detail }, rejectionStatuses));
      }
      return handleRequest(context, request, reply, () => ({ command: 'split', items }));
    },
  );

  app.post(
    '/v1/requests/:request/corrections',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Name the fields that a request for rectification is about',
        description:
          'For what came in words. Each field is an item: the systems that hold its category are told of it, it is corrected (`…/items/{item}/fulfilment`) when they have done it, or refused with a reason, and the answer says which. Refuse a field before the request is accepted, and no system is told of it.',
        params: requestParams,
        body: z.strictObject({ corrections: correctionsSchema }),
        response,
      },
    },
    async (request, reply) => {
      const { corrections } = request.body;
      const inForce = await context.statements.inForce(request.caller.tenant);
      const detail = unlistedField(inForce?.statement, corrections);
      if (detail !== undefined)
        return sendProblem(reply, rejectionProblem({ code: 'not-in-statement', detail }, rejectionStatuses));
      return handleRequest(context, request, reply, () => ({ command: 'name-corrections', corrections }));
    },
  );

  app.post(
    '/v1/requests/:request/items/:item/fulfilment',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Answer one item: it is done',
        description:
          'An item of a data category waits for the systems that were asked for that; one in words, for all of them.',
        params: itemParams,
        body: z.strictObject({
          answer: itemFulfilled.personal.answer.fields.shape.text
            .optional()
            .describe('What the person is told; sealed.'),
          ...byHandFields,
        }),
        response,
      },
    },
    async (request, reply) => {
      const work = await workLeftOf(context, request.caller.tenant, request.params.request);
      return handleRequest(context, request, reply, (now) => ({
        command: 'fulfil-item',
        item: request.params.item,
        work,
        answer: request.body.answer,
        byHand: byHandOf(request.body, now),
        now,
      }));
    },
  );

  app.post(
    '/v1/requests/:request/items/:item/refusal',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Refuse one item, with reasons',
        params: itemParams,
        body: z.strictObject({
          reason,
          explanation: itemRefused.personal.explanation.fields.shape.text.describe('What the person is told; sealed.'),
          courtRemedyStated,
          ...byHandFields,
        }),
        response,
      },
    },
    async (request, reply) => {
      const complaintTo = await authorityOf(context, request.caller.tenant);
      return handleRequest(context, request, reply, (now) => ({
        command: 'refuse-item',
        item: request.params.item,
        reason: request.body.reason,
        explanation: request.body.explanation,
        complaintTo,
        byHand: byHandOf(request.body, now),
        now,
      }));
    },
  );
}

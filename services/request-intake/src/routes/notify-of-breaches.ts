import {
  authorityNoticeWaived,
  authorityNotified,
  communicationExempted,
  communicationOrdered,
  controllerTold,
} from '@vitne/contracts/catalogue/breach-notice-events';
import { personIdSchema } from '@vitne/contracts/event-definition';
import { companyIdentifierSchema } from '@vitne/contracts/identifiers';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { handleIncident, incidentParams, incidentStandingSchema } from './incident-schemas.ts';

const tags = ['incidents'];
const config = { access: ['staff'] as const };
const response = { 200: incidentStandingSchema, 201: incidentStandingSchema };
const { moreFollows, authority, notified, notifiedBy, reference } = authorityNotified.facts.shape;
const { delayReasons } = authorityNotified.personal.record.fields.shape;
const { selection, message } = communicationOrdered.facts.shape;

/** Who is told of a breach: the authority, the controllers, the people. */
export function notifyOfBreaches(app: HttpApp, context: ServiceContext): void {
  notifyTheAuthority(app, context);
  app.post(
    '/v1/incidents/:incident/controllers-told',
    {
      config,
      schema: {
        tags,
        summary: 'As processor, record that a controller was told of the breach (Art. 33(2))',
        params: incidentParams,
        body: z.strictObject({
          controller: z
            .union([z.strictObject({ company: personIdSchema }), companyIdentifierSchema])
            .describe('The client, by its organisation number, or by the id that Vitne answered with.'),
          how: controllerTold.facts.shape.how,
          told: controllerTold.facts.shape.told.optional().describe('Now, when left out.'),
        }),
        response,
      },
    },
    async (request, reply) =>
      handleIncident(context, request, reply, async (now) => {
        const { controller, how, told = now } = request.body;
        const company =
          'company' in controller
            ? controller.company
            : await context.vault.findPerson(request.caller.tenant, controller);
        return { command: 'tell-controller', controller: company, how, told, now };
      }),
  );
  app.post(
    '/v1/incidents/:incident/communications',
    {
      config,
      schema: {
        tags,
        summary: 'Tell the people who are hit (Art. 34): choose whom, and say what in plain words',
        description:
          'People are named one by one, or found by what is held about them: whoever fits each list that is not empty. Each gets an e-mail; who cannot be reached so stands in the list of those to be told by hand.',
        params: incidentParams,
        body: z.strictObject({
          selection: z.strictObject({
            people: selection.shape.people.default([]),
            populations: selection.shape.populations.default([]),
            dataCategories: selection.shape.dataCategories.default([]),
            systems: selection.shape.systems.default([]),
          }),
          message,
        }),
        response,
      },
    },
    async (request, reply) =>
      handleIncident(context, request, reply, (now, terms) => ({
        command: 'order-communication',
        ...request.body,
        terms,
        now,
      })),
  );
  app.post(
    '/v1/incidents/:incident/communication-exemption',
    {
      config,
      schema: {
        tags,
        summary: 'Record why people are not told one by one (Art. 34(3)), and what the public was told instead',
        params: incidentParams,
        body: z.strictObject({
          ground: communicationExempted.facts.shape.ground.describe(
            '(a) protected data, (b) the risk is gone, (c) disproportionate effort.',
          ),
          publicCommunication: communicationExempted.facts.shape.publicCommunication.describe('On the ground of (c).'),
          reasoning: communicationExempted.personal.record.fields.shape.reasoning.describe('Why; sealed.'),
        }),
        response,
      },
    },
    async (request, reply) =>
      handleIncident(context, request, reply, (now) => {
        const { ground, reasoning, publicCommunication } = request.body;
        const said = publicCommunication && { publicCommunication };
        return { command: 'exempt-communication', ground, reasoning, ...said, now };
      }),
  );
}

function notifyTheAuthority(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/incidents/:incident/authority-notices',
    {
      config,
      schema: {
        tags,
        summary: 'Record a notice to the supervisory authority, in full or in a phase (Art. 33(1), 33(4))',
        params: incidentParams,
        body: z.strictObject({
          moreFollows: moreFollows.describe('The notice says that more information follows.'),
          authority: authority.optional().describe('The one that the statement names, when left out.'),
          notified: notified.optional().describe('Now, when left out.'),
          notifiedBy: notifiedBy.optional().describe('Who sent it, by a pseudonym; the caller when left out.'),
          reference,
          delayReasons: delayReasons.optional().describe('Of a first notice after the 72 hours; sealed.'),
        }),
        response,
      },
    },
    async (request, reply) =>
      handleIncident(context, request, reply, (now, terms) => ({
        command: 'notify-authority',
        ...request.body,
        authority: request.body.authority ?? terms.authority,
        notified: request.body.notified ?? now,
        notifiedBy: request.body.notifiedBy ?? request.caller.actor.slice(request.caller.actor.indexOf(':') + 1),
        now,
      })),
  );
  app.post(
    '/v1/incidents/:incident/authority-notice-waiver',
    {
      config,
      schema: {
        tags,
        summary: 'Record that the authority is not notified, since a risk to people is unlikely (Art. 33(1))',
        params: incidentParams,
        body: z.strictObject({
          reasoning: authorityNoticeWaived.personal.record.fields.shape.reasoning.describe('Why; sealed.'),
        }),
        response,
      },
    },
    async (request, reply) =>
      handleIncident(context, request, reply, (now) => ({ command: 'waive-notice', ...request.body, now })),
  );
}

import { personIdSchema } from '@vitne/contracts/event-definition';
import type { ConsentProof } from '@vitne/contracts/interop/consent-proof';
import { decidingAct } from '@vitne/contracts/interop/consent-proof';
import { consentReceipt } from '@vitne/contracts/interop/consent-receipt';
import { kantaraReceipt } from '@vitne/contracts/interop/kantara-receipt';
import { evidenceLink, verifyingPage } from '@vitne/service-kit/evidence-link';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { sendPage } from '@vitne/service-kit/page';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import { originOfPlatform } from '@vitne/service-kit/public-origin';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { proofOf } from '../consent-proof.ts';
import { consentReceiptPage } from '../pages/consent-receipt-page.ts';

const querystring = z.strictObject({
  format: z.enum(['jsonld', 'kantara', 'html']).default('jsonld'),
  language: z.enum(['nb', 'en']).optional().describe('Of the page; the language of what was shown when left out.'),
});
type Wanted = z.infer<typeof querystring>;

const document = z.record(z.string(), z.unknown());
const receipts = {
  description: 'The receipt, in the format that was asked for.',
  content: {
    'application/ld+json': { schema: document.describe('ISO/IEC TS 27560 as JSON-LD: `format=jsonld`.') },
    'application/json': { schema: document.describe('Kantara Consent Receipt 1.1: `format=kantara`.') },
    'text/html': { schema: z.string().describe('A page for people: `format=html`.') },
  },
};

/** The receipt of one act: ISO/IEC TS 27560 as JSON-LD, Kantara 1.1 for older consumers, or a page for people. */
export function readReceipt(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/people/:person/consents/:eventId/receipt',
    {
      config: { access: ['system', 'staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['consents'],
        summary: 'Read the receipt of what a person chose, as it stood after that act',
        params: z.object({
          person: personIdSchema,
          eventId: z
            .string()
            .min(1)
            .max(128)
            .describe('`eventId` of an entry that `GET /v1/people/{person}/consents` lists.'),
        }),
        querystring,
        response: { 200: receipts },
      },
    },
    async (request, reply) => {
      const { person, eventId } = request.params;
      const origin = originOfPlatform(context);
      const proof = await proofOf(context, request.caller.tenant, person, eventId, origin);
      if (!proof) return sendProblem(reply, noReceipt('The person was asked nothing by an act of this id.'));
      const place = { kind: 'consent-receipt', id: eventId, person } as const;
      const language = request.query.language ?? decidingAct(proof).shown.language;
      return send(reply, proof, eventId, request.query, {
        created: context.clock.now(),
        withProof: {
          download: await evidenceLink(context, request.caller.tenant, place, 'sealed'),
          verify: verifyingPage(context, language),
        },
      });
    },
  );
}

function send(
  reply: FastifyReply,
  proof: ConsentProof,
  id: string,
  { format, language }: Wanted,
  { created, withProof }: { created: string; withProof: { download: string; verify: string } },
): FastifyReply {
  switch (format) {
    case 'jsonld': {
      const receipt = consentReceipt(proof, { id, created });
      return reply.type('application/ld+json; charset=utf-8').send(JSON.stringify(receipt));
    }
    case 'kantara': {
      const receipt = kantaraReceipt(proof, id);
      return receipt
        ? reply.type('application/json; charset=utf-8').send(JSON.stringify(receipt))
        : sendProblem(
            reply,
            noReceipt(
              'Kantara’s receipt can only say that a consent runs, and after this act none does: ask for format=jsonld or html.',
            ),
          );
    }
    case 'html': {
      const said = language ?? decidingAct(proof).shown.language;
      return sendPage(reply, consentReceiptPage(proof, said, withProof), said);
    }
  }
}

const noReceipt = (detail: string) => problem('not-found', detail);

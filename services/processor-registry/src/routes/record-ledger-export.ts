import {
  type LedgerExportAsked,
  ledgerExportAsked,
  ledgerExportsEntity,
} from '@vitne/contracts/catalogue/ledger-export-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { ledgerExports } from '../ledger-exports.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const { audit, from, to, encrypted } = ledgerExportAsked.facts.shape;
const answerSchema = recordedSchema.extend({ audit });

/** That the ledger is about to leave the house: what exports it asks this first, and begins when it is answered. */
export function recordLedgerExport(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/ledger-exports',
    {
      config: { access: ['privacy-officer', 'auditor'] },
      schema: {
        tags: ['ledger exports'],
        summary: 'Record that an export of the ledger is asked for',
        description: '`POST /v1/audits` calls it with the token of whoever asks for an export, before it begins one.',
        body: z
          .strictObject({
            audit: audit.describe('The id of the audit that exports'),
            from: from.describe('First position; the first of the ledger when left out'),
            to: to.describe('Last position; the newest when left out'),
            encrypted: encrypted.describe('Whether only the owners of the keys that were named can read it'),
          })
          .refine((asked) => asked.from === undefined || asked.to === undefined || asked.from <= asked.to, {
            path: ['to'],
            message: 'An export ends at or after the position where it begins.',
          }),
        response: { 200: answerSchema, 201: answerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const { body, caller } = request;
      const facts: LedgerExportAsked = {
        audit: body.audit,
        role: caller.role,
        ...(body.from !== undefined && { from: body.from }),
        ...(body.to !== undefined && { to: body.to }),
        encrypted: body.encrypted,
        asked: commanded.now,
      };
      const target = { entity: ledgerExportsEntity, id: body.audit };
      const result = await context.execute(ledgerExports, commanded, target, { actor: caller.actor, facts });
      return answerCommand(reply, result, rejectionStatuses, () => ({ audit: body.audit }));
    },
  );
}

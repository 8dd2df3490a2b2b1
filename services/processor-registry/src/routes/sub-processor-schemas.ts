import { subProcessorChangeAnnounced } from '@vitne/contracts/catalogue/processor-registry-events';
import { timestampSchema } from '@vitne/contracts/event-definition';
import { recordedSchema } from '@vitne/service-kit/http-command';
import { z } from 'zod';
import type { SubProcessorState } from '../domain/sub-processor.ts';
import { recipientParams } from './recipient-schemas.ts';

const { facts } = subProcessorChangeAnnounced;

export const changeParams = recipientParams.extend({ subProcessor: facts.shape.subProcessor });
const status = z
  .enum(['announced', 'objected-to', 'in-effect'])
  .describe('Only in-effect lets the sub-processor be given data.');

/** A change as a command leaves it. */
export const changeAnswerSchema = recordedSchema.extend({
  ...facts.pick({ change: true, processor: true, subProcessor: true, due: true }).shape,
  status,
});

/** A change in the list, with what became of it. */
export const changeRowSchema = facts.extend({
  status,
  objected: timestampSchema.optional(),
  reason: z.string().optional(),
  how: z.enum(['accepted', 'not-objected-to']).optional(),
  effective: timestampSchema.optional(),
});

/** @throws {TypeError} when nothing was announced, which no carried-out command leaves. */
export function changeAnswer({ latest }: SubProcessorState) {
  if (!latest) throw new TypeError('A carried-out command leaves an announced change.');
  const { change, processor, subProcessor, due, status: stands } = latest;
  return { change, processor, subProcessor, due, status: stands };
}

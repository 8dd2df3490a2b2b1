import { processorStatuses } from '@vitne/contracts/catalogue/processor-request-events';
import { timestampSchema } from '@vitne/contracts/event-definition';
import { z } from 'zod';

const subjectRequestId = z.uuidv4();
const controller = z.string().min(1).max(200);
const short = z.string().max(100);

/** What a processor says of itself (§ 6.3); what the specification does not know is not looked at. */
export const discoverySchema = z.object({
  supported_identities: z.array(z.object({ identity_type: short, identity_format: short })).max(100),
  supported_subject_request_types: z.array(short).max(20),
  processor_certificate: z.url().max(500),
});

/** A receipt (§ 7.3). `encoded_request` is what was sent, compared and then forgotten. */
export const receiptSchema = z.object({
  controller_id: controller,
  expected_completion_time: timestampSchema,
  received_time: timestampSchema,
  encoded_request: z.string(),
  subject_request_id: subjectRequestId,
});

/** That a cancellation was received (§ 9). */
export const cancellationSchema = z.object({ controller_id: controller, subject_request_id: subjectRequestId });

/** How a request stands (§ 8.3), as it is answered. */
export const statusSchema = z.object({
  controller_id: controller,
  expected_completion_time: timestampSchema.optional(),
  subject_request_id: subjectRequestId,
  request_status: z.enum(processorStatuses),
  results_url: z.url().max(2_000).optional(),
  results_count: z.int().nonnegative().optional(),
});

/** The same as a processor calls it back (§ 8.6). */
export const callbackSchema = statusSchema.extend({
  status_callback_url: z.url().max(300).describe('The very address that the request named.'),
});
export type ProcessorSays = z.infer<typeof statusSchema>;

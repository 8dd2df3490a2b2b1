import { rejectionsOfProcessorRegistry } from '@vitne/contracts/rejections/of-processor-registry';
import { rejectionsOfSeveralServices } from '@vitne/contracts/rejections/of-several-services';
import { statusesOf } from '@vitne/contracts/rejections/rejection-entry';
import type { DisclosureRejection } from '../domain/disclosure-ground.ts';
import type { RecipientRejection } from '../domain/recipient.ts';
import type { RecipientsToTellRejection } from '../domain/recipients-to-tell.ts';
import type { SourceNoticeRejection } from '../domain/source-notices.ts';
import type { SubProcessorRejection } from '../domain/sub-processor.ts';

type Rejection =
  | DisclosureRejection
  | RecipientRejection
  | SubProcessorRejection
  | SourceNoticeRejection
  | RecipientsToTellRejection
  | 'no-statement';

/** How each refusal looks on HTTP and on the bus, by the one table of all codes. */
export const rejectionStatuses = statusesOf({
  ...rejectionsOfSeveralServices,
  ...rejectionsOfProcessorRegistry,
}) satisfies Record<Rejection, number>;

import { rejectionsOfRetention } from '@vitne/contracts/rejections/of-retention';
import { rejectionsOfSeveralServices } from '@vitne/contracts/rejections/of-several-services';
import { statusesOf } from '@vitne/contracts/rejections/rejection-entry';
import type { ConfirmationRejection } from '../disposal-confirmation.ts';
import type { PersonRejection } from '../domain/person-file.ts';
import type { DoorRejection } from '../domain/refuse-excess.ts';

/** How each refusal looks on HTTP and on the bus, by the one table of all codes. */
export const rejectionStatuses = statusesOf({
  ...rejectionsOfSeveralServices,
  ...rejectionsOfRetention,
}) satisfies Record<PersonRejection | ConfirmationRejection | DoorRejection | 'no-statement', number>;

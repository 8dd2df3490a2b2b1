import { rejectionsOfConsent } from '@vitne/contracts/rejections/of-consent';
import { rejectionsOfSeveralServices } from '@vitne/contracts/rejections/of-several-services';
import { statusesOf } from '@vitne/contracts/rejections/rejection-entry';
import type { CookieRejection } from '../cookie-choices.ts';
import type { AnnouncementRejection } from '../domain/announcement.ts';
import type { DeliveryRejection } from '../domain/announcement-deliveries.ts';
import type { CompanyConsentRejection } from '../domain/consents-of-a-company.ts';
import type { ConsentRejection } from '../domain/consents-of-a-person.ts';
import type { StatementRejection } from '../domain/published-statement.ts';
import type { SoftOptInRejection } from '../domain/soft-opt-ins.ts';
import type { MergeRejection } from '../merge-people.ts';

/** How each refusal looks on HTTP and on the bus, by the one table of all codes. */
export const rejectionStatuses = statusesOf({
  ...rejectionsOfSeveralServices,
  ...rejectionsOfConsent,
}) satisfies Record<
  | AnnouncementRejection
  | ConsentRejection
  | CompanyConsentRejection
  | CookieRejection
  | DeliveryRejection
  | MergeRejection
  | SoftOptInRejection
  | StatementRejection
  | 'no-statement'
  | 'statement-refused'
  | 'manifest-refused',
  number
>;

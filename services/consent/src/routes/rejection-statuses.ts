import type { CookieRejection } from '../cookie-choices.ts';
import type { AnnouncementRejection } from '../domain/announcement.ts';
import type { DeliveryRejection } from '../domain/announcement-deliveries.ts';
import type { CompanyConsentRejection } from '../domain/consents-of-a-company.ts';
import type { ConsentRejection } from '../domain/consents-of-a-person.ts';
import type { StatementRejection } from '../domain/published-statement.ts';
import type { SoftOptInRejection } from '../domain/soft-opt-ins.ts';
import type { MergeRejection } from '../merge-people.ts';

/** How each refusal of the domain looks on HTTP: 409 for a state that stands against it, 422 for content that cannot be right. */
export const rejectionStatuses = {
  'unknown-purpose': 422,
  'purpose-without-consent': 422,
  'unknown-recipient': 422,
  'company-missing': 422,
  'company-not-asked': 422,
  'statement-not-in-force': 409,
  'notice-mismatch': 409,
  'not-in-statement': 422,
  'not-masked': 422,
  'nothing-to-withdraw': 409,
  'nothing-to-revoke': 409,
  'asked-too-soon': 409,
  'gpc-refuses': 409,
  'too-young': 422,
  'person-merged': 409,
  'visitor-known': 409,
  'unknown-cookie-category': 422,
  'necessary-cannot-be-refused': 422,
  'necessary-needs-no-consent': 422,
  'cookie-category-without-purposes': 422,
  'not-marketing': 422,
  'sale-in-future': 422,
  'enquirer-is-no-customer': 409,
  'has-said-no': 409,
  'no-soft-opt-in': 409,
  'no-statement': 409,
  'statement-refused': 422,
  'manifest-refused': 422,
  'version-taken': 409,
  'version-not-newer': 409,
  'announcement-unknown': 404,
  'announcement-not-on-website': 409,
  'announcement-over': 409,
  'announcement-not-owed': 404,
  'announcement-delivered': 409,
  'announcement-lapsed': 409,
  'moment-invalid': 422,
} as const satisfies Record<
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

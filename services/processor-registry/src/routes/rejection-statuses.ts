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

/** How each refusal of the domain looks on HTTP: 409 for a state that stands against it, 422 for content that cannot be right. */
export const rejectionStatuses = {
  'no-statement': 409,
  'recipient-unknown': 404,
  'recipient-known': 409,
  'named-by-statement': 409,
  'sharing-not-stated': 409,
  'purpose-not-shared': 409,
  'category-not-shared': 409,
  'agreement-unknown': 404,
  'agreement-known': 409,
  'agreement-ended': 409,
  'agreement-dates-invalid': 422,
  'not-a-processor': 409,
  'length-missing': 409,
  'duration-invalid': 409,
  'change-unknown': 404,
  'change-open': 409,
  'change-objected-to': 409,
  'window-closed': 409,
  'sub-processor-not-in-effect': 409,
  'transfer-without-basis': 409,
  'purpose-not-agreed': 409,
  'category-not-agreed': 409,
  'sale-consent-missing': 409,
  'authority-order-missing': 422,
  'authority-order-misplaced': 422,
  'person-consent-missing': 409,
  'company-consent-missing': 409,
  'agreement-missing': 409,
  'processor-agreement-missing': 409,
  'use-not-allowed': 409,
  'notice-unknown': 404,
  'notice-given': 409,
  'notice-lapsed': 409,
  'notification-unknown': 404,
  'recipient-told': 409,
  'recipient-not-told': 409,
  'moment-invalid': 422,
} as const satisfies Record<Rejection, number>;

import type { DisclosureRejection } from '../domain/disclosure-ground.ts';
import type { RecipientRejection } from '../domain/recipient.ts';

/** How each refusal of the domain looks on HTTP: 409 for a state that stands against it, 422 for content that cannot be right. */
export const rejectionStatuses = {
  'no-statement': 409,
  'recipient-unknown': 404,
  'agreement-unknown': 404,
  'agreement-known': 409,
  'agreement-ended': 409,
  'agreement-dates-invalid': 422,
  'transfer-without-basis': 409,
  'purpose-not-agreed': 409,
  'category-not-agreed': 409,
  'sale-consent-missing': 409,
  'authority-order-missing': 422,
  'authority-order-misplaced': 422,
  'person-consent-missing': 409,
  'company-consent-missing': 409,
  'agreement-missing': 409,
} as const satisfies Record<DisclosureRejection | RecipientRejection | 'no-statement', number>;

import type { ConfirmationRejection } from '../disposal-confirmation.ts';
import type { PersonRejection } from '../domain/person-file.ts';
import type { DoorRejection } from '../domain/refuse-excess.ts';

/** How each refusal looks on HTTP: 404 for what is not there, 409 for a state that stands against it, 422 for content that cannot be right. */
export const rejectionStatuses = {
  'no-statement': 409,
  'unknown-system': 404,
  'unknown-disposal': 404,
  'unknown-hold': 404,
  'not-your-system': 403,
  'system-not-asked': 409,
  'anonymising-not-offered': 409,
  'not-all-confirmed': 409,
  'not-in-statement': 422,
  'not-masked': 422,
  'system-may-not-hold': 422,
  'no-retention-rule': 422,
  'occurred-in-future': 422,
  'accounting-year-invalid': 422,
  'retention-not-computable': 422,
  'unknown-category': 422,
  'hold-already-over': 422,
} as const satisfies Record<PersonRejection | ConfirmationRejection | DoorRejection | 'no-statement', number>;

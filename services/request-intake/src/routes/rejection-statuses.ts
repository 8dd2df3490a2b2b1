import type { RequestRejection } from '../domain/request-commands.ts';

/** How each refusal looks on HTTP: 409 for a state that stands against it, 422 for content that cannot be right. */
export const rejectionStatuses = {
  'no-statement': 409,
  'unknown-request': 404,
  'received-in-future': 422,
  'due-not-computable': 422,
  'already-received': 409,
  'already-closed': 409,
  'already-accepted': 409,
  'already-extended': 409,
  'not-accepted': 409,
  'identity-settled': 409,
  'told-in-future': 422,
  'told-before-receipt': 422,
  'extension-too-late': 409,
  'extension-without-reason': 422,
  'reason-not-allowed': 422,
  'direct-marketing-unsaid': 422,
  'complaint-authority-missing': 409,
} as const satisfies Record<RequestRejection | 'no-statement', number>;

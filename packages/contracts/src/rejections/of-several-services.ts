import type { RejectionEntry } from './rejection-entry.ts';

/** What more than one service says no with, and means the same by. */
export const rejectionsOfSeveralServices = {
  'no-statement': {
    status: 409,
    title: 'No privacy statement is published yet',
    says: 'Publish one first: POST /v1/statements, as a privacy officer.',
  },
  'not-your-system': {
    status: 403,
    title: 'A system answers for itself only',
    says: 'Answer with the token of the system, or as staff.',
  },
  'moment-invalid': {
    status: 422,
    title: 'The moment cannot be right',
    says: 'It lies in the future, or before what it follows upon. Send when it really happened, or leave it out for now.',
  },
  'not-in-statement': {
    status: 422,
    title: 'The statement does not list what was sent',
    says: 'Leave out what the answer names: nothing is kept that the statement does not list.',
  },
  'not-masked': {
    status: 422,
    title: 'An address came in whole',
    says: 'Shorten it before it is sent, as in 192.0.2.0 or 2001:db8:1::.',
  },
} as const satisfies Record<string, RejectionEntry>;

import type { RejectionEntry } from './rejection-entry.ts';

/** What request intake says no with when somebody proves, or is to prove, who asks. */
export const rejectionsOfIdentity = {
  'identity-not-proved': {
    status: 409,
    title: 'It is not proved who asks',
    says: 'Wait for the proof, ask for a code for this very request, or record the judgement of staff with its ground.',
  },
  'identity-not-needed': {
    status: 409,
    title: 'Such a request needs no proof of who asks',
    says: 'Taking a consent back, objecting and complaining count as they are.',
  },
  'identity-proved': {
    status: 409,
    title: 'It is proved already who asks',
    says: 'Nothing more has to be shown for this request.',
  },
  'check-unknown': {
    status: 404,
    title: 'Nothing is to be proved for such a request',
    says: 'Ask for a code first, with the id that the request was answered with.',
  },
  'check-locked': {
    status: 409,
    title: 'Too many attempts failed',
    says: 'For this request nothing can be proved any more. Get in touch with the organisation, or make a new request.',
  },
  'too-many-codes': {
    status: 429,
    title: 'Too many codes were asked for',
    says: 'Use the one that was sent last, or ask again when an hour has passed.',
  },
  'too-many-sign-ins': {
    status: 429,
    title: 'The sign-in was begun too often',
    says: 'Use the code from the e-mail, or get in touch with the organisation.',
  },
  'code-wrong': {
    status: 422,
    title: 'The code is not right',
    says: 'Read it again in the e-mail that came last. After five wrong ones nothing can be proved for the request any more.',
  },
  'code-expired': {
    status: 409,
    title: 'There is no code that counts',
    says: 'A code counts for half an hour, and only the last one. Ask for another one.',
  },
  'sign-in-unknown': {
    status: 409,
    title: 'This sign-in was not begun here, or too long ago',
    says: 'Begin it anew from the page of the request, in the same browser.',
  },
  'person-moved': {
    status: 409,
    title: 'Nothing leads to the person of this request any more',
    says: 'The person was erased, or merged into another one: make a new request.',
  },
} as const satisfies Record<string, RejectionEntry>;

import type { RejectionEntry } from './rejection-entry.ts';

/** What retention says no with. */
export const rejectionsOfRetention = {
  'unknown-system': {
    status: 404,
    title: 'The statement names no such system',
    says: 'Use as source the id that the statement in force gives the system.',
  },
  'unknown-disposal': {
    status: 404,
    title: 'There is no such disposal',
    says: 'Use the id in the order; GET /v1/disposals lists them.',
  },
  'unknown-hold': {
    status: 404,
    title: 'There is no such legal hold',
    says: 'Use the id that placing it answered with.',
  },
  'system-not-asked': {
    status: 409,
    title: 'The system was not told to dispose of this',
    says: 'Only the systems that the disposal names confirm it.',
  },
  'anonymising-not-offered': {
    status: 409,
    title: 'The rule does not let the data be anonymised',
    says: 'Erase it, and confirm with another method: only some rules of the statement may anonymise instead.',
  },
  'anonymising-undeclared': {
    status: 422,
    title: 'Nothing says what is left of the data',
    says: 'Confirm with remains: the form, the size of the smallest group, and every field that is left.',
  },
  'anonymous-group-too-small': {
    status: 422,
    title: 'So few people share what is left that it can be about one',
    says: 'Make the groups as large as the answer says, or erase the data and confirm that.',
  },
  'anonymous-fields-identify': {
    status: 422,
    title: 'A field that is left tells who it is about',
    says: 'Leave out the fields that the answer names, or erase the data and confirm that.',
  },
  'evidence-leads-to-person': {
    status: 422,
    title: 'The evidence leads to the person',
    says: 'Name a job or a count. A record, an address or a person would link what is left.',
  },
  'anonymous-still-linkable': {
    status: 409,
    title: 'What is left could still be linked',
    says: 'Erase the data: your own names of the person’s records stay readable here for other data that is kept.',
  },
  'already-confirmed': {
    status: 409,
    title: 'The system has confirmed this disposal',
    says: 'What was confirmed stands. If data is left after all, tell the privacy officer.',
  },
  'not-all-confirmed': {
    status: 409,
    title: 'Not all systems have confirmed yet',
    says: 'The disposal says for whom it waits.',
  },
  'more-to-destroy': {
    status: 409,
    title: 'More keys have to go with this disposal',
    says: 'Nothing is to be done: the keys are destroyed at the next try, and the disposal is complete then.',
  },
  'system-may-not-hold': {
    status: 422,
    title: 'The statement does not let this system hold such data',
    says: 'Leave the data out, or publish a statement that lets the system hold it.',
  },
  'no-retention-rule': {
    status: 422,
    title: 'No rule would ever end the keeping',
    says: 'Leave the data out, or publish a statement with a rule for it.',
  },
  'occurred-in-future': {
    status: 422,
    title: 'The event has not happened yet',
    says: 'Send the time at which it happened, or leave time out for now; clocks may differ by five minutes.',
  },
  'accounting-year-invalid': {
    status: 422,
    title: 'The accounting year cannot be right',
    says: 'Send the last day of the accounting year that the material belongs to.',
  },
  'retention-not-computable': {
    status: 422,
    title: 'No end of the keeping can be computed',
    says: 'The moment lies outside of what the calendars of the law cover.',
  },
  'unknown-category': {
    status: 422,
    title: 'The statement has no such data category',
    says: 'Use the ids of data categories of the statement in force.',
  },
  'hold-already-over': {
    status: 422,
    title: 'The hold would be over before it begins',
    says: 'Give a later day under until, or leave it out.',
  },
} as const satisfies Record<string, RejectionEntry>;

import type { RejectionEntry } from './rejection-entry.ts';

/** What request intake says no with where incidents and breaches are concerned. */
export const rejectionsOfIncidents = {
  'unknown-incident': {
    status: 404,
    title: 'There is no such incident',
    says: 'Use the id that reporting it answered with; GET /v1/incidents lists them.',
  },
  'already-reported': {
    status: 409,
    title: 'An incident of this id is reported already',
    says: 'Report each incident under an id of its own.',
  },
  'incident-closed': {
    status: 409,
    title: 'The incident is closed',
    says: 'Reopen it first, with what is new.',
  },
  'incident-not-closed': {
    status: 409,
    title: 'The incident is not closed',
    says: 'Go on with it: only what is closed can be reopened.',
  },
  'already-detected': {
    status: 409,
    title: 'It is recorded already when and how it was detected',
    says: 'Write what is new into an assessment.',
  },
  'not-detected': {
    status: 409,
    title: 'Nothing is detected yet',
    says: 'Record first when something was found that shows that it happened, and how.',
  },
  'awareness-later': {
    status: 409,
    title: 'An earlier awareness is recorded already',
    says: 'The 72 hours run from the earliest moment and are never moved to a later one.',
  },
  'not-yet-aware': {
    status: 409,
    title: 'Nobody has judged yet that it is a breach',
    says: 'Record the awareness first, with its reasoning: notices and communications follow from it.',
  },
  'not-controller': {
    status: 409,
    title: 'The organisation is hit as processor only',
    says: 'Tell the controllers; they notify the authority and the people.',
  },
  'not-processor': {
    status: 409,
    title: 'The organisation is not hit as processor',
    says: 'Record an awareness that names the activities which are done for others.',
  },
  'risk-not-assessed': {
    status: 409,
    title: 'The risk is not assessed',
    says: 'Assess the incident first.',
  },
  'risk-not-unlikely': {
    status: 409,
    title: 'A risk to people is not unlikely',
    says: 'Notify the authority, or assess the incident anew with the risk none and its reasoning.',
  },
  'authority-not-named': {
    status: 422,
    title: 'It is not said which authority',
    says: 'Send authority, or publish a statement that names the authority to complain to.',
  },
  'delay-reasons-missing': {
    status: 422,
    title: 'A late notice gives its reasons',
    says: 'Send delayReasons: the 72 hours were over when the authority was notified (GDPR 33(1)).',
  },
  'notice-complete': {
    status: 409,
    title: 'The authority was notified in full',
    says: 'Nothing is left to add, until a new assessment says more.',
  },
  'authority-notified': {
    status: 409,
    title: 'The authority is notified already',
    says: 'Add to the notice instead.',
  },
  'notice-open': {
    status: 409,
    title: 'The authority is not notified in full',
    says: 'Notify it, complete the notice, or record why a risk is unlikely.',
  },
  'people-not-told': {
    status: 409,
    title: 'People are still to be told',
    says: 'Tell them, record that they were told in another way, or record the ground on which they are not told one by one.',
  },
  'controller-not-told': {
    status: 409,
    title: 'No controller is told',
    says: 'As processor, tell the controllers and record it (GDPR 33(2)).',
  },
  'unknown-controller': {
    status: 404,
    title: 'No such client is known',
    says: 'Send the organisation number of a client on whose behalf data is processed.',
  },
  'breach-established': {
    status: 409,
    title: 'It is a breach by a recorded judgement',
    says: 'Close it as a breach, when what follows from it is done.',
  },
  'nobody-chosen': {
    status: 422,
    title: 'It is not said whom to tell',
    says: 'Name people, or the populations, data categories or systems by which they are found.',
  },
  'public-communication-missing': {
    status: 422,
    title: 'It is not said where the public was told',
    says: 'Send publicCommunication: who is not told one by one for the effort is told in public (GDPR 34(3)(c)).',
  },
  'communication-not-owed': {
    status: 404,
    title: 'The person is not to be told of this',
    says: 'GET /v1/incidents/{incident}/communications lists whom to tell.',
  },
  'communication-delivered': {
    status: 409,
    title: 'The person was told already, in another way',
    says: 'Nothing is left to do.',
  },
} as const satisfies Record<string, RejectionEntry>;

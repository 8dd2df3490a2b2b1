import type { RejectionEntry } from './rejection-entry.ts';

/** What request intake says no with. */
export const rejectionsOfRequestIntake = {
  'unknown-request': {
    status: 404,
    title: 'There is no such request',
    says: 'Use the id that receiving it answered with; GET /v1/requests lists them.',
  },
  'no-call-owed': {
    status: 409,
    title: 'The controller is owed no call',
    says: 'It has taken every status of this request at that address: GET /v1/controller-requests lists what is owed.',
  },
  'called-too-often': {
    status: 409,
    title: 'The controller was called anew too often',
    says: 'Tell it in another way, and have the address corrected that it gave.',
  },
  'received-in-future': {
    status: 422,
    title: 'The request would be received in the future',
    says: 'Send when it really came in, or leave received out for now.',
  },
  'due-not-computable': {
    status: 422,
    title: 'No time to answer can be computed',
    says: 'The moment of receipt lies outside of what the calendars of the law cover.',
  },
  'already-received': {
    status: 409,
    title: 'A request of this id is received already',
    says: 'Send each request under an id of its own.',
  },
  'already-closed': {
    status: 409,
    title: 'The request is closed',
    says: 'It was fulfilled, refused or taken back, and stays so: receive a new one.',
  },
  'already-accepted': {
    status: 409,
    title: 'The request is accepted already',
    says: 'Go on with it: fulfil or refuse it.',
  },
  'erasure-confirmed': {
    status: 409,
    title: 'Every system has erased the data already',
    says: 'The person is told of it and the keys go then; nothing about the answer can be changed any more.',
  },
  'erasure-under-way': {
    status: 409,
    title: 'The erasure is being carried out',
    says: 'The systems were told to erase when the request was accepted, and what is erased cannot be brought back. Tell the person so: GET /v1/erasures/{request} says how far it is.',
  },
  'type-unclear': {
    status: 409,
    title: 'It is not settled what is asked for',
    says: 'The message is free text whose meaning no rule could tell: POST …/classification with its type first.',
  },
  'already-extended': {
    status: 409,
    title: 'The time to answer is extended already',
    says: 'It can be extended once.',
  },
  'not-accepted': {
    status: 409,
    title: 'It is not settled who asks',
    says: 'Accept the request first, with how the identity was settled.',
  },
  'identity-settled': {
    status: 409,
    title: 'It is settled who asks',
    says: 'The reason that the identity is not established does not hold after the acceptance.',
  },
  'told-in-future': {
    status: 422,
    title: 'The person would be told in the future',
    says: 'Record it after the person was told, with the moment.',
  },
  'told-before-receipt': {
    status: 422,
    title: 'The person would be told before the request came in',
    says: 'Send the moment at which the person was told of the extension.',
  },
  'extension-too-late': {
    status: 409,
    title: 'It is too late to extend the time',
    says: 'The person must be told inside the first month (GDPR 12(3)).',
  },
  'extension-without-reason': {
    status: 422,
    title: 'An extension needs a reason',
    says: 'Give complexity, the number of requests, or both (GDPR 12(3)).',
  },
  'reason-not-allowed': {
    status: 422,
    title: 'The law does not know this reason for such a request',
    says: 'Give a reason for which this right can be refused.',
  },
  'not-a-question': {
    status: 409,
    title: 'The person exercises a right, and asks no question',
    says: 'Answer the request: fulfil it, or refuse it for a reason that the law knows.',
  },
  'direct-marketing-unsaid': {
    status: 422,
    title: 'It is not said whether the objection is to marketing',
    says: 'Send directMarketing: an objection to direct marketing cannot be refused.',
  },
  'unknown-alert': {
    status: 404,
    title: 'There is no such alert',
    says: 'Use an id that GET /v1/alerts lists.',
  },
  'alert-ended': {
    status: 409,
    title: 'What the alert was about is settled',
    says: 'There is nothing left to take in hand.',
  },
  'complaint-authority-missing': {
    status: 409,
    title: 'The statement names no authority to complain to',
    says: 'A refusal has to name one: publish a statement that does.',
  },
  'unknown-task': {
    status: 404,
    title: 'There is no such task',
    says: 'Use the id in the order; GET /v1/tasks lists them.',
  },
  'task-completed': {
    status: 409,
    title: 'The task was answered already',
    says: 'The first answer stands. Who has more to say talks to the controller.',
  },
  'task-withdrawn': {
    status: 409,
    title: 'The task is wanted no more',
    says: 'The request, or the part of it that needed the task, was answered or taken back: do nothing.',
  },
  'task-given-up': {
    status: 409,
    title: 'The task was given up already',
    says: 'The reason that was recorded stands. If the system has answered after all, complete the task.',
  },
  'is-duplicate': {
    status: 409,
    title: 'The request is a duplicate of an earlier one',
    says: 'Answer the first, which the problem names. If this one asks something else, say so: POST …/distinction.',
  },
  'not-a-duplicate': {
    status: 409,
    title: 'The requests do not ask the same',
    says: 'A duplicate is of the same person, type and scope, came later, and the first is open and no duplicate itself.',
  },
  'tasks-open': {
    status: 409,
    title: 'Systems have not done what the request needs of them',
    says: 'Wait for the systems that the problem names, answer for them, or give their tasks up with a reason: POST /v1/tasks/{task}/completion or …/giving-up.',
  },
  'tasks-not-given': {
    status: 409,
    title: 'The systems are being asked',
    says: 'The request was accepted just now: read GET /v1/tasks, and come back when the systems have answered.',
  },
  'outcome-not-of-task': {
    status: 422,
    title: 'The task does not end like that',
    says: 'Use one of the outcomes that the problem lists.',
  },
  'data-missing': {
    status: 422,
    title: 'Outcome and data do not fit',
    says: 'Send data with the outcome delivered, and only with that; nothing-held says that there is none.',
  },
  'data-not-asked-for': {
    status: 422,
    title: 'The task asks for other data',
    says: 'Deliver only the data categories that the task names.',
  },
  'direct-marketing-said': {
    status: 409,
    title: 'The person said whether marketing is meant',
    says: 'Leave directMarketing out: it was said when the objection came in.',
  },
  'detail-misplaced': {
    status: 422,
    title: 'A detail belongs to another kind of request',
    says: 'directMarketing goes with an objection, purposes with a withdrawal: leave it out, or change requestType.',
  },
  'doubt-unsaid': {
    status: 422,
    title: 'A doubt about the identity has to be said',
    says: 'Send in doubt what makes it reasonable (GDPR 12(6)).',
  },
  'question-outstanding': {
    status: 409,
    title: 'The person has not answered the last question',
    says: 'Record the answer to it first: one question at a time.',
  },
  'question-unknown': {
    status: 404,
    title: 'The person was not asked that',
    says: 'Use the name of a question of this request; GET /v1/requests/{request} lists them.',
  },
  'question-answered': {
    status: 409,
    title: 'The answer to the question is recorded already',
    says: 'Ask another question if the answer is not enough.',
  },
  'message-unknown': {
    status: 404,
    title: 'The request has no such message',
    says: 'Use the name of a message of this request; GET /v1/requests/{request} lists them.',
  },
  'message-settled': {
    status: 409,
    title: 'The message is settled',
    says: 'The person was told, or there is nothing to tell any more.',
  },
  'already-split': {
    status: 409,
    title: 'The items of the request are named already',
    says: 'Answer the items that it has; GET /v1/requests/{request} lists them.',
  },
  'item-unknown': {
    status: 404,
    title: 'The request has no such item',
    says: 'Use the name of an item of this request; GET /v1/requests/{request} lists them.',
  },
  'item-answered': {
    status: 409,
    title: 'The item is answered',
    says: 'Its answer stays as it is; answer the others.',
  },
  'fee-announced': {
    status: 409,
    title: 'A fee is announced already',
    says: 'The fee of a request is announced once.',
  },
  'fee-not-told': {
    status: 409,
    title: 'The person was not told of a fee',
    says: 'Announce it, and record that the person was told where no e-mail reaches them (GDPR 12(5)).',
  },
  'fee-not-agreed': {
    status: 409,
    title: 'The person has not agreed to the fee',
    says: 'Record the agreement first, or that the person takes the request back.',
  },
  'nothing-restricted': {
    status: 409,
    title: 'There is no restriction to lift',
    says: 'Name a request for restriction that was accepted and was not taken back, refused or lifted.',
  },
  'person-not-told': {
    status: 409,
    title: 'The person has to be told first',
    says: 'Announce the lifting to the person before the restriction is lifted (GDPR 18(3)).',
  },
  'unknown-package': {
    status: 404,
    title: 'There is no such package',
    says: 'GET /v1/packages lists them.',
  },
  'link-taken': {
    status: 409,
    title: 'Somebody else made a link just now',
    says: 'Send the same again.',
  },
  'link-unknown': {
    status: 404,
    title: 'The link opens nothing',
    says: 'It may be copied wrongly, or a newer one was made: ask the organisation for a new one.',
  },
  'link-expired': {
    status: 410,
    title: 'The time of the link is over',
    says: 'Ask the organisation for a new one.',
  },
  'link-used-up': {
    status: 410,
    title: 'The link was used as often as it can be',
    says: 'Ask the organisation for a new one.',
  },
  'package-disposed': {
    status: 410,
    title: 'The package is deleted',
    says: 'It had its time: make a new request.',
  },
  'format-not-of-package': {
    status: 404,
    title: 'The package has no such format',
    says: 'A package of what can be taken along has the formats html and portability-json.',
  },
  'unknown-processor-request': {
    status: 404,
    title: 'The processor was asked nothing under that id',
    says: 'Use the subject_request_id of the request that it was sent.',
  },
} as const satisfies Record<string, RejectionEntry>;

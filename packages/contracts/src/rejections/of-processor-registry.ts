import type { RejectionEntry } from './rejection-entry.ts';

/** What the processor registry says no with. */
export const rejectionsOfProcessorRegistry = {
  'recipient-unknown': {
    status: 404,
    title: 'No such recipient is named',
    says: 'GET /v1/recipients lists them; the statement, or a privacy officer, names others.',
  },
  'recipient-known': {
    status: 409,
    title: 'A recipient of this id is named already',
    says: 'Give the new one another id.',
  },
  'named-by-statement': {
    status: 409,
    title: 'The statement names this recipient',
    says: 'Publish a statement that does not.',
  },
  'sharing-not-stated': {
    status: 409,
    title: 'The statement shares with nobody by consent',
    says: 'Publish a statement that says what is shared, and asks for it.',
  },
  'purpose-not-shared': {
    status: 409,
    title: 'Nothing is shared for this purpose',
    says: 'Name the purposes for which the statement asks consent to sharing.',
  },
  'category-not-shared': {
    status: 409,
    title: 'Such data is not shared for the purpose',
    says: 'Name data categories that the purpose has in the statement.',
  },
  'agreement-unknown': {
    status: 404,
    title: 'No such agreement is recorded',
    says: 'GET /v1/recipients shows the agreements of each recipient.',
  },
  'agreement-known': {
    status: 409,
    title: 'An agreement of this id is recorded already',
    says: 'Give the new one an id of its own.',
  },
  'agreement-ended': { status: 409, title: 'The agreement has ended', says: 'What has ended does not end again.' },
  'agreement-dates-invalid': {
    status: 422,
    title: 'The dates of the agreement cannot be right',
    says: 'It is signed before it expires or ends, and recorded when it is signed.',
  },
  'not-a-processor': {
    status: 409,
    title: 'The recipient is no processor',
    says: 'Only a processor uses sub-processors.',
  },
  'length-missing': {
    status: 409,
    title: 'The agreement gives no time to object',
    says: 'Record an agreement with subProcessorNotice, such as P30D.',
  },
  'duration-invalid': {
    status: 409,
    title: 'The time to object is no duration',
    says: 'Record an agreement whose subProcessorNotice is an ISO 8601 duration, such as P30D.',
  },
  'change-unknown': {
    status: 404,
    title: 'No such sub-processor is announced',
    says: 'GET /v1/sub-processor-changes lists them.',
  },
  'change-open': {
    status: 409,
    title: 'The change is announced already',
    says: 'Wait for its time to pass, or accept it.',
  },
  'change-objected-to': {
    status: 409,
    title: 'The change was objected to',
    says: 'Accept it when the objection is settled.',
  },
  'window-closed': { status: 409, title: 'The time to object has passed', says: 'The change is in effect.' },
  'sub-processor-not-in-effect': {
    status: 409,
    title: 'The sub-processor may not be used yet',
    says: 'It is announced; wait for the time to object to pass, or accept it.',
  },
  'transfer-without-basis': {
    status: 409,
    title: 'The recipient is outside the EEA without a basis',
    says: 'Name a basis of the transfer that the statement allows (Art. 44).',
  },
  'purpose-not-agreed': {
    status: 409,
    title: 'The recipient is given no data for this purpose',
    says: 'Disclose for a purpose for which the recipient is named.',
  },
  'category-not-agreed': {
    status: 409,
    title: 'The recipient is not given such data',
    says: 'Leave out the data categories that the answer names.',
  },
  'sale-consent-missing': {
    status: 409,
    title: 'Nobody has agreed to a sale',
    says: 'Nothing is sold without a consent of its own.',
  },
  'authority-order-missing': {
    status: 422,
    title: 'An authority is given data by order only',
    says: 'Send authorityOrder with what demands it and its reference.',
  },
  'authority-order-misplaced': {
    status: 422,
    title: 'Only an authority is given data by order',
    says: 'Leave authorityOrder out.',
  },
  'person-consent-missing': {
    status: 409,
    title: 'The person’s consent is missing',
    says: 'Ask the person, and record the consent for this recipient first.',
  },
  'company-consent-missing': {
    status: 409,
    title: 'The company’s consent is missing',
    says: 'Say which company it is; its own consent is needed beside the person’s.',
  },
  'agreement-missing': {
    status: 409,
    title: 'No agreement with the recipient is in force',
    says: 'Record the signed agreement first (Art. 28(3)).',
  },
  'processor-agreement-missing': {
    status: 409,
    title: 'No agreement with the processor is in force',
    says: 'The sub-processor works under that agreement: record it first (Art. 28(4)).',
  },
  'use-not-allowed': {
    status: 409,
    title: 'The data may not be used, so nobody is given it',
    says: 'The answer names the reasons, the same as those of POST /v1/decisions.',
  },
  'notice-unknown': { status: 404, title: 'No such notice is owed', says: 'GET /v1/source-notices lists them.' },
  'notice-given': { status: 409, title: 'The person was told already', says: 'Nothing is left to do.' },
  'notice-lapsed': { status: 409, title: 'Nothing is left to tell of', says: 'The data was disposed of before.' },
  'notification-unknown': {
    status: 404,
    title: 'No such recipient has to be told',
    says: 'GET /v1/recipient-notifications lists them.',
  },
  'recipient-told': {
    status: 409,
    title: 'The recipient was told already',
    says: 'Nothing is left to do; the recipient can still confirm it.',
  },
  'recipient-not-told': {
    status: 409,
    title: 'The recipient was not told yet',
    says: 'Record that it was told first.',
  },
} as const satisfies Record<string, RejectionEntry>;

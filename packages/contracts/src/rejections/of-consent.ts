import type { RejectionEntry } from './rejection-entry.ts';

/** What the consent service says no with. */
export const rejectionsOfConsent = {
  'unknown-purpose': {
    status: 422,
    title: 'The statement has no such purpose',
    says: 'Use the id of a purpose of the statement in force, which lists them.',
  },
  'purpose-without-consent': {
    status: 422,
    title: 'The purpose does not stand on consent',
    says: 'Nothing can be given or refused here: another legal basis carries the purpose, and the statement says which.',
  },
  'unknown-recipient': {
    status: 422,
    title: 'The statement names no such recipient for the purpose',
    says: 'Leave recipient out, or use the id of one that the statement in force names for this purpose.',
  },
  'company-missing': {
    status: 422,
    title: 'The purpose needs the company too',
    says: 'Say under company for which company the person acts; its own consent is recorded beside it.',
  },
  'company-not-asked': {
    status: 422,
    title: 'The purpose does not ask companies',
    says: 'Only purposes that need the consent of both take a consent of the company.',
  },
  'statement-not-in-force': {
    status: 409,
    title: 'Another version of the statement is in force',
    says: 'Show the person the version in force, which the answer names, and ask again.',
  },
  'notice-mismatch': {
    status: 409,
    title: 'What was shown is not the notice in force',
    says: 'Fetch the notice of the purpose in the language that is shown, show it, and send its hash.',
  },
  'nothing-to-withdraw': {
    status: 409,
    title: 'There is no consent to withdraw',
    says: 'The person has no consent to this purpose in force; the person’s history says how it stands.',
  },
  'nothing-to-revoke': {
    status: 409,
    title: 'There is no consent to end',
    says: 'Only a consent that is in force can be revoked.',
  },
  'asked-too-soon': {
    status: 409,
    title: 'The person has refused and may not be asked yet',
    says: 'Put the question again from the moment that the answer names. What the person does unasked counts at any time.',
  },
  'gpc-refuses': {
    status: 409,
    title: 'The browser refuses by its signal',
    says: 'A yes counts against Global Privacy Control only when it is said on the settings page, about one purpose.',
  },
  'too-young': {
    status: 422,
    title: 'A child of this age does not consent alone',
    says: 'Staff records the consent together with the guardian who gave it.',
  },
  'person-merged': {
    status: 409,
    title: 'The visitor turned out to be somebody known',
    says: 'Record it of the person whom the answer names.',
  },
  'visitor-known': {
    status: 409,
    title: 'The cookie belongs to somebody known',
    says: 'Only an anonymous visitor is merged into a person.',
  },
  'unknown-cookie-category': {
    status: 422,
    title: 'The statement has no such cookie category',
    says: 'Use a category that the table of cookies lists.',
  },
  'necessary-cannot-be-refused': {
    status: 422,
    title: 'Strictly necessary cookies cannot be refused',
    says: 'Leave this category out: nobody is asked about it.',
  },
  'necessary-needs-no-consent': {
    status: 422,
    title: 'Strictly necessary cookies need no consent',
    says: 'Leave this category out: nobody is asked about it.',
  },
  'cookie-category-without-purposes': {
    status: 422,
    title: 'Nothing is asked about this cookie category',
    says: 'No purpose of the statement asks for consent to these cookies.',
  },
  'not-marketing': {
    status: 422,
    title: 'The purpose is no direct marketing',
    says: 'Only direct marketing can stand on a sale.',
  },
  'sale-in-future': {
    status: 422,
    title: 'The sale has not happened yet',
    says: 'Record it when it has, with the moment at which it was made.',
  },
  'enquirer-is-no-customer': {
    status: 409,
    title: 'Whoever has only asked has bought nothing',
    says: 'Tell of the sale first, or ask for consent.',
  },
  'has-said-no': {
    status: 409,
    title: 'The customer has said no',
    says: 'Who has refused, withdrawn or objected is asked for consent, and told nothing before.',
  },
  'no-soft-opt-in': {
    status: 409,
    title: 'No marketing to this person stands on a sale',
    says: 'There is nothing to opt out of.',
  },
  'statement-refused': {
    status: 422,
    title: 'The statement file cannot be run',
    says: 'Mend every place that errors lists; POST /v1/statements/check says the same without publishing.',
  },
  'manifest-refused': {
    status: 422,
    title: 'The manifest cannot be read as fideslang',
    says: 'Mend every place that the answer lists, and send it again.',
  },
  'version-taken': {
    status: 409,
    title: 'This version is published with another text',
    says: 'Raise the revision in the file.',
  },
  'version-not-newer': {
    status: 409,
    title: 'A newer version is in force',
    says: 'Give the file a higher version or revision than the one in force.',
  },
  'announcement-unknown': {
    status: 404,
    title: 'There is no such announcement',
    says: 'GET /v1/announcements lists them.',
  },
  'announcement-not-on-website': {
    status: 409,
    title: 'The site does not announce this change',
    says: 'The statement promises to announce it in another way.',
  },
  'announcement-over': {
    status: 409,
    title: 'The announcement is not shown any more',
    says: 'Its time on the site is over; leave it out.',
  },
  'announcement-not-owed': {
    status: 404,
    title: 'The person is not owed this announcement',
    says: 'Only people whom the change concerns are told; the list of deliveries names them.',
  },
  'announcement-delivered': { status: 409, title: 'The person was told already', says: 'Nothing is left to do.' },
  'announcement-lapsed': {
    status: 409,
    title: 'Nobody has to be told any more',
    says: 'What the announcement was about is over for this person.',
  },
} as const satisfies Record<string, RejectionEntry>;

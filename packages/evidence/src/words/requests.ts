import { type EventWords, type Row, words } from './word-list.ts';

export const requestTypeWords = {
  access: words('innsyn (art. 15)', 'access (Art. 15)'),
  rectification: words('retting (art. 16)', 'rectification (Art. 16)'),
  erasure: words('sletting (art. 17)', 'erasure (Art. 17)'),
  restriction: words('begrensning (art. 18)', 'restriction (Art. 18)'),
  portability: words('dataportabilitet (art. 20)', 'portability (Art. 20)'),
  objection: words('innsigelse (art. 21)', 'objection (Art. 21)'),
  'automated-decision': words('automatisert avgjørelse (art. 22)', 'automated decision (Art. 22)'),
  withdrawal: words('tilbaketrekking av samtykke (art. 7(3))', 'withdrawal of consent (Art. 7(3))'),
  complaint: words('klage (art. 77)', 'complaint (Art. 77)'),
};

export const receivedThroughWords = {
  portal: words('portalen', 'the portal'),
  staff: words('en ansatt', 'a member of staff'),
  email: words('e-post', 'e-mail'),
  phone: words('telefon', 'phone'),
  letter: words('brev', 'letter'),
  system: words('et system', 'a system'),
};

export const refusalWords = {
  'identity-not-established': words('vi kunne ikke fastslå hvem som spør', 'we could not establish who asks'),
  'manifestly-unfounded': words('åpenbart grunnløs', 'manifestly unfounded'),
  'manifestly-excessive': words('åpenbart overdreven', 'manifestly excessive'),
  'right-not-given': words('behandlingen gir ikke denne rettigheten', 'the processing does not give this right'),
  'rights-of-others': words('andres rettigheter', 'the rights of others'),
  'legal-duty': words('loven krever at opplysningene beholdes', 'the law demands that the data is kept'),
  'legal-claims': words('opplysningene trengs for et rettskrav', 'the data is needed for a legal claim'),
  'compelling-grounds': words('tvingende berettigede grunner', 'compelling legitimate grounds'),
  'not-controller': words('en annen er behandlingsansvarlig', 'somebody else is the controller'),
  'data-accurate': words('opplysningene er riktige', 'the data is accurate'),
};

const outcomeWords = {
  fulfilled: words('oppfylt', 'fulfilled'),
  'partly-fulfilled': words('delvis oppfylt', 'fulfilled in part'),
  refused: words('avslått', 'refused'),
};
export const matterWords = {
  receipt: words('at henvendelsen er mottatt', 'that the request was received'),
  question: words('et spørsmål', 'a question'),
  extension: words('at det tar lengre tid', 'that it takes longer'),
  fee: words('et gebyr', 'a fee'),
  answer: words('svaret', 'the answer'),
  refusal: words('avslaget', 'the refusal'),
  lifting: words('at en begrensning oppheves', 'that a restriction is lifted'),
};
export const waysOfTellingWords = {
  email: words('e-post', 'e-mail'),
  letter: words('brev', 'letter'),
  phone: words('telefon', 'phone'),
  'in-person': words('personlig', 'in person'),
  portal: words('portalen', 'the portal'),
  other: words('på annen måte', 'in another way'),
};

const type: Row = ['requestType', words('Henvendelsen gjelder', 'The request is about'), requestTypeWords];
const reason: Row = ['reason', words('Grunn', 'Reason'), refusalWords];
const complaintTo: Row = ['complaintTo', words('Du kan klage til', 'You can complain to')];
const item: Row = ['item', words('Punkt', 'Item')];
const answer = { answer: words('Svaret', 'The answer') };
const explanation = { explanation: words('Begrunnelsen', 'The explanation') };
const held: readonly Row[] = [['held', words('Det som beholdes', 'What is kept')]];

/** How the events of a request are told. */
export const requestWords: Readonly<Record<string, EventWords>> = {
  'request.received': {
    says: words('Henvendelsen kom inn.', 'The request came in.'),
    rows: [
      type,
      ['receivedThrough', words('Kom inn gjennom', 'Came in through'), receivedThroughWords],
      ['received', words('Mottatt', 'Received')],
      ['purposes', words('Formål', 'Purposes')],
    ],
    parts: { contact: words('Kontakt', 'Contact'), enquiry: words('Henvendelsen', 'The request') },
  },
  'request.classified': {
    says: words('Det ble avgjort hva henvendelsen gjelder.', 'It was settled what the request is about.'),
    rows: [type],
  },
  'request.corrections-named': {
    says: words('Personen sa hva som er galt og riktig.', 'The person said what is wrong and what is right.'),
    rows: [['items', words('Felt', 'Fields')]],
    parts: { values: words('Verdier', 'Values') },
  },
  'request.split': {
    says: words('Henvendelsen har flere punkter.', 'The request has several items.'),
    rows: [['items', words('Punkter', 'Items')]],
    parts: { wording: words('Ordlyd', 'Wording') },
  },
  'request.extended': {
    says: words('Fristen ble forlenget.', 'The time to answer was extended.'),
    rows: [['told', words('Personen fikk vite det', 'The person was told')]],
  },
  'request.item-fulfilled': {
    says: words('Ett punkt ble oppfylt.', 'One item was fulfilled.'),
    rows: [item],
    parts: answer,
  },
  'request.item-refused': {
    says: words('Ett punkt ble avslått.', 'One item was refused.'),
    rows: [item, reason, complaintTo],
    parts: explanation,
  },
  'request.nothing-kept': {
    says: words('Det ble ikke funnet noe om personen.', 'Nothing was found about the person.'),
    rows: [['systems', words('Systemer som ble spurt', 'Systems that were asked')]],
  },
  'request.fulfilled': {
    says: words('Henvendelsen ble oppfylt.', 'The request was fulfilled.'),
    rows: [['fulfilled', words('Oppfylt', 'Fulfilled')]],
    parts: answer,
  },
  'request.partly-fulfilled': {
    says: words(
      'Noe ble oppfylt; noe ble avslått eller må beholdes.',
      'Some of it was fulfilled; some was refused or has to be kept.',
    ),
    rows: [['fulfilled', words('Oppfylt', 'Fulfilled')], ['refused', words('Avslått', 'Refused')], ...held],
  },
  'request.refused': {
    says: words('Henvendelsen ble avslått.', 'The request was refused.'),
    rows: [reason, ['refused', words('Avslått', 'Refused')], complaintTo],
    parts: explanation,
  },
  'request.answered-with-first': {
    says: words('Besvart sammen med en tidligere, lik henvendelse.', 'Answered with an earlier request of the same.'),
    rows: [['outcome', words('Utfall', 'Outcome'), outcomeWords]],
  },
  'request.erasure-confirmed': {
    says: words('Alle systemer har slettet.', 'Every system has erased.'),
    rows: [['confirmed', words('Bekreftet', 'Confirmed')], ...held],
  },
  'request.told': {
    says: words('Personen fikk beskjed.', 'The person was told.'),
    rows: [
      ['matter', words('Om', 'Of'), matterWords],
      ['how', words('Hvordan', 'How'), waysOfTellingWords],
      ['told', words('Når', 'When')],
      ['mail.contentHash', words('Kontrollsum (SHA-256) av e-posten', 'Checksum (SHA-256) of the e-mail')],
    ],
  },
};

import type {
  Agreement,
  Anchor,
  Contact,
  Cookie,
  LocalisedText,
  Recipient,
  Right,
  Source,
  Statement,
} from '@vitne/contracts/statement/schema';

const pair = (nb: string, en: string): LocalisedText => ({ nb, en });

/** The closed words of a statement file, as people say them. */
export const contactRoles: Record<Contact['role'], LocalisedText> = {
  privacy: pair('personvern', 'privacy'),
  'data-protection-officer': pair('personvernombud', 'data protection officer'),
  support: pair('brukerstøtte', 'support'),
  'on-call-technical': pair('vakt, teknisk', 'on call, technical'),
  'on-call-agreement': pair('vakt, avtale', 'on call, agreement'),
};

export const reachable: Record<Contact['reachable'], LocalisedText> = {
  'at-once': pair('Kan nås med en gang', 'Can be reached at once'),
  'office-hours': pair('Kan nås i kontortiden', 'Can be reached in office hours'),
};

/** Legal bases of Art. 6(1), by their letter. */
export const basisNames: Record<string, LocalisedText> = {
  '6(1)(a)': pair('Samtykke', 'Consent'),
  '6(1)(b)': pair('Avtale med deg, eller et steg mot en', 'A contract with you, or a step towards one'),
  '6(1)(c)': pair('Rettslig plikt', 'A legal duty'),
  '6(1)(d)': pair('Vitale interesser', 'Vital interests'),
  '6(1)(e)': pair('Oppgave i allmennhetens interesse', 'A task in the public interest'),
  '6(1)(f)': pair('Berettiget interesse', 'A legitimate interest'),
};

export const sourceKinds: Record<Source['kind'], LocalisedText> = {
  provided: pair('Oppgitt', 'Provided'),
  collected: pair('Samles inn ved bruk', 'Collected in use'),
  'third-party': pair('Fra en tredjepart', 'From a third party'),
};

export const sourceWays: Record<Source['how'][number], LocalisedText> = {
  form: pair('skjema', 'form'),
  profile: pair('profil', 'profile'),
  email: pair('e-post', 'e-mail'),
  phone: pair('telefon', 'phone'),
  support: pair('brukerstøtte', 'support'),
  order: pair('bestilling', 'order'),
  cookie: pair('informasjonskapsel', 'cookie'),
  'pixel-tag': pair('sporingspiksel', 'pixel tag'),
  'server-log': pair('tjenerlogg', 'server log'),
  use: pair('bruk av tjenesten', 'use of the service'),
  register: pair('register', 'register'),
};

export const cookieFunctions: Record<Cookie['function'], LocalisedText> = {
  login: pair('Innlogging', 'Login'),
  security: pair('Sikkerhet', 'Security'),
  'load-balancing': pair('Fordeling av trafikk', 'Load balancing'),
  'consent-choice': pair('Huske valget ditt om samtykke', 'Remembering your choice of consent'),
  preferences: pair('Innstillinger', 'Settings'),
  statistics: pair('Statistikk', 'Statistics'),
  'campaign-measurement': pair('Måling av kampanjer', 'Measuring campaigns'),
  'content-personalisation': pair('Tilpasset innhold', 'Personalised content'),
};

export const cookieCategoryNames: Record<Statement['cookies']['categories'][number]['id'], LocalisedText> = {
  necessary: pair('Strengt nødvendige', 'Strictly necessary'),
  preferences: pair('Preferanser', 'Preferences'),
  statistics: pair('Statistikk', 'Statistics'),
  marketing: pair('Markedsføring', 'Marketing'),
};

export const cookieSettings: Record<Statement['cookies']['settings'][number], LocalisedText> = {
  'banner-button': pair('med knappen for innstillinger i banneret', 'with the settings button in the banner'),
  browser: pair('ved å slette informasjonskapslene i nettleseren', 'by deleting the cookies in your browser'),
  portal: pair('på siden din hos oss', 'on your page with us'),
};

export const recipientKinds: Record<Recipient['kind'], LocalisedText> = {
  processor: pair('databehandler', 'processor'),
  'sub-processor': pair('underdatabehandler', 'sub-processor'),
  'public-authority': pair('offentlig myndighet', 'public authority'),
  'third-party': pair('tredjepart', 'third party'),
};

export const agreementKinds: Record<Agreement['kind'], LocalisedText> = {
  'data-processing-agreement': pair('Databehandleravtale', 'Data processing agreement'),
  'sub-processing-agreement': pair('Underdatabehandleravtale', 'Sub-processing agreement'),
  'joint-controllers': pair('Avtale om felles behandlingsansvar', 'Agreement of joint controllers'),
  'controller-to-controller': pair('Avtale mellom behandlingsansvarlige', 'Agreement between controllers'),
};

/** Bases of a transfer out of the EEA, by their article. */
export const transferInstruments: Record<string, LocalisedText> = {
  '45(3)': pair('Beslutning om tilstrekkelig beskyttelsesnivå', 'Adequacy decision'),
  '46(2)(b)': pair('Bindende virksomhetsregler', 'Binding corporate rules'),
  '46(2)(c)': pair('EUs standardkontrakt', 'Standard contractual clauses'),
};

export const authorityGrounds: Record<Statement['sharing']['authorities']['requires'][number], LocalisedText> = {
  'court-order': pair('en rettsavgjørelse', 'a court decision'),
  law: pair('en lov', 'a law'),
  regulation: pair('en forskrift', 'a regulation'),
};

export const consenters: Record<Statement['sharing']['requiresConsentOf'][number], LocalisedText> = {
  company: pair('virksomheten', 'the company'),
  person: pair('personen selv', 'the person'),
};

/** How a period counts: what it is counted after, and until when something is kept that goes at that very moment. */
export const anchors: Record<Anchor, { after: LocalisedText; until: LocalisedText }> = {
  'collected-at': {
    after: pair('etter innsamlingen', 'after the collection'),
    until: pair('bare mens det samles inn', 'only while it is collected'),
  },
  'subscription-ended': {
    after: pair('etter at abonnementet er slutt', 'after the subscription has ended'),
    until: pair('til abonnementet er slutt', 'until the subscription ends'),
  },
  'service-agreement-ended': {
    after: pair('etter at tjenesteavtalen er slutt', 'after the service agreement has ended'),
    until: pair('til tjenesteavtalen er slutt', 'until the service agreement ends'),
  },
  'last-module-removed': {
    after: pair('etter at den siste modulen er fjernet', 'after the last module was removed'),
    until: pair('til den siste modulen fjernes', 'until the last module is removed'),
  },
  'newsletter-opt-out': {
    after: pair('etter avmelding av nyhetsbrevet', 'after the opt-out from the newsletter'),
    until: pair('til nyhetsbrevet meldes av', 'until the opt-out from the newsletter'),
  },
  'course-opt-out': {
    after: pair('etter avmelding av kursinvitasjoner', 'after the opt-out from course invitations'),
    until: pair('til kursinvitasjonene meldes av', 'until the opt-out from course invitations'),
  },
  'accounting-year-ended': {
    after: pair('etter regnskapsårets slutt', 'after the end of the accounting year'),
    until: pair('til regnskapsåret er slutt', 'until the accounting year ends'),
  },
  'last-contact': {
    after: pair('etter siste kontakt', 'after the last contact'),
    until: pair('til siste kontakt', 'until the last contact'),
  },
  'logged-at': {
    after: pair('etter loggføringen', 'after the logging'),
    until: pair('bare mens det loggføres', 'only while it is logged'),
  },
  'cookie-set': {
    after: pair('etter at det ble lagt på enheten', 'after it was put on the device'),
    until: pair('bare mens det legges på enheten', 'only while it is put on the device'),
  },
  'purpose-ended': {
    after: pair('etter at formålet er oppnådd', 'after the purpose has ended'),
    until: pair('til formålet er oppnådd', 'until the purpose has ended'),
  },
  'record-written': {
    after: pair('etter at saken ble avsluttet', 'after the matter was closed'),
    until: pair('til saken er avsluttet', 'until the matter is closed'),
  },
};

/** Each right in words, and what it gives. */
export const rights: Record<Right, { name: LocalisedText; gives: LocalisedText }> = {
  access: {
    name: pair('Innsyn', 'Access'),
    gives: pair(
      'Få vite hva vi har om deg, og hva vi bruker det til.',
      'Learn what we hold about you and what we use it for.',
    ),
  },
  rectification: {
    name: pair('Retting', 'Rectification'),
    gives: pair('Få rettet det som er feil eller mangelfullt.', 'Have what is wrong or incomplete corrected.'),
  },
  erasure: {
    name: pair('Sletting', 'Erasure'),
    gives: pair(
      'Få slettet det vi har om deg, når ingen lov krever at vi beholder det.',
      'Have what we hold about you erased, where no law demands that we keep it.',
    ),
  },
  restriction: {
    name: pair('Begrensning', 'Restriction'),
    gives: pair(
      'Be oss bare lagre opplysningene, uten å bruke dem.',
      'Ask us only to store the data, without using it.',
    ),
  },
  portability: {
    name: pair('Dataportabilitet', 'Portability'),
    gives: pair('Ta med deg det du har gitt oss.', 'Take with you what you have given us.'),
  },
  objection: {
    name: pair('Innsigelse', 'Objection'),
    gives: pair('Protestere mot en bruk av opplysningene dine.', 'Object to a use of your data.'),
  },
  'automated-decision': {
    name: pair('Automatiserte avgjørelser', 'Automated decisions'),
    gives: pair(
      'Få et menneske til å se på en automatisert avgjørelse.',
      'Have a person look at an automated decision.',
    ),
  },
  withdrawal: {
    name: pair('Trekke samtykke tilbake', 'Withdrawal of consent'),
    gives: pair(
      'Ta tilbake et samtykke, like enkelt som du ga det. Det som er gjort før, forblir lovlig.',
      'Take back a consent, as easily as you gave it. What was done before stays lawful.',
    ),
  },
  complaint: {
    name: pair('Klage', 'Complaint'),
    gives: pair('Klage til tilsynsmyndigheten.', 'Complain to the supervisory authority.'),
  },
};

export const requestChannels: Record<Statement['requests']['channels'][number]['kind'], LocalisedText> = {
  email: pair('E-post', 'E-mail'),
  form: pair('Skjema', 'Form'),
  portal: pair('Siden din hos oss', 'Your page with us'),
  phone: pair('Telefon', 'Phone'),
  post: pair('Post', 'Post'),
};

export const announcements: Record<Statement['changes']['significant']['announcedBy'][number], LocalisedText> = {
  website: pair('på nettstedet', 'on the website'),
  email: pair('med e-post', 'by e-mail'),
  'in-product': pair('i produktet', 'in the product'),
  letter: pair('med brev', 'by letter'),
};

export const claims: Record<Statement['statement']['claims'][number], LocalisedText> = {
  'use-is-consent': pair('at bruk av nettstedet er samtykke', 'that using the site is consent'),
  'silence-is-consent': pair('at taushet er samtykke', 'that silence is consent'),
  'pre-ticked-is-consent': pair('at en forhåndsavkrysset rute er samtykke', 'that a pre-ticked box is consent'),
};

import type { Prose } from '@vitne/contracts/law/clocks';
import type { HandlerRejection } from '@vitne/service-kit/command-handler';
import type { SignInFailure } from '../domain/identity-check-commands.ts';
import type { ProvingRejection } from '../identity-commands.ts';

/** Why something was not proved, for the person who tried, and what the person can do. */
export const whyNotProved: Record<ProvingRejection | HandlerRejection, Prose> = {
  'unknown-request': {
    nb: 'Vi finner ikke forespørselen. Se at hele lenken ble med.',
    en: 'We do not find the request. See that the whole link came along.',
  },
  'check-unknown': { nb: 'Be om en kode først.', en: 'Ask for a code first.' },
  'already-closed': { nb: 'Forespørselen er avsluttet.', en: 'The request is closed.' },
  'identity-not-needed': {
    nb: 'Du trenger ikke vise hvem du er: forespørselen gjelder som den er.',
    en: 'You need not show who you are: the request counts as it is.',
  },
  'identity-proved': {
    nb: 'Det er bekreftet allerede. Du trenger ikke gjøre mer.',
    en: 'It is confirmed already. You need not do anything more.',
  },
  'check-locked': {
    nb: 'Det er prøvd feil for mange ganger. Skriv til oss, eller send en ny forespørsel.',
    en: 'There were too many wrong attempts. Write to us, or make a new request.',
  },
  'too-many-codes': {
    nb: 'Det er bedt om for mange koder. Bruk den siste, eller vent en time.',
    en: 'Too many codes were asked for. Use the last one, or wait an hour.',
  },
  'too-many-sign-ins': {
    nb: 'Innloggingen er påbegynt for mange ganger. Bruk koden i e-posten.',
    en: 'The sign-in was begun too often. Use the code in the e-mail.',
  },
  'code-wrong': {
    nb: 'Koden er ikke riktig. Se i den siste e-posten fra oss.',
    en: 'The code is not right. Look in the last e-mail from us.',
  },
  'code-expired': {
    nb: 'Koden gjelder ikke lenger. Be om en ny.',
    en: 'The code does not count any more. Ask for another one.',
  },
  'sign-in-unknown': {
    nb: 'Innloggingen ble ikke påbegynt i denne nettleseren, eller for lenge siden. Begynn på nytt.',
    en: 'The sign-in was not begun in this browser, or too long ago. Begin anew.',
  },
  'person-moved': {
    nb: 'Opplysningene som forespørselen gjaldt, er borte eller flyttet. Send en ny forespørsel.',
    en: 'What the request was about is gone or moved. Make a new request.',
  },
  'idempotency-key-reused': { nb: 'Noe kom i veien. Prøv igjen.', en: 'Something came in between. Try again.' },
  'stale-position': { nb: 'Noe kom i veien. Prøv igjen.', en: 'Something came in between. Try again.' },
  'too-many-writers': { nb: 'Noe kom i veien. Prøv igjen.', en: 'Something came in between. Try again.' },
};

/** Why a sign-in proved nothing, for the person who signed in, and what the person can do. */
export const whyNotSignedIn: Record<SignInFailure, Prose> = {
  denied: {
    nb: 'Innloggingen ble avbrutt. Du kan begynne på nytt, eller bruke koden i e-posten.',
    en: 'The sign-in was broken off. You can begin anew, or use the code in the e-mail.',
  },
  'provider-unavailable': {
    nb: 'Innloggingstjenesten svarer ikke nå. Prøv igjen om litt, eller bruk koden i e-posten.',
    en: 'The sign-in service does not answer just now. Try again shortly, or use the code in the e-mail.',
  },
  'answer-invalid': {
    nb: 'Vi kunne ikke stole på svaret fra innloggingstjenesten. Begynn på nytt, eller bruk koden i e-posten.',
    en: 'We could not trust the answer of the sign-in service. Begin anew, or use the code in the e-mail.',
  },
  'claim-missing': {
    nb: 'Innloggingstjenesten sa ikke nok om hvem du er. Bruk koden i e-posten.',
    en: 'The sign-in service did not say enough of who you are. Use the code in the e-mail.',
  },
  'claim-not-verified': {
    nb: 'Innloggingstjenesten har ikke bekreftet opplysningene dine. Bruk koden i e-posten.',
    en: 'The sign-in service has not verified your details. Use the code in the e-mail.',
  },
  'claim-differs': {
    nb: 'Den som logget inn, er en annen enn den forespørselen gjelder, eller er ukjent for oss på den måten. Bruk koden i e-posten.',
    en: 'Whoever signed in is not whom the request is about, or is not known to us in that way. Use the code in the e-mail.',
  },
  'level-too-low': {
    nb: 'Innloggingen var ikke sikker nok. Velg en sikrere måte å logge inn på.',
    en: 'The sign-in was not secure enough. Choose a more secure way to sign in.',
  },
};

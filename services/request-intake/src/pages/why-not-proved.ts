import type { Prose } from '@vitne/contracts/law/clocks';
import type { HandlerRejection } from '@vitne/service-kit/command-handler';
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

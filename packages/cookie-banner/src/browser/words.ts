import type { Language } from './public-api.ts';

const nb = {
  title: (site: string) => `Informasjonskapsler på ${site}`,
  titleAgain: 'Vi må spørre deg på nytt',
  intro: (controller: string) => `${controller} ber om lov til dette. Ingenting av det skjer med mindre du sier ja.`,
  introAgain: 'Det du hadde sagt ja til, er endret eller utløpt. Ingenting av det skjer med mindre du sier ja.',
  changed: 'Personvernerklæringen ble endret akkurat nå. Les gjennom en gang til, og velg.',
  signal: (categories: string) =>
    `Nettleseren din sier nei for deg (Global Privacy Control): ${categories}. Det retter vi oss etter, og spør ikke om det.`,
  purpose: 'Formål',
  data: 'Gjelder',
  recipients: 'Mottakere',
  lasts: (duration: string) => `Varer i ${duration}`,
  complaints: (authority: string) => `Du kan klage til ${authority}.`,
  statement: 'Personvernerklæringen',
  version: (version: string) => `versjon ${version}`,
  refuseAll: 'Avvis alle',
  acceptAll: 'Godta alle',
  refuse: 'Avvis',
  accept: 'Godta',
  choose: 'Velg selv',
  save: 'Lagre valgene',
  close: 'Lukk',
  settings: 'Informasjonskapsler',
  settingsTitle: 'Dine valg om informasjonskapsler',
  settingsIntro: 'Hver endring gjelder med en gang.',
  chooseIntro: 'Slå på det du vil tillate. Det som er av når du lagrer, er avvist.',
  alwaysOn: 'Alltid på',
  necessaryWhy: 'Nettstedet virker ikke uten, så dette kan ikke slås av og krever ikke samtykke.',
  withdraw: 'Trekk tilbake',
  withdrawAll: 'Trekk tilbake alt',
  allow: 'Tillat',
  given: 'Du har sagt ja',
  refused: 'Ikke tillatt',
  bySignal: 'Nettleseren din sier nei',
  cookies: 'Informasjonskapsler i tabellen',
  noCookies: 'Ingen informasjonskapsler er ført opp her.',
  from: (domains: string) => `Fra ${domains}`,
  untilSessionEnds: 'varer til økten er slutt',
  untilNextVisit: (duration: string) => `varer til neste besøk, og aldri lenger enn ${duration}`,
  lives: (duration: string) => `varer i ${duration}`,
  declaredAs: (category: string) => `den publiserte tabellen kaller den «${category}»`,
  own: 'Et tilfeldig nummer for nettleseren, så valgene dine huskes. Den settes først når du velger, eller når nettleseren din sier nei for deg.',
  saved: 'Valget ditt er lagret.',
  withdrawn: 'Samtykket er trukket tilbake.',
  failed: 'Valget ble ikke lagret, og ingenting er slått på. Prøv igjen om litt.',
  notWithdrawn: 'Det er slått av her på siden, men ble ikke lagret. Prøv igjen om litt.',
  statementChanged: 'Personvernerklæringen er endret',
  whatIsNew: 'Les hva som er nytt',
};

const en: typeof nb = {
  title: (site) => `Cookies on ${site}`,
  titleAgain: 'We have to ask you again',
  intro: (controller) => `${controller} asks you to allow this. None of it happens unless you say yes.`,
  introAgain: 'What you had said yes to has changed or expired. None of it happens unless you say yes.',
  changed: 'The privacy statement changed just now. Please read this once more, and choose.',
  signal: (categories) =>
    `Your browser says no for you (Global Privacy Control): ${categories}. We do as it says, and do not ask about it.`,
  purpose: 'Purpose',
  data: 'About',
  recipients: 'Recipients',
  lasts: (duration) => `Lasts ${duration}`,
  complaints: (authority) => `You can complain to ${authority}.`,
  statement: 'The privacy statement',
  version: (version) => `version ${version}`,
  refuseAll: 'Refuse all',
  acceptAll: 'Accept all',
  refuse: 'Refuse',
  accept: 'Accept',
  choose: 'Choose',
  save: 'Save choices',
  close: 'Close',
  settings: 'Cookies',
  settingsTitle: 'Your cookie choices',
  settingsIntro: 'Every change counts at once.',
  chooseIntro: 'Switch on what you want to allow. What is off when you save is refused.',
  alwaysOn: 'Always on',
  necessaryWhy: 'The site does not work without it, so it cannot be turned off and needs no consent.',
  withdraw: 'Withdraw',
  withdrawAll: 'Withdraw all',
  allow: 'Allow',
  given: 'You said yes',
  refused: 'Not allowed',
  bySignal: 'Your browser says no',
  cookies: 'Cookies in the table',
  noCookies: 'No cookies are listed here.',
  from: (domains) => `From ${domains}`,
  untilSessionEnds: 'lives until the session ends',
  untilNextVisit: (duration) => `lives until the next visit, and never longer than ${duration}`,
  lives: (duration) => `lives ${duration}`,
  declaredAs: (category) => `the published table calls it “${category}”`,
  own: 'A random number for the browser, so that your choices are remembered. It is set only when you choose, or when your browser says no for you.',
  saved: 'Your choice is saved.',
  withdrawn: 'The consent is withdrawn.',
  failed: 'The choice was not saved, and nothing is turned on. Please try again shortly.',
  notWithdrawn: 'It is turned off on this page, but that was not saved. Please try again shortly.',
  statementChanged: 'The privacy statement has changed',
  whatIsNew: 'Read what is new',
};

export type Words = typeof nb;

/** A yes and a no are about all of it only when all of it is asked. */
export const answersTo = (say: Words, everything: boolean): { refuse: string; accept: string } =>
  everything ? { refuse: say.refuseAll, accept: say.acceptAll } : { refuse: say.refuse, accept: say.accept };

export const words: Record<Language, Words> = { nb, en };

/** The language of the page where the statement has it, otherwise the statement's first. */
export function languageOf(page: string, offered: readonly Language[]): Language {
  const [named = ''] = page.toLowerCase().split('-');
  const meant: Language | undefined = ['nb', 'no', 'nn'].includes(named) ? 'nb' : named === 'en' ? 'en' : undefined;
  return meant !== undefined && offered.includes(meant) ? meant : (offered[0] ?? 'nb');
}

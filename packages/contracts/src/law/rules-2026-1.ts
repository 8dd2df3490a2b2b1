import type { Rules } from './clocks.ts';

const receipt = {
  nb: 'mottak av henvendelsen, uansett kanal',
  en: 'receipt of the request, through any channel',
};
const yearEnd = { nb: 'regnskapsårets slutt', en: 'the end of the accounting year' };

/** The rules of version 2026-1. Published: edit the next version instead. */
export const rules2026v1: Rules = {
  'gdpr-7-3': {
    article: 'GDPR 7(3)',
    kind: 'at-once',
    rolls: false,
    starts: { nb: 'tilbaketrekkingen', en: 'the withdrawal' },
    says: {
      nb: 'Et samtykke slutter å gjelde når det trekkes tilbake; det skal være like lett som å gi det.',
      en: 'A consent ends the moment it is withdrawn; withdrawing is as easy as giving.',
    },
    sourceRead: true,
  },
  'gdpr-8': {
    article: 'GDPR 8(1), personopplysningsloven § 5',
    kind: 'age',
    rolls: false,
    starts: { nb: 'samtykket', en: 'the consent' },
    says: {
      nb: 'Et barn kan selv samtykke til en nettjeneste fra den alderen landet har satt; før det samtykker foreldrene.',
      en: 'From the age its country has set, a child consents to an online service itself; before that, its parents do.',
    },
    sourceRead: true,
  },
  'gdpr-12-3': {
    article: 'GDPR 12(3)',
    kind: 'months',
    length: 'P1M',
    rolls: true,
    extension: 'gdpr-12-3-extension',
    pausable: true,
    starts: receipt,
    says: {
      nb: 'En henvendelse besvares uten ugrunnet opphold, og senest innen én måned.',
      en: 'A request is answered without undue delay, and within one month at the latest.',
    },
    sourceRead: true,
  },
  'gdpr-12-3-extension': {
    article: 'GDPR 12(3), second sentence',
    kind: 'months',
    length: 'P3M',
    rolls: true,
    pausable: true,
    starts: receipt,
    says: {
      nb: 'Fristen kan forlenges med to måneder når saken er sammensatt eller henvendelsene er mange, hvis personen får vite det og hvorfor innen den første måneden.',
      en: 'The time can be extended by two months for complexity or the number of requests, if the person is told, with the reasons, inside the first month.',
    },
    sourceRead: true,
  },
  'gdpr-12-4': {
    article: 'GDPR 12(4)',
    kind: 'months',
    length: 'P1M',
    rolls: true,
    pausable: true,
    starts: receipt,
    says: {
      nb: 'Et avslag gis senest innen én måned, med grunner, og med opplysning om klage til Datatilsynet og om domstolene.',
      en: 'A refusal is given within one month, with the reasons, the right to complain to the authority and the way to a court.',
    },
    sourceRead: true,
  },
  'gdpr-12-5': {
    article: 'GDPR 12(5)',
    kind: 'duty',
    rolls: false,
    starts: receipt,
    says: {
      nb: 'Et gebyr for en åpenbart grunnløs eller overdreven henvendelse varsles før det kreves.',
      en: 'A fee for a manifestly unfounded or excessive request is announced before it is charged.',
    },
    sourceRead: true,
  },
  'gdpr-12-6': {
    article: 'GDPR 12(6)',
    kind: 'duty',
    rolls: false,
    starts: { nb: 'en begrunnet tvil om identiteten', en: 'a recorded, reasonable doubt about identity' },
    says: {
      nb: 'Ved rimelig tvil om hvem som spør, kan det bes om mer; ikke alle tilsyn godtar at fristen står stille imens.',
      en: 'On reasonable doubt about who asks, more may be asked for; not every authority accepts that the time stands still meanwhile.',
    },
    sourceRead: true,
  },
  'gdpr-14-3': {
    article: 'GDPR 14(3)',
    kind: 'months',
    length: 'P1M',
    rolls: true,
    endsEarly: true,
    starts: { nb: 'innhentingen fra en annen kilde', en: 'obtaining the data from another source' },
    says: {
      nb: 'Den det gjelder får vite om data fra andre innen én måned, og senest ved første kontakt eller første utlevering.',
      en: 'The person is told of data obtained elsewhere within one month, and no later than the first contact or the first disclosure.',
    },
    sourceRead: false,
  },
  'gdpr-18-3': {
    article: 'GDPR 18(3)',
    kind: 'before',
    rolls: false,
    starts: { nb: 'den planlagte opphevelsen', en: 'the intended lifting' },
    says: {
      nb: 'Personen får beskjed før en begrensning oppheves.',
      en: 'The person is told before a restriction is lifted.',
    },
    sourceRead: false,
  },
  'gdpr-19': {
    article: 'GDPR 19',
    kind: 'duty',
    rolls: false,
    starts: { nb: 'retting, sletting eller begrensning', en: 'rectification, erasure or restriction' },
    says: {
      nb: 'Hver mottaker får vite om det, med mindre det er umulig eller urimelig tungt; personen kan spørre hvem de er.',
      en: 'Each recipient is told, unless that is impossible or disproportionate; the person can ask who they are.',
    },
    sourceRead: true,
  },
  'gdpr-21-1': {
    article: 'GDPR 21(1), 18(1)(d)',
    kind: 'at-once',
    rolls: false,
    starts: { nb: 'innsigelsen', en: 'the objection' },
    says: {
      nb: 'Behandlingen begrenses straks mens innsigelsen vurderes; svaret følger fristen i artikkel 12(3).',
      en: 'Processing is restricted at once while the objection is assessed; the answer follows the time of Article 12(3).',
    },
    sourceRead: false,
  },
  'gdpr-21-3': {
    article: 'GDPR 21(2)–(3)',
    kind: 'at-once',
    rolls: false,
    starts: { nb: 'innsigelsen', en: 'the objection' },
    says: {
      nb: 'Direkte markedsføring stanser straks når personen protesterer; ingenting veies mot det.',
      en: 'Direct marketing stops at once when the person objects; nothing is weighed against it.',
    },
    sourceRead: false,
  },
  'gdpr-28-2': {
    article: 'GDPR 28(2), (4)',
    kind: 'agreed',
    rolls: false,
    starts: { nb: 'varselet om endringen', en: 'the notice of the intended change' },
    says: {
      nb: 'Et bytte av underdatabehandler varsles, og kan møtes med innsigelse i den tiden avtalen gir.',
      en: 'A change of sub-processor is announced, and can be objected to for as long as the agreement says.',
    },
    sourceRead: true,
  },
  'gdpr-33-1': {
    article: 'GDPR 33(1)',
    kind: 'hours',
    length: 'PT72H',
    rolls: false,
    starts: { nb: 'rimelig sikkerhet om bruddet', en: 'reasonable certainty of the breach' },
    says: {
      nb: 'Et brudd meldes til Datatilsynet innen 72 timer, helg eller ikke; en senere melding sier hvorfor.',
      en: 'A breach is notified to the authority within 72 hours, weekend or not; a later notice says why.',
    },
    sourceRead: true,
  },
  'gdpr-33-2': {
    article: 'GDPR 33(2)',
    kind: 'undue-delay',
    rolls: false,
    starts: { nb: 'at databehandleren kjenner til bruddet', en: 'the processor becoming aware' },
    says: {
      nb: 'Databehandleren varsler den behandlingsansvarlige uten ugrunnet opphold.',
      en: 'The processor tells the controller without undue delay.',
    },
    sourceRead: true,
  },
  'gdpr-33-5': {
    article: 'GDPR 33(5)',
    kind: 'duty',
    rolls: false,
    starts: { nb: 'ethvert brudd', en: 'every breach' },
    says: {
      nb: 'Hvert brudd føres i et register, meldt eller ikke, med vurderingen av risiko.',
      en: 'Every breach is entered in a register, notified or not, with the reasoning about risk.',
    },
    sourceRead: true,
  },
  'gdpr-34': {
    article: 'GDPR 34(1)',
    kind: 'undue-delay',
    rolls: false,
    starts: { nb: 'at risikoen er høy', en: 'a high risk being established' },
    says: {
      nb: 'De som er rammet av et brudd med høy risiko, får vite det uten ugrunnet opphold.',
      en: 'The people hit by a breach with a high risk are told without undue delay.',
    },
    sourceRead: true,
  },
  'bokforing-13-primary': {
    article: 'bokføringsloven § 13',
    kind: 'retention',
    length: 'P5Y',
    rolls: false,
    starts: yearEnd,
    says: {
      nb: 'Primært regnskapsmateriale oppbevares i fem år etter regnskapsårets slutt.',
      en: 'Primary accounting material is kept for five years after the end of the accounting year.',
    },
    sourceRead: true,
  },
  'bokforing-13-secondary': {
    article: 'bokføringsloven § 13',
    kind: 'retention',
    length: 'P3Y6M',
    rolls: false,
    starts: yearEnd,
    says: {
      nb: 'Sekundært regnskapsmateriale (avtaler, korrespondanse, pakksedler, prislister) oppbevares i tre år og seks måneder etter regnskapsårets slutt.',
      en: 'Secondary accounting material (agreements, correspondence, packing slips, price lists) is kept for three years and six months after the end of the accounting year.',
    },
    sourceRead: true,
  },
};

import { type Html, html, webLink } from '@vitne/service-kit/html';
import { table } from '@vitne/service-kit/page';
import { capital, facts, listed, type Section, type Telling } from '@vitne/service-kit/telling';
import { requestChannels, rights } from './words.ts';

/** The rights of the person, how to use them, and how soon an answer comes (Art. 12–22). */
export function rightsSection(telling: Telling): Section {
  const { statement, say, of, article } = telling;
  return {
    id: 'rights',
    title: say('Rettighetene dine', 'Your rights'),
    body: html`${table(
      say('Hva du kan kreve', 'What you can demand'),
      [
        say('Rettighet', 'Right'),
        say('Hva den gir deg', 'What it gives you'),
        say('Hjemmel i GDPR', 'Provision of the GDPR'),
      ],
      statement.requests.rights.map(({ right, article: provision, how }) => [
        html`${of(rights[right].name)}`,
        html`${of(rights[right].gives)}${how && html` ${of(how)}`}`,
        html`${capital(article(provision))}`,
      ]),
    )}
${facts([
  [
    say('Slik bruker du dem', 'How to use them'),
    listed(statement.requests.channels.map((channel) => channelInWords(channel, telling))),
  ],
  [say('Når du får svar', 'When you get an answer'), answerTime(telling)],
])}`,
  };
}

function channelInWords(
  { kind, address }: Telling['statement']['requests']['channels'][number],
  telling: Telling,
): Html {
  const { of, mail, phone } = telling;
  const link = kind === 'email' ? mail(address) : kind === 'phone' ? phone(address) : webLink(address);
  return html`${of(requestChannels[kind])}: ${link}`;
}

/** The statement's own promise, under the law's one month, which counts whenever it ends first. */
function answerTime({ statement, say, duration, article }: Telling): string {
  const { answerWithin } = statement.requests;
  const law = `GDPR ${article('12(3)')}`;
  return answerWithin === undefined
    ? say(
        `Uten ugrunnet opphold, og senest én måned etter at kravet kom inn (${law}).`,
        `Without undue delay, and at the latest one month after the request came in (${law}).`,
      )
    : say(
        `Innen ${duration(answerWithin)}. Lovens frist er uten ugrunnet opphold og senest én måned (${law}); den som kommer først, gjelder.`,
        `Within ${duration(answerWithin)}. The law’s limit is without undue delay and one month at the latest (${law}); whichever comes first counts.`,
      );
}

/** Where to complain (Art. 13(2)(d), 77). */
export function complaintsSection(telling: Telling): Section {
  const { statement, say, countries, mail } = telling;
  const { complaints, controller } = statement;
  const title = say('Klage', 'Complaints');
  if (!complaints) {
    const everywhere = say(
      'Erklæringen nevner ingen tilsynsmyndighet. Du kan klage til myndigheten der du bor, arbeider eller mener bruddet skjedde (GDPR artikkel 77).',
      'The statement names no supervisory authority. You can complain to the one where you live, work or believe the breach happened (GDPR Article 77).',
    );
    return { id: 'complaints', title, body: html`<p>${everywhere}</p>` };
  }
  const { name, website, country } = complaints.authority;
  return {
    id: 'complaints',
    title,
    body: html`<p>${say('Mener du at vi bryter reglene, kan du klage til', 'If you believe that we break the rules, you can complain to')} ${webLink(website, name)} (${countries([country])}).</p>
${
  complaints.contactFirst &&
  html`<p>${say('Ta gjerne kontakt med oss først, på', 'You are welcome to contact us first, at')} ${mail(controller.email)}. ${say('Det er ikke noe krav.', 'You need not.')}</p>`
}`,
  };
}

/** Automated decisions, and children (Art. 8, 13(2)(f), 22). */
export function decisionsSection(telling: Telling): Section {
  const { statement, say, of } = telling;
  const { automatedDecisions, children } = statement;
  return {
    id: 'decisions',
    title: say('Automatiserte avgjørelser og barn', 'Automated decisions and children'),
    body: html`<p>${
      automatedDecisions.used
        ? say('Vi tar automatiserte avgjørelser om personer.', 'We make automated decisions about people.')
        : say('Vi tar ingen automatiserte avgjørelser om personer.', 'We make no automated decisions about people.')
    }${automatedDecisions.explanation && html` ${of(automatedDecisions.explanation)}`}</p>
<p>${
      children.addressed
        ? say('Tjenestene våre retter seg også mot barn.', 'Our services are addressed to children too.')
        : say('Tjenestene våre retter seg ikke mot barn.', 'Our services are not addressed to children.')
    } ${say(
      `Den som er under ${children.ageOfConsent} år, kan ikke selv samtykke til en nettjeneste (GDPR artikkel 8).`,
      `Whoever is under ${children.ageOfConsent} cannot consent to an online service alone (GDPR Article 8).`,
    )}</p>`,
  };
}

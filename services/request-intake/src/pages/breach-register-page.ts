import type { Statement } from '@vitne/contracts/statement/schema';
import { type Html, html } from '@vitne/service-kit/html';
import { htmlPage } from '@vitne/service-kit/page';
import { facts, type Language, listed, type Telling, tellingOf } from '@vitne/service-kit/telling';
import type { IncidentFacts } from '../incident-facts.ts';
import type { Written } from '../written-texts.ts';
import { natures, risks, textNames, wordsOfSteps } from './incident-words.ts';

/** A breach with what was written about it. */
export type RegisteredBreach = IncidentFacts & { record: Written[] };

/** The breach register on paper, for a supervisory authority that asks for it (Art. 33(5)). */
export function breachRegisterPage(
  statement: Statement,
  breaches: readonly RegisteredBreach[],
  { language, now }: { language: Language; now: string },
): string {
  const telling = tellingOf(statement, language);
  const { say } = telling;
  const { name } = statement.controller;
  const title = say('Register over sikkerhetsbrudd', 'Register of personal data breaches');
  const moment = momentsIn(telling);
  return htmlPage({
    title: `${title} – ${name}`,
    language,
    top: html`<span>${name}</span>`,
    body: html`<h1>${title}</h1>
<p class="lead">${say('Hvert brudd, meldt eller ikke: hva som skjedde, virkningene, tiltakene og vurderingene (GDPR artikkel 33 nr. 5).', 'Every breach, notified or not: the facts, its effects, the measures, and the reasoning (GDPR Article 33(5)).')}</p>
<p class="soft">${say('Slik det sto', 'As it stood on')} ${moment(now)}. ${say('Alle tider er i sonen', 'All times are in the zone')} ${statement.statement.timeZone}. ${say('Antall brudd', 'Number of breaches')}: ${breaches.length}.</p>
${breaches.length === 0 ? html`<p>${say('Ingen brudd er registrert.', 'No breach is registered.')}</p>` : breaches.map((breach) => entry(telling, breach, moment))}`,
  });
}

/** Moments in the controller's own zone, which the head of the page names. */
function momentsIn({ statement, language }: Telling): (at: string) => string {
  const { timeZone } = statement.statement;
  const format = new Intl.DateTimeFormat(language === 'nb' ? 'nb' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  });
  return (at) => format.format(Date.parse(at));
}

function entry(telling: Telling, breach: RegisteredBreach, moment: (at: string) => string): Html {
  const { say, of, categories, populations } = telling;
  const { awareness, detected, received, suspected, processor, incident } = breach;
  const latest = breach.assessments.at(-1);
  const systems = telling.statement.systems;
  const about = (n: number | undefined) => (n === undefined ? say('ukjent', 'not known') : String(n));
  const status =
    breach.status === 'closed'
      ? `${say('Avsluttet', 'Closed')} ${breach.closed === undefined ? '' : moment(breach.closed)}`
      : say('Under arbeid', 'Being worked on');
  return html`<section aria-labelledby="b-${incident}"><h2 id="b-${incident}">${say('Brudd', 'Breach')} ${awareness && moment(awareness.aware)}</h2>
<p class="soft"><code>${incident}</code></p>
${facts([
  [say('Status', 'Status'), status],
  [say('Mistenkt', 'Suspected'), moment(suspected)],
  [say('Meldt til oss', 'Reported to us'), moment(received)],
  [
    say('Databehandler', 'Processor'),
    processor && `${processor.recipient}: ${say('kjent der fra', 'aware from')} ${moment(processor.aware)}`,
  ],
  [say('Oppdaget', 'Detected'), detected && moment(detected.detected)],
  [say('Rimelig sikkert', 'Reasonably certain'), awareness && moment(awareness.aware)],
  [
    say('Vår rolle', 'Our role'),
    awareness?.roles
      .map((role) =>
        role === 'controller' ? say('behandlingsansvarlig', 'controller') : say('databehandler', 'processor'),
      )
      .join(', '),
  ],
  [say('Art', 'Nature'), latest && telling.and(latest.nature.map((one) => of(natures[one])))],
  [say('Opplysninger', 'Data'), latest && latest.dataCategories.length > 0 && categories(latest.dataCategories)],
  [say('Hvem', 'Whom'), latest && latest.populations.length > 0 && populations(latest.populations)],
  [
    say('Systemer', 'Systems'),
    latest &&
      latest.systems.length > 0 &&
      telling.and(latest.systems.map((id) => of(systems.find((one) => one.id === id)?.name ?? { nb: id, en: id }))),
  ],
  [
    say('Omtrent hvor mange', 'Approximate numbers'),
    latest &&
      `${say('personer', 'people')}: ${about(latest.people)}, ${say('poster', 'records')}: ${about(latest.records)}`,
  ],
  [say('Risiko', 'Risk'), latest ? of(risks[latest.risk]) : say('Ikke vurdert ennå', 'Not assessed yet')],
  [say('Tilsynet', 'The authority'), toldAuthority(telling, breach, moment)],
  [say('De det gjelder', 'The people'), toldPeople(telling, breach)],
  [
    say('Behandlingsansvarlige varslet', 'Controllers told'),
    breach.controllersTold.length > 0 && listed(breach.controllersTold.map(({ told }) => moment(told))),
  ],
])}
<h3>${say('Hva som er skrevet, i rekkefølge', 'What was written, in order')}</h3>
${breach.record.map((written) => writtenStep(telling, written, moment))}</section>\n`;
}

function toldAuthority(
  { say }: Telling,
  { notices, waived, awareness, overdue }: RegisteredBreach,
  moment: (at: string) => string,
): Html | string {
  const due = awareness?.due?.due;
  if (due === undefined) return say('De behandlingsansvarlige melder.', 'The controllers notify it.');
  const by = `${say('Frist', 'Due')}: ${moment(due)}.`;
  if (notices.length === 0) {
    if (waived !== undefined)
      return `${say('Ikke meldt, fordi en risiko er usannsynlig; besluttet', 'Not notified, since a risk is unlikely; decided on')} ${moment(waived)}. ${by}`;
    const late = overdue ? say('Fristen er ute.', 'The time is over.') : '';
    return `${say('Ikke meldt ennå.', 'Not notified yet.')} ${late} ${by}`;
  }
  const rows = notices.map(({ notified, authority, moreFollows, reference, late, notifiedBy }) =>
    [
      `${authority}, ${moment(notified)}, ${say('av', 'by')} ${notifiedBy}`,
      reference === undefined ? '' : `${say('saksnr.', 'ref.')} ${reference}`,
      late ? say('etter fristen', 'after the 72 hours') : '',
      moreFollows ? say('mer følger', 'more follows') : '',
    ]
      .filter((part) => part !== '')
      .join('; '),
  );
  return html`${listed(rows)}<p>${by}</p>`;
}

function toldPeople({ say, of }: Telling, { communications, people, exemption }: RegisteredBreach): Html | string {
  const counts = `${say('fortalt', 'told')}: ${people.delivered}, ${say('gjenstår på e-post', 'by e-mail still')}: ${people.open}, ${say('må fortelles på annen måte', 'to be told in another way')}: ${people['by-hand']}`;
  const ground =
    exemption &&
    `${say('Ikke hver for seg, etter', 'Not one by one, under')} ${say('artikkel', 'Article')} ${exemption.ground}.`;
  const inPublic = exemption?.publicCommunication;
  if (communications.length === 0 && !exemption) return say('Ikke fortalt.', 'Not told.');
  return html`${communications.length > 0 && html`<p>${counts}</p>`}${ground !== undefined && html`<p>${ground}</p>`}${
    inPublic && html`<p>${inPublic.where}: ${of(inPublic.said)}</p>`
  }`;
}

function writtenStep({ say, of }: Telling, written: Written, moment: (at: string) => string): Html {
  const step = wordsOfSteps[written.eventType];
  const rows = Object.entries(written.texts ?? {}).map(
    ([name, said]) =>
      [
        of(textNames[name] ?? { nb: name, en: name }),
        html`${said.split(/\n+/).map((line) => html`<p>${line}</p>`)}`,
      ] as const,
  );
  return html`<p><strong>${step ? of(step) : written.eventType}</strong>, ${moment(written.at)}</p>
${rows.length > 0 && facts(rows)}${written.shredded && html`<p>${say('Teksten er slettet.', 'The text is erased.')}</p>`}\n`;
}

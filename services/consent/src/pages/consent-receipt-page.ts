import type { consentGiven } from '@vitne/contracts/catalogue/consent-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { type ConsentProof, decidingAct } from '@vitne/contracts/interop/consent-proof';
import type { LocalisedText } from '@vitne/contracts/statement/schema';
import { purposeById } from '@vitne/contracts/statement/statement-index';
import { type Html, html, webLink } from '@vitne/service-kit/html';
import { htmlPage, table } from '@vitne/service-kit/page';
import { facts, type Language, type Telling, tellingOf } from '@vitne/service-kit/telling';

/**
 * A receipt as a person reads it: what was asked, what was answered since, and how to take it back.
 * @param withProof where the receipt is downloaded as a file that proves itself, and where such files are verified
 */
export function consentReceiptPage(
  proof: ConsentProof,
  language: Language,
  withProof: { download: string; verify: string },
): string {
  const { statement, acts, links, recipient } = proof;
  const telling = tellingOf(statement, language);
  const { say, of } = telling;
  const purpose = purposeById(statement, proof.purpose);
  const asked = decidingAct(proof);
  const title = say('Kvittering for valget ditt', 'Receipt for your choice');
  const moment = new Intl.DateTimeFormat(language === 'nb' ? 'nb' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: statement.statement.timeZone,
  });
  const at = (time: string) => moment.format(Date.parse(time));
  const latest = acts.at(-1);
  const { authority } = statement.complaints ?? {};
  return htmlPage({
    title: `${title}: ${purpose ? of(purpose.name) : proof.purpose}`,
    language,
    top: html`<span>${statement.controller.name}</span>`,
    body: html`<h1>${title}</h1>
<p>${latest && of(states[latest.status])} ${latest && at(latest.at)}.</p>
${facts([
  [say('Formål', 'Purpose'), purpose && of(purpose.name)],
  [say('Spørsmålet', 'The question'), purpose?.consent && of(purpose.consent.ask)],
  [say('Opplysninger', 'Data'), purpose && telling.categories(purpose.dataCategories)],
  [
    say('Mottakere', 'Recipients'),
    telling.recipients(recipient === undefined ? (purpose?.recipients ?? []) : [recipient]),
  ],
  [say('Behandlingsansvarlig', 'Controller'), statement.controller.name],
  [say('Erklæringens versjon', 'Version of the statement'), asked.statementVersion],
  [
    say('Hvordan du svarte', 'How you answered'),
    `${of(methods[asked.shown.method])}, ${of(surfaces[asked.shown.surface])}`,
  ],
  [say('Svaret gjelder til', 'Your answer counts until'), latest?.expires !== undefined && at(latest.expires)],
  [say('Det du ble vist', 'What you were shown'), webLink(links.notice)],
  [say('Kontrollsum av det', 'Its checksum'), html`<code>${asked.shown.noticeHash}</code>`],
])}
${table(
  say('Det som har skjedd', 'What has happened'),
  [say('Når', 'When'), say('Hva', 'What'), say('Kvitteringsnummer', 'Receipt number')],
  acts.map(({ at: time, status, eventId }) => [
    html`${at(time)}`,
    html`${of(states[status])}`,
    html`<code>${eventId}</code>`,
  ]),
)}
<h2>${say('Bevis', 'Proof')}</h2>
<p>${webLink(withProof.download, say('Last ned med bevis', 'Download with proof'))}. ${say(
      'Filen viser at akkurat dette er registrert og ikke endret siden. Den kan sjekkes uten oss:',
      'The file shows that exactly this was recorded and not changed since. It can be checked without us:',
    )} ${webLink(withProof.verify, say('sjekk en fil med bevis', 'check a file with proof'))}.</p>
<h2>${say('Ombestemmer du deg?', 'If you change your mind')}</h2>
<p>${say(
      'Du kan når som helst trekke et samtykke tilbake, like enkelt som du ga det.',
      'You can withdraw a consent at any time, as easily as you gave it.',
    )} ${placeOf(links.withdraw, telling)}</p>
${authority && html`<p>${say('Du kan klage til', 'You can complain to')} ${webLink(authority.website, authority.name)}.</p>`}`,
  });
}

/** A page to open, or a mailbox to write to. */
const placeOf = (place: string, { mail }: Telling): Html =>
  place.startsWith('mailto:') ? mail(place.slice('mailto:'.length)) : webLink(place);

const pair = (nb: string, en: string): LocalisedText => ({ nb, en });
const states: Record<ConsentProof['acts'][number]['status'], LocalisedText> = {
  requested: pair('Du ble spurt', 'You were asked'),
  given: pair('Du sa ja', 'You said yes'),
  renewed: pair('Du sa ja på nytt', 'You said yes again'),
  refused: pair('Du sa nei', 'You said no'),
  withdrawn: pair('Du trakk samtykket tilbake', 'You withdrew your consent'),
  expired: pair('Samtykket gikk ut', 'The consent expired'),
  invalidated: pair(
    'Samtykket falt bort fordi erklæringen ble endret',
    'The consent ended because the statement changed',
  ),
  revoked: pair('Den behandlingsansvarlige avsluttet samtykket', 'The controller ended the consent'),
};
type Shown = FactsOf<typeof consentGiven>['shown'];
const methods: Record<Shown['method'], LocalisedText> = {
  'ticked-box': pair('Du krysset av', 'You ticked a box'),
  'pressed-button': pair('Du trykket på en knapp', 'You pressed a button'),
  'settings-page': pair('Du valgte i innstillingene', 'You chose in the settings'),
  'written-form': pair('Du svarte skriftlig', 'You answered in writing'),
  spoken: pair('Du svarte muntlig', 'You answered by word of mouth'),
  'browser-signal': pair('Nettleseren din svarte', 'Your browser answered'),
};
const surfaces: Record<Shown['surface'], LocalisedText> = {
  'cookie-banner': pair('i informasjonskapselbanneret', 'in the cookie banner'),
  portal: pair('i portalen', 'in the portal'),
  'web-form': pair('i et skjema på nettet', 'in a form on the web'),
  staff: pair('hos en ansatt', 'with a member of staff'),
  'in-product': pair('i produktet', 'in the product'),
};

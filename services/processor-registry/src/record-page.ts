import type { Statement } from '@vitne/contracts/statement/schema';
import { recipientNameOf } from '@vitne/contracts/statement/statement-index';
import { type Html, html, webLink } from '@vitne/service-kit/html';
import { htmlPage, type PageLanguage, table } from '@vitne/service-kit/page';
import type { RecordOfProcessing } from './record-of-processing.ts';

type Row = RecordOfProcessing['activities'][number];
type InWords = { nb: string; en: string };

/** The record of processing activities as a page to print: Art. 30(1) and 30(2) apart, each in a table of its own. */
export function recordPage(record: RecordOfProcessing, statement: Statement, language: PageLanguage): string {
  const words = wordsOf(statement, language);
  const { say } = words;
  const rowsOf = (role: Row['role']) => record.activities.filter((row) => row.role === role);
  const [asController, asProcessor] = [rowsOf('controller'), rowsOf('processor')];
  const title = say('Protokoll over behandlingsaktiviteter', 'Record of processing activities');
  const other = language === 'nb' ? 'en' : 'nb';
  return htmlPage({
    title: `${title} – ${statement.controller.name}`,
    language,
    top: html`<span>${statement.controller.name}</span><nav><a href="?language=${other}" lang="${other}">${
      other === 'en' ? 'In English' : 'På norsk'
    }</a></nav>`,
    // Six columns of whole sentences need more room than other pages have.
    body: html`<div class="wide"><h1>${title}</h1>
<p class="lead">${say('Personvernforordningen artikkel 30', 'GDPR Article 30')}. ${say(
      'Etter personvernerklæringen, versjon',
      'By the privacy statement, version',
    )} ${record.statementVersion}.</p>
${organisation(statement, words)}
<h2>${say('Som behandlingsansvarlig: artikkel 30(1)', 'As controller: Article 30(1)')}</h2>
${
  asController.length > 0
    ? table(
        say('Det vi selv bestemmer over', 'What we decide about ourselves'),
        [
          say('Behandling og formål', 'Processing and purposes'),
          say('Hvem og hvilke opplysninger', 'People and data'),
          say('Mottakere', 'Recipients'),
          say('Overføring ut av EØS', 'Transfers out of the EEA'),
          say('Slettefrister', 'Time limits for erasure'),
          say('Sikkerhet', 'Security'),
        ],
        asController.map((row) => [
          html`${words.of(row.name)}${words.list(words.purposes(row.purposes))}`,
          html`${words.list(words.populations(row.populations))}${words.list(words.dataCategories(row.dataCategories))}`,
          words.recipients(row),
          words.transfers(row),
          words.list([...new Set(row.timeLimits.map(({ after }) => words.of(after)))]),
          words.list(row.security.map(({ name }) => words.of(name))),
        ]),
      )
    : html`<p>${say('Ingen.', 'None.')}</p>`
}
<h2>${say('Som databehandler: artikkel 30(2)', 'As processor: Article 30(2)')}</h2>
${
  asProcessor.length > 0
    ? table(
        say('Det vi gjør på vegne av andre', 'What we do on behalf of others'),
        [
          say('Behandling', 'Processing'),
          say('På vegne av', 'On behalf of'),
          say('Mottakere', 'Recipients'),
          say('Overføring ut av EØS', 'Transfers out of the EEA'),
          say('Sikkerhet', 'Security'),
        ],
        asProcessor.map((row) => [
          html`${words.of(row.name)}${words.list(words.purposes(row.purposes))}`,
          html`${row.onBehalfOf && words.of(row.onBehalfOf)}`,
          words.recipients(row),
          words.transfers(row),
          words.list(row.security.map(({ name }) => words.of(name))),
        ]),
      )
    : html`<p>${say('Ingen.', 'None.')}</p>`
}</div>`,
  });
}

function organisation({ controller, contacts }: Statement, { say, of, countries }: Words): Html {
  const row = (name: string, value: Html) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  const asked = contacts.filter(({ role }) => role === 'privacy' || role === 'data-protection-officer');
  return html`<dl class="facts">
${row(say('Virksomhet', 'Organisation'), html`${controller.name}, ${countries([controller.country])}`)}
${controller.registrationNumber !== undefined && row(say('Organisasjonsnummer', 'Registration number'), html`${controller.registrationNumber}`)}
${row(say('E-post', 'E-mail'), html`${controller.email}`)}
${row(say('Nettsted', 'Website'), webLink(controller.website))}
${asked.map(({ name, email }) => row(of(name), html`${email}`))}
</dl>`;
}

type Words = ReturnType<typeof wordsOf>;

/** How ids of the statement are said in a language; one that the statement lacks is said as it is. */
function wordsOf(statement: Statement, language: PageLanguage) {
  const say = (nb: string, en: string): string => (language === 'nb' ? nb : en);
  const of = (text: InWords): string => text[language];
  const naming = (parts: readonly { id: string; name: InWords }[]) => (ids: readonly string[]) =>
    ids.map((id) => {
      const found = parts.find((part) => part.id === id);
      return found ? of(found.name) : id;
    });
  const list = (items: readonly string[]): Html =>
    items.length > 0 ? html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>` : html`${say('Ingen', 'None')}`;
  const regions = new Intl.DisplayNames([language], { type: 'region', fallback: 'code' });
  const countries = (codes: readonly string[]) => codes.map((code) => regions.of(code) ?? code).join(', ');
  const nameOf = (id: string, row: Row): string =>
    row.alsoGiven.find(({ recipient }) => recipient === id)?.name ?? recipientNameOf(statement, id, language);
  return {
    say,
    of,
    list,
    countries,
    purposes: naming(statement.purposes),
    populations: naming(statement.populations),
    dataCategories: naming(statement.dataCategories),
    recipients: (row: Row): Html =>
      list([
        ...row.recipients.map((id) => nameOf(id, row)),
        ...row.alsoGiven.map(({ name, kind, under }) =>
          kind === 'sub-processor' && under !== undefined
            ? `${name} (${say('underleverandør av', 'sub-processor of')} ${nameOf(under, row)})`
            : `${name} (${say('etter samtykke', 'by consent')})`,
        ),
      ]),
    transfers: (row: Row): Html =>
      list(
        row.transfers.map(
          ({ recipient, locations, article, instrument }) =>
            `${nameOf(recipient, row)} (${countries(locations)}): ${say('art.', 'Art.')} ${article}, ${instrument}`,
        ),
      ),
  };
}

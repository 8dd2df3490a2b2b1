import type { Contact, Statement } from '@vitne/contracts/statement/schema';
import { type Html, type HtmlPart, html } from '@vitne/service-kit/html';
import { htmlPage } from '@vitne/service-kit/page';
import { type Language, type Telling, tellingOf } from '@vitne/service-kit/telling';
import { onCall } from '../on-call.ts';

/** What stands in the fields: empty at first, and what was written when something has to be changed. */
export type ReportFields = { kind: string; text: string; name: string; email: string; phone: string };
export const emptyReport: ReportFields = { kind: 'abuse', text: '', name: '', email: '', phone: '' };
export type ReportField = keyof ReportFields;

export type ReportPage =
  /** `key` makes sending the same form twice one report. */
  | { shows: 'form'; key: string; fields: ReportFields; wrong: readonly ReportField[] }
  | { shows: 'thanks'; incident: string }
  /** The form was sent before with other words. */
  | { shows: 'sent-before' };

/** Where anybody reports abuse or a breach, and reads how to reach those on call at once (C3). */
export function reportPage(statement: Statement, page: ReportPage, language: Language): string {
  const telling = tellingOf(statement, language);
  const { say } = telling;
  const { name } = statement.controller;
  const title = say('Meld fra om misbruk eller brudd', 'Report abuse or a breach');
  const hasErrors = page.shows === 'form' && page.wrong.length > 0;
  return htmlPage({
    title: `${hasErrors ? say('Feil: ', 'Error: ') : ''}${title} – ${name}`,
    language,
    top: topOf(telling),
    body: html`<h1>${title}</h1>
${bodyOf(telling, page)}
<h2 id="on-call">${say('Haster det? Ta kontakt med en gang', 'Is it urgent? Get in touch at once')}</h2>
<ul class="cards">${onCall(statement).map((contact) => card(telling, contact))}</ul>`,
    bottom: html`<p><a href="/statements/${statement.tenant}?language=${language}">${say('Personvernerklæringen', 'The privacy statement')}</a></p>`,
  });
}

function topOf({ statement, say, language }: Telling): Html {
  const links = (['nb', 'en'] as const).map(
    (other) =>
      html`<li><a href="/incidents/${statement.tenant}?language=${other}" lang="${other}" hreflang="${other}"${other === language && html` aria-current="true"`}>${other === 'nb' ? 'Norsk bokmål' : 'English'}</a></li>`,
  );
  return html`<span>${statement.controller.name}</span><nav aria-label="${say('Språk', 'Language')}"><ul>${links}</ul></nav>`;
}

function card({ of, mail, phone }: Telling, contact: Contact): Html {
  return html`<li><h3>${of(contact.name)}</h3><p>${of(contact.about)}</p>
<p>${mail(contact.email)}${contact.phone !== undefined && html`<br>${phone(contact.phone)}`}</p></li>\n`;
}

function bodyOf(telling: Telling, page: ReportPage): HtmlPart {
  const { say, statement, language } = telling;
  const again = html`<p><a href="/incidents/${statement.tenant}?language=${language}">${say('Meld fra om noe annet', 'Report something else')}</a></p>`;
  switch (page.shows) {
    case 'form':
      return form(telling, page);
    case 'thanks':
      return html`<div class="note" role="status"><p><strong>${say('Takk. Meldingen er mottatt, og de som har vakt, varsles nå.', 'Thank you. The report is received, and those on call are being alerted.')}</strong></p>
<p>${say('Saksnummer', 'Reference')}: <code>${page.incident}</code></p></div>${again}`;
    case 'sent-before':
      return html`<div class="note" role="alert"><p>${say('Dette skjemaet er sendt før, med annet innhold. Den første meldingen er mottatt. Har du mer å si, så send en ny melding.', 'This form was sent before, with other content. The first report is received. If there is more to say, send a new report.')}</p></div>${again}`;
  }
}

function form(telling: Telling, { key, fields, wrong }: Extract<ReportPage, { shows: 'form' }>): Html {
  const { say, statement, language } = telling;
  const words = errorWords(telling);
  const errors =
    wrong.length > 0 &&
    html`<div class="note" role="alert"><p><strong>${say('Noe må rettes før meldingen kan sendes:', 'Something has to be changed before the report can be sent:')}</strong></p>
<ul>${wrong.map((field) => html`<li><a href="#${field}">${words[field]}</a></li>`)}</ul></div>`;
  const choice = (value: string, label: string) =>
    html`<label class="choice"><input type="radio" name="kind" value="${value}"${value === 'abuse' && html` id="kind"`}${fields.kind === value && html` checked`}> <span>${label}</span></label>`;
  const invalid = (field: ReportField) =>
    wrong.includes(field) && html` aria-invalid="true" aria-describedby="${field}-error"`;
  const error = (field: ReportField) => wrong.includes(field) && html`<p id="${field}-error">${words[field]}</p>`;
  const line = (field: 'name' | 'email' | 'phone', label: string, autocomplete: string) =>
    html`<div class="field"><label for="${field}">${label}</label>${error(field)}<input type="text" id="${field}" name="${field}" value="${fields[field]}" autocomplete="${autocomplete}" maxlength="254"${invalid(field)}></div>`;
  return html`<p class="lead">${say('Alle kan melde fra om misbruk, eller om personopplysninger på avveie. De som har vakt, varsles med en gang.', 'Anybody can report abuse, or personal data in the wrong hands. Those on call are alerted at once.')}</p>
${errors}
<form method="post" action="/incidents/${statement.tenant}?language=${language}">
<input type="hidden" name="key" value="${key}">
<fieldset class="field"><legend>${say('Hva gjelder det?', 'What is it about?')}</legend>${error('kind')}
${choice('abuse', say('Misbruk av tjenesten, eller mistanke om det', 'Abuse of the service, or suspicion of it'))}
${choice('breach', say('Personopplysninger er kommet på avveie, endret eller tapt', 'Personal data was exposed, changed or lost'))}</fieldset>
<div class="field"><label for="text">${say('Hva har skjedd?', 'What happened?')}</label>
<p class="soft" id="text-hint">${say('Skriv gjerne når og hvor du så det.', 'Say when and where you saw it, if you can.')}</p>${error('text')}
<textarea id="text" name="text" required maxlength="10000"${wrong.includes('text') ? html` aria-invalid="true" aria-describedby="text-error text-hint"` : html` aria-describedby="text-hint"`}>
${fields.text}</textarea></div>
<p>${say('Du kan være anonym. Skriver du hvem du er, kan vi spørre deg om mer; det du skriver, brukes bare til å behandle saken.', 'You can stay anonymous. If you say who you are, we can ask you for more; what you write is used to handle the matter only.')}</p>
${line('name', say('Navn (valgfritt)', 'Name (optional)'), 'name')}
${line('email', say('E-post (valgfritt)', 'E-mail (optional)'), 'email')}
${line('phone', say('Telefon (valgfritt)', 'Phone (optional)'), 'tel')}
<p><button type="submit">${say('Send meldingen', 'Send the report')}</button></p>
</form>`;
}

const errorWords = ({ say }: Telling): Record<ReportField, string> => ({
  kind: say('Velg hva det gjelder.', 'Choose what it is about.'),
  text: say('Skriv hva som har skjedd, med høyst 10 000 tegn.', 'Say what happened, in at most 10,000 characters.'),
  name: say('Navnet kan ha høyst 200 tegn.', 'The name can have at most 200 characters.'),
  email: say('Skriv e-postadressen slik: navn@example.org.', 'Write the e-mail address like this: name@example.org.'),
  phone: say('Telefonnummeret kan ha høyst 40 tegn.', 'The phone number can have at most 40 characters.'),
});

import { type Html, html } from '@vitne/service-kit/html';
import type { Language, Telling } from '@vitne/service-kit/telling';

const languageNames: Record<Language, string> = { nb: 'Norsk bokmål', en: 'English' };

/** Whose page it is, and the way to the same page in another language. */
export function topOfPage({ statement, say, language }: Telling, pathIn: (language: Language) => string): Html {
  const languages = statement.statement.languages.map(
    (other) =>
      html`<li><a href="${pathIn(other)}" lang="${other}" hreflang="${other}"${other === language && html` aria-current="true"`}>${languageNames[other]}</a></li>`,
  );
  return html`<span>${statement.controller.name}</span><nav aria-label="${say('Språk', 'Language')}"><ul>${languages}</ul></nav>`;
}

/** The same page in every language of the statement, for search engines and browsers. */
export const otherLanguages = ({ statement }: Telling, pathIn: (language: Language) => string): Html =>
  html`${statement.statement.languages.map(
    (other) => html`<link rel="alternate" hreflang="${other}" href="${pathIn(other)}">`,
  )}`;

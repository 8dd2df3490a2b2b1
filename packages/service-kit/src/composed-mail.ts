import { createHash } from 'node:crypto';
import { html, webLink } from './html.ts';

/** The words of an e-mail, as text and as markup, and their hash: made from a statement, so they name no receiver. */
export type ComposedMail = { subject: string; text: string; html: string; contentHash: string };

export type MailWords = {
  language: 'nb' | 'en';
  subject: string;
  /** Sentences that stand first. */
  opening: readonly string[];
  /** What a list is about, and its lines. */
  list?: { heading: string; lines: readonly string[] };
  /** Rows of a name and what is said about it. */
  rows?: readonly (readonly [name: string, said: string])[];
  /** Whose mail it is. */
  closing: string;
};

/** One plain look for every e-mail: no image, nothing fetched from anywhere, nothing that tells that it was opened. */
export function composeMail({ language, subject, opening, list, rows = [], closing }: MailWords): ComposedMail {
  const text = [
    ...opening,
    '',
    ...(list ? [list.heading, ...list.lines.map((line) => `- ${line}`), ''] : []),
    ...rows.map(([name, said]) => `${name}: ${said}`),
    ...(rows.length > 0 ? [''] : []),
    closing,
    '',
  ].join('\n');
  const said = (words: string) => (/^https?:\/\/\S+$/.test(words) ? webLink(words) : words);
  const body = html`${opening.map((sentence) => html`<p>${sentence}</p>\n`)}${
    list &&
    html`<p>${list.heading}</p>
<ul>${list.lines.map((line) => html`<li>${line}</li>\n`)}</ul>`
  }${rows.map(([name, words]) => html`<p><strong>${name}</strong>: ${said(words)}</p>\n`)}<p>${closing}</p>`;
  const head = html`<title>${subject}</title>`;
  return {
    subject,
    text,
    html: `<!doctype html><html lang="${language}"><head><meta charset="utf-8">${head.toString()}</head><body>${body.toString()}</body></html>\n`,
    contentHash: createHash('sha256').update(`${subject}\n\n${text}`).digest('hex'),
  };
}

import { createHash } from 'node:crypto';
import { html, webLink } from './html.ts';

/**
 * The words of an e-mail, as text and as markup, and the hash of those that were made from a statement and name no receiver.
 * What was written for the receiver alone is left out of the hash, for a digest of it would say something of the person.
 */
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
  /** What was written for the receiver alone, each under a heading. It is no part of the hash. */
  personal?: readonly (readonly [heading: string, words: string])[];
  /** Whose mail it is. */
  closing: string;
};

/** One plain look for every e-mail: no image, nothing fetched from anywhere, nothing that tells that it was opened. */
export function composeMail(words: MailWords): ComposedMail {
  const { language, subject, opening, list, rows = [], personal = [], closing } = words;
  const said = (value: string) => (/^https?:\/\/\S+$/.test(value) ? webLink(value) : value);
  const lines = (value: string) => value.split(/\r?\n/).filter((line) => line.trim() !== '');
  const body = html`${opening.map((sentence) => html`<p>${sentence}</p>\n`)}${
    list &&
    html`<p>${list.heading}</p>
<ul>${list.lines.map((line) => html`<li>${line}</li>\n`)}</ul>`
  }${personal.map(
    ([heading, value]) =>
      html`<p><strong>${heading}</strong></p>\n${lines(value).map((line) => html`<p>${said(line)}</p>\n`)}`,
  )}${rows.map(([name, value]) => html`<p><strong>${name}</strong>: ${said(value)}</p>\n`)}<p>${closing}</p>`;
  const head = html`<title>${subject}</title>`;
  return {
    subject,
    text: textOf(words),
    html: `<!doctype html><html lang="${language}"><head><meta charset="utf-8">${head.toString()}</head><body>${body.toString()}</body></html>\n`,
    contentHash: createHash('sha256')
      .update(`${subject}\n\n${textOf({ ...words, personal: [] })}`)
      .digest('hex'),
  };
}

const textOf = ({ opening, list, rows = [], personal = [], closing }: MailWords): string =>
  [
    ...opening,
    '',
    ...(list ? [list.heading, ...list.lines.map((line) => `- ${line}`), ''] : []),
    ...personal.flatMap(([heading, value]) => [`${heading}:`, value, '']),
    ...rows.map(([name, value]) => `${name}: ${value}`),
    ...(rows.length > 0 ? [''] : []),
    closing,
    '',
  ].join('\n');

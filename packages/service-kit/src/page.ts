import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { type Html, html } from './html.ts';
import { pageStyle } from './page-style.ts';

export type PageLanguage = 'nb' | 'en';

export type Page = {
  title: string;
  language: PageLanguage;
  /** What stands at the very top: whose page it is, and links to its sisters. */
  top?: Html;
  /** The text itself; begins with the one `h1`. */
  body: Html;
  bottom?: Html;
  /** `link` elements for the head, such as the same page in another language. */
  links?: Html;
};

/** A whole page in the platform's one look: no script, no cookie, nothing from elsewhere. */
export function htmlPage({ title, language, top, body, bottom, links }: Page): string {
  const skip = language === 'nb' ? 'Hopp til innholdet' : 'Skip to the content';
  const sheet = html`<a class="skip" href="#content">${skip}</a>
<div class="sheet">
${top && html`<header class="top">${top}</header>`}
<main id="content" tabindex="-1">${body}</main>
${bottom && html`<footer class="bottom">${bottom}</footer>`}
</div>`;
  const head = html`<title>${title}</title>${links}`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${head.toString()}<style>${pageStyle}</style></head>
<body>${sheet.toString()}</body></html>
`;
}

/**
 * Sends a page of `htmlPage`: the browser may apply our own style, known by its hash, and do nothing else; with `forms` it
 * may also send us what a person writes.
 */
export function sendPage<Reply extends Pick<FastifyReply, 'headers' | 'send'>>(
  reply: Reply,
  page: string,
  language: PageLanguage = 'en',
  { forms = false }: { forms?: boolean } = {},
): Reply {
  reply.headers({
    'content-type': 'text/html; charset=utf-8',
    'content-language': language,
    'content-security-policy': contentSecurityPolicy(forms),
  });
  (reply.send as (payload: string) => unknown)(page);
  return reply;
}

/** A table that says what it shows, with the columns' names on every row for screens too narrow for columns. */
export function table(caption: string, columns: readonly string[], rows: readonly (readonly Html[])[]): Html {
  const heads = columns.map((column) => html`<th scope="col" role="columnheader">${column}</th>`);
  const bodyRow = ([first, ...rest]: readonly Html[]) =>
    html`<tr role="row"><th scope="row" role="rowheader">${first}</th>${rest.map(
      (cell, index) => html`<td role="cell" data-column="${columns[index + 1]}">${cell}</td>`,
    )}</tr>\n`;
  return html`<table role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${heads}</tr></thead>
<tbody role="rowgroup">
${rows.map(bodyRow)}</tbody></table>`;
}

const styleHash = createHash('sha256').update(pageStyle).digest('base64');
const contentSecurityPolicy = (forms: boolean): string =>
  `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action ${forms ? "'self'" : "'none'"}; frame-ancestors 'none'`;

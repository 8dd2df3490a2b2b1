/** Markup that is safe to send: we wrote it, and what others wrote in it is escaped. `html` alone makes it. */
class SafeMarkup {
  readonly #markup: string;
  constructor(markup: string) {
    this.#markup = markup;
  }
  toString(): string {
    return this.#markup;
  }
}

export type Html = SafeMarkup;

/** What may stand between markup: text is escaped, `undefined` and `false` say nothing, lists are joined. */
export type HtmlPart = Html | string | number | undefined | false | readonly HtmlPart[];

/**
 * Markup with values in it, as html`<p>${text}</p>`. Every value that is not markup itself is escaped, so that what
 * somebody else wrote stays text. Write attributes in double quotes, and put no value where a tag or a name stands.
 */
export function html(fixed: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new SafeMarkup(fixed.map((text, index) => text + markupOf(parts[index])).join(''));
}

/** A link to a web page, or plain text where the address is none: `javascript:` never becomes a link. */
export function webLink(address: string, text: HtmlPart = address): Html {
  if (!/^https?:\/\//i.test(address)) return html`${text}`;
  return html`<a href="${address}"${text === address && html` class="written-out"`}>${text}</a>`;
}

function markupOf(part: HtmlPart): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number' || part instanceof SafeMarkup) return part.toString();
  return part.map(markupOf).join('');
}

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

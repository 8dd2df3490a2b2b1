import { convert } from 'html-to-text';
import PostalMime, { type Email } from 'postal-mime';

/** A mail as far as it matters for a request. Everything in it is what a stranger claims. */
export type ReadMail = {
  from: { address: string; name?: string } | undefined;
  subject: string;
  text: string;
  /** Values of a header by its lower-case name, in the order in which they stand. */
  header(name: string): string[];
  messageId: string;
  leftOut: ('attachments' | 'rest-of-text' | 'unreadable')[];
};

/** How many bytes of a mail are fetched: text stands before attachments, and what lies beyond is left out. */
export const mostMailBytes = 512 * 1024;
/** Subject and text together, with room for the line between them, fit into a request. */
const mostSubject = 300;
const mostText = 9_600;
const mostHtml = 100_000;
/** A mail inside of a mail is somebody else's words, and an attachment. */
const limits = { maxNestingDepth: 32, maxHeadersSize: 128 * 1024, forceRfc822Attachments: true };

/** Reads a mail of any make; what cannot be made sense of is left out, and said to be. */
export async function readMail(raw: Uint8Array, size: number): Promise<ReadMail> {
  const { headers, body } = partsOf(raw);
  const whole = await parsed(Buffer.concat([headers, body]));
  const mail = whole ?? (await parsed(headers));
  const text = whole ? textOf(whole) : '';
  const lost = size > raw.length && !whole?.attachments.length;
  const longMarkup = !whole?.text?.trim() && (whole?.html?.length ?? 0) > mostHtml;
  const cut = lost || longMarkup || text.length > mostText;
  return {
    from: senderOf(mail),
    subject: clean(mail?.subject ?? '')
      .replaceAll(/\s+/g, ' ')
      .slice(0, mostSubject)
      .toWellFormed(),
    text: text.slice(0, mostText).toWellFormed().trim(),
    header: (name) => (mail?.headers ?? []).filter(({ key }) => key === name).map(({ value }) => value.trim()),
    messageId: mail?.messageId ?? '',
    leftOut: [
      ...(whole?.attachments.some(({ disposition, related }) => disposition === 'attachment' || !related)
        ? (['attachments'] as const)
        : []),
      ...(cut ? (['rest-of-text'] as const) : []),
      ...(whole ? [] : (['unreadable'] as const)),
    ],
  };
}

async function parsed(raw: Uint8Array): Promise<Email | undefined> {
  try {
    return await PostalMime.parse(raw, limits);
  } catch {
    return undefined;
  }
}

/** The headers that say who wrote, what, and how it is to be read. All others are dropped before anything is parsed. */
const wanted = new Set(
  `from subject date message-id mime-version content-type content-transfer-encoding content-disposition return-path
  auto-submitted precedence list-id x-autoreply x-autorespond x-spam-flag in-reply-to`.split(/\s+/),
);
/** A sender who makes one longer wants to keep its reader busy: parsing takes more than its length in time. */
const mostHeader = 4_000;
/** The same holds for lines: half a megabyte of empty ones would hold everybody else up for twenty seconds. */
const mostLines = 8_000;

/** Where the first empty line ends the headers, and the headers that are wanted, each with its folded lines. */
function partsOf(raw: Uint8Array): { headers: Uint8Array; body: Uint8Array } {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const text = bytes.toString('latin1');
  const empty = /\r?\n\r?\n/.exec(text);
  const end = empty ? empty.index : text.length;
  const headers = text
    .slice(0, end)
    .split(/\r?\n(?![ \t])/)
    .filter((header) =>
      wanted.has(
        header
          .slice(0, Math.max(0, header.indexOf(':')))
          .toLowerCase()
          .trim(),
      ),
    )
    .map((header) => `${header.slice(0, mostHeader)}\r\n`)
    .join('');
  return {
    headers: Buffer.from(`${headers}\r\n`, 'latin1'),
    body: empty ? firstLines(bytes.subarray(end + empty[0].length)) : new Uint8Array(),
  };
}

function firstLines(body: Uint8Array): Uint8Array {
  let end = -1;
  for (let line = 0; line < mostLines; line++) {
    end = body.indexOf(0x0a, end + 1);
    if (end < 0) return body;
  }
  return body.subarray(0, end);
}

function senderOf(mail: Email | undefined): ReadMail['from'] {
  const first = mail?.from?.group ? mail.from.group[0] : mail?.from;
  const address = clean(first?.address ?? '').trim();
  if (!/^[^\s@]+@[^\s@]+$/.test(address) || address.length > 254) return undefined;
  const name = clean(first?.name ?? '')
    .trim()
    .slice(0, 200)
    .toWellFormed();
  return { address, ...(name !== '' && { name }) };
}

function textOf({ text, html }: Email): string {
  const plain = clean(text ?? '').trim();
  if (plain !== '' || html === undefined) return plain;
  const selectors = [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
  ];
  try {
    return clean(convert(html.slice(0, mostHtml), { wordwrap: false, selectors, limits: { maxDepth: 64 } })).trim();
  } catch {
    return '';
  }
}

/** Without characters that have no place in what people write: controls, and what turns the direction of reading. */
const clean = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    // oxlint-disable-next-line no-control-regex -- Control characters are what is taken out.
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '');

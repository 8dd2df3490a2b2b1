/** A line of a file without its end, and the place of its first byte. */
export type Line = { readonly text: string; readonly offset: number };

/** A message has a megabyte unless the bus was told otherwise; base64 adds a third, and its headers are short. */
const mostBytes = 4 * 1024 * 1024;

/** What is read is no file of lines; whoever reads says of which file. */
export class LineTooLong extends Error {
  override readonly name = 'LineTooLong';
}

/**
 * The lines of a stream of bytes, one at a time, so that a file of any size takes little memory. What follows the last line
 * break is a line too.
 * @throws {LineTooLong}
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line, void> {
  let rest = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of chunks) {
    let start = 0;
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf(10, start); end >= 0; end = bytes.indexOf(10, start)) {
      yield { text: bytes.toString('utf8', start, end), offset: offset + start };
      start = end + 1;
    }
    rest = bytes.subarray(start);
    offset += start;
    if (rest.length > mostBytes) throw new LineTooLong(`A line has more than ${mostBytes} bytes.`);
  }
  if (rest.length > 0) yield { text: rest.toString('utf8'), offset };
}

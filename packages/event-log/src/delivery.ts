/** Where a delivered message stands: its sequence in the stream, and in what this consumer has delivered. */
export type LedgerPlace = { readonly position: number; readonly delivery: number };

const prefix = '$JS.ACK.';

/**
 * Reads the reply subject of a delivered message: `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream sequence>.<consumer
 * sequence>.<time>.<pending>`, newer servers with `<domain>.<account>` before the stream and perhaps more at the end.
 */
export function parseDelivery(reply: string | undefined): LedgerPlace | undefined {
  if (!reply?.startsWith(prefix)) return undefined;
  // Dots are looked for, because a list of all tokens for each message costs more than hashing a leaf.
  let tokens = 2;
  for (let place = prefix.length; place > 0; place = reply.indexOf('.', place) + 1) tokens += 1;
  if (tokens < 9) return undefined;
  let start = prefix.length;
  for (let token = 2; token < (tokens === 9 ? 5 : 7); token += 1) start = reply.indexOf('.', start) + 1;
  const end = reply.indexOf('.', start);
  const position = Number(reply.slice(start, end));
  const delivery = Number(reply.slice(end + 1, reply.indexOf('.', end + 1)));
  return position > 0 && delivery > 0 ? { position, delivery } : undefined;
}

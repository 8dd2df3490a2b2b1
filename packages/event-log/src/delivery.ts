/** Where a delivered message stands: its sequence in the stream, and in what this consumer has delivered. */
export type LedgerPlace = { readonly position: number; readonly delivery: number };

/**
 * Reads the reply subject of a delivered message: `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream sequence>.<consumer
 * sequence>.<time>.<pending>`, newer servers with `<domain>.<account>` before the stream and perhaps more at the end.
 */
export function parseDelivery(reply: string | undefined): LedgerPlace | undefined {
  const tokens = reply?.split('.') ?? [];
  if (tokens[0] !== '$JS' || tokens[1] !== 'ACK' || tokens.length < 9) return undefined;
  const first = tokens.length === 9 ? 5 : 7;
  const position = Number(tokens[first]);
  const delivery = Number(tokens[first + 1]);
  return position > 0 && delivery > 0 ? { position, delivery } : undefined;
}

/** Random bytes that stand before the fields of a sealed part, so that nobody can guess what a commitment is of. */
export const saltBytes = 16;

const encoder = new TextEncoder();
const start = encoder.encode('vitne/sealed-part/v1\n');

/**
 * What the commitment of a sealed part is the SHA-256 of: `"vitne/sealed-part/v1\n"`, the salt, and the fields as JSON in
 * UTF-8. It stands readable in the event, so the owner of the part can prove what it holds by showing salt and fields, and the
 * key stays secret. When the key is destroyed the salt is gone with the fields, and the commitment says nothing (decision 0032).
 * @throws {RangeError} when the salt has not 16 bytes
 */
export function committedBytes(salt: Uint8Array, fields: string): Uint8Array<ArrayBuffer> {
  if (salt.length !== saltBytes) throw new RangeError(`A salt has ${saltBytes} bytes.`);
  const text = encoder.encode(fields);
  const bytes = new Uint8Array(start.length + saltBytes + text.length);
  bytes.set(start);
  bytes.set(salt, start.length);
  bytes.set(text, start.length + saltBytes);
  return bytes;
}

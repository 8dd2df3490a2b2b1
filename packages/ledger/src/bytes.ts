const textEncoder = new TextEncoder();
// Without ignoreBOM a leading U+FEFF would be swallowed, and two files would read alike.
const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text as UTF-8. */
export const utf8 = (text: string): Uint8Array<ArrayBuffer> => textEncoder.encode(text);

/** Bytes as text, or undefined when they are not valid UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return textDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}

export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Evidence is public, so the comparison need not take the same time for all of it. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

/** Standard base64 with padding (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += 0x8000)
    binary += String.fromCharCode.apply(undefined, bytes.subarray(start, start + 0x8000) as unknown as number[]);
  return btoa(binary);
}

/** The one way to write those bytes in base64, read back; undefined for any other text: spaces, missing padding, loose bits. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return undefined;
  }
  if (btoa(binary) !== text) return undefined;
  const bytes = new Uint8Array(binary.length);
  for (let place = 0; place < bytes.length; place += 1) bytes[place] = binary.charCodeAt(place);
  return bytes;
}

const decimal = /^(?:0|[1-9][0-9]{0,15})$/;

/**
 * A whole number as C2SP writes it: ASCII digits without sign or leading zero.
 * @returns undefined for any other text, and above 2^53 - 1, which is far more than a ledger can hold
 */
export function fromDecimal(text: string): number | undefined {
  if (!decimal.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Reads length-prefixed parts one after another; whatever is cut off or left over is a fault with the reader's code. */
export type PartReader = {
  /** The next part, whose length stands before it in `prefixBytes` bytes (2 or 4). */
  next(prefixBytes: 2 | 4): Uint8Array | undefined;
  readonly isAtEnd: () => boolean;
};

/** @param bytes an attacker may have chosen them: no length is believed before it is compared with what is there */
export function readParts(bytes: Uint8Array): PartReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  return {
    next(prefixBytes) {
      if (offset + prefixBytes > bytes.length) return undefined;
      const length = prefixBytes === 2 ? view.getUint16(offset) : view.getUint32(offset);
      const start = offset + prefixBytes;
      if (start + length > bytes.length) return undefined;
      offset = start + length;
      return bytes.subarray(start, offset);
    },
    isAtEnd: () => offset === bytes.length,
  };
}

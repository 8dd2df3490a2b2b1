const textEncoder = new TextEncoder();

/**
 * Writes parts one after another into one buffer, which grows and can be used again: whoever writes many of them has no memory made
 * for each. Numbers have their most significant byte first.
 */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** @param capacity how many bytes are expected; more make it grow */
  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** How much the buffer holds before it grows again. */
  get capacity(): number {
    return this.#bytes.length;
  }

  /** What was written from a place on, in the buffer itself: it is good until something is written. */
  view(from = 0): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(from, this.#length);
  }

  /** What was written, as the caller's own. */
  copy(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  clear(): this {
    this.#length = 0;
    return this;
  }

  bytes(part: Uint8Array): void {
    this.#makeRoom(part.length);
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  uint16(value: number): void {
    this.#makeRoom(2);
    this.#length += 2;
    this.setUint16(this.#length - 2, value);
  }

  uint32(value: number): void {
    this.#makeRoom(4);
    this.#length += 4;
    this.setUint32(this.#length - 4, value);
  }

  /** Text as UTF-8, behind its length in bytes as uint32. */
  sizedText(text: string): void {
    this.#makeRoom(4 + 3 * text.length);
    const { written } = textEncoder.encodeInto(text, this.#bytes.subarray(this.#length + 4));
    this.setUint32(this.#length, written);
    this.#length += 4 + written;
  }

  /** Bytes behind their length as uint32. */
  sizedBytes(part: Uint8Array): void {
    this.uint32(part.length);
    this.bytes(part);
  }

  /** Puts a number where room was left for it, such as the length of what came after. */
  setUint16(place: number, value: number): void {
    this.#bytes[place] = value >>> 8;
    this.#bytes[place + 1] = value;
  }

  setUint32(place: number, value: number): void {
    this.#bytes[place] = value >>> 24;
    this.#bytes[place + 1] = value >>> 16;
    this.#bytes[place + 2] = value >>> 8;
    this.#bytes[place + 3] = value;
  }

  #makeRoom(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

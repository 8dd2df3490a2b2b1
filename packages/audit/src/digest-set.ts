/** How many 32-bit words a digest has: 128 bits of a SHA-256. Its last word is never 0. */
export const digestWords = 4;

/**
 * A set of digests that takes less than 32 bytes for each. They lie in one array, so that the collector has nothing to do
 * with them.
 */
export class DigestSet {
  #slots = new Uint32Array(digestWords * 1_024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Of the digest that lies in these words from there on, as everywhere here. */
  has(words: Uint32Array, from = 0): boolean {
    return this.#isTaken(this.#placeOf(words, from));
  }

  /** False when it was there before. */
  add(words: Uint32Array, from = 0): boolean {
    if (4 * digestWords * (this.#size + 1) > 3 * this.#slots.length) this.#grow();
    const place = this.#placeOf(words, from);
    if (this.#isTaken(place)) return false;
    for (let word = 0; word < digestWords; word += 1) this.#slots[place + word] = words[from + word] as number;
    this.#size += 1;
    return true;
  }

  /** It keeps its room. */
  clear(): void {
    this.#slots.fill(0);
    this.#size = 0;
  }

  /** Each of them, in no order that means anything; good until something is added. */
  *[Symbol.iterator](): Generator<Uint32Array, void> {
    for (let place = 0; place < this.#slots.length; place += digestWords)
      if (this.#isTaken(place)) yield this.#slots.subarray(place, place + digestWords);
  }

  #isTaken(place: number): boolean {
    return this.#slots[place + digestWords - 1] !== 0;
  }

  /** Where the digest lies, or the free place where it would. */
  #placeOf(words: Uint32Array, from: number): number {
    const places = this.#slots.length / digestWords;
    // The last word, because digests that lie in one partition begin alike.
    let place = (words[from + digestWords - 1] as number) & (places - 1);
    while (this.#isTaken(digestWords * place) && !this.#isAt(digestWords * place, words, from))
      place = (place + 1) & (places - 1);
    return digestWords * place;
  }

  #isAt(place: number, words: Uint32Array, from: number): boolean {
    for (let word = 0; word < digestWords; word += 1)
      if (this.#slots[place + word] !== words[from + word]) return false;
    return true;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(2 * before.length);
    for (let from = 0; from < before.length; from += digestWords) {
      if (before[from + digestWords - 1] === 0) continue;
      const place = this.#placeOf(before, from);
      for (let word = 0; word < digestWords; word += 1) this.#slots[place + word] = before[from + word] as number;
    }
  }
}

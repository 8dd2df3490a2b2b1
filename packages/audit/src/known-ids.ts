import { createHash } from 'node:crypto';

/**
 * A set of ids that takes 16 bytes for each, so that a ledger of millions fits: it keeps 64 bits of their SHA-256. Among a
 * million ids, two that look the same are found once in some thirty million ledgers.
 */
export class KnownIds {
  #slots = new BigUint64Array(1_024);
  #size = 0;

  has(id: string): boolean {
    return this.#slots[this.#place(digestOf(id))] !== 0n;
  }

  /** False when the id was there before. */
  add(id: string): boolean {
    if (2 * (this.#size + 1) > this.#slots.length) this.#grow();
    const digest = digestOf(id);
    const place = this.#place(digest);
    if (this.#slots[place] !== 0n) return false;
    this.#slots[place] = digest;
    this.#size += 1;
    return true;
  }

  /** Where the digest lies, or the free slot where it would. */
  #place(digest: bigint): number {
    const mask = this.#slots.length - 1;
    let place = Number(digest & BigInt(mask));
    while (this.#slots[place] !== 0n && this.#slots[place] !== digest) place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new BigUint64Array(2 * before.length);
    for (const digest of before) if (digest !== 0n) this.#slots[this.#place(digest)] = digest;
  }
}

/** Never 0, which marks a free slot. */
const digestOf = (id: string): bigint => createHash('sha256').update(id).digest().readBigUInt64BE(0) || 1n;

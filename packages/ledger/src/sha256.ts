/*
 * SHA-256 as FIPS 180-4, sections 4.1.2, 4.2.2, 5 and 6.2 define it, in the standard's own letters. Nothing here is
 * secret, so the time it takes tells nobody anything. Tests compare it with the standard's vectors and with Node's.
 */

/** Bits of the fractional part of the square or cube roots of the first primes, from which the standard takes its constants. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return found;
}

/** The first 32 bits of the fractional part of the `degree`-th root of a prime, exactly, with whole numbers only. */
function fractionalBits(prime: number, degree: bigint): number {
  // The largest x with x^degree <= prime * 2^(32 * degree) is the root times 2^32, rounded down.
  const target = BigInt(prime) << (32n * degree);
  let [low, high] = [0n, 1n << 40n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** degree <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}

const K = Uint32Array.from(primes(64), (prime) => fractionalBits(prime, 3n));
const initialH = Uint32Array.from(primes(8), (prime) => fractionalBits(prime, 2n));

const rotateRight = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

/**
 * SHA-256 of the bytes, at once and everywhere.
 * @param bytes shorter than 2^53 bits
 * @returns 32 bytes
 * @see FIPS 180-4, section 6.2
 */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = pad(bytes);
  const view = new DataView(padded.buffer);
  const H = initialH.slice();
  const W = new Uint32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    for (let t = 0; t < 16; t += 1) W[t] = view.getUint32(block + 4 * t);
    for (let t = 16; t < 64; t += 1) {
      const [w2, w15] = [W[t - 2] as number, W[t - 15] as number];
      const small1 = rotateRight(w2, 17) ^ rotateRight(w2, 19) ^ (w2 >>> 10);
      const small0 = rotateRight(w15, 7) ^ rotateRight(w15, 18) ^ (w15 >>> 3);
      W[t] = small1 + (W[t - 7] as number) + small0 + (W[t - 16] as number);
    }
    compress(H, W);
  }
  const digest = new Uint8Array(32);
  const out = new DataView(digest.buffer);
  H.forEach((word, index) => out.setUint32(4 * index, word));
  return digest;
}

function compress(H: Uint32Array, W: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = H as unknown as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t += 1) {
    const big1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + big1 + choice + (K[t] as number) + (W[t] as number)) | 0;
    const big0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const t2 = (big0 + majority) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => (H[index] = (H[index] as number) + word));
}

/** A one bit, zeros, and the length in bits, up to whole blocks of 64 bytes (section 5.1.1). */
function pad(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(padded.length - 4, (bytes.length * 8) >>> 0);
  return padded;
}

/** Same seed, same numbers (mulberry32), so that a finding can be shown again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Pieces that mean something to one of the parsers. */
const pieces = [
  '\n',
  '\n\n',
  ' ',
  '=',
  '+',
  '0',
  '-1',
  '\u2014 ',
  '\r',
  '\0',
  '\ufeff',
  'index ',
  'extra ',
  '/',
  'x001/',
  '.p/0',
  '9'.repeat(20),
];

function mutate(text: string, random: (below: number) => number): string {
  const [at, to] = [random(text.length + 1), random(text.length + 1)];
  const [start, end] = [Math.min(at, to), Math.max(at, to)];
  const piece = pieces[random(pieces.length)] ?? '';
  switch (random(6)) {
    case 0:
      return text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + piece + text.slice(at);
    case 2:
      return text.slice(0, at);
    case 3:
      return text.slice(0, start) + text.slice(Math.min(end, start + 4));
    case 4:
      return text.slice(0, end) + text.slice(start);
    default:
      return text + piece;
  }
}

/**
 * Changes samples at random, and looks for a text that a parser takes though it would be written otherwise, or at which it throws.
 * @param canonical writes again what was read, or gives undefined when the text was refused
 * @returns the first such text, or undefined when none was found
 */
export function findMisreading(
  samples: readonly string[],
  canonical: (text: string) => string | undefined,
  { seed, rounds }: { seed: number; rounds: number },
): string | undefined {
  const random = randomFrom(seed);
  for (let round = 0; round < rounds; round += 1) {
    let text = samples[random(samples.length)] ?? '';
    for (let times = 1 + random(3); times > 0; times -= 1) text = mutate(text, random);
    try {
      const written = canonical(text);
      if (written !== undefined && written !== text) return text;
    } catch {
      return text;
    }
  }
  return undefined;
}

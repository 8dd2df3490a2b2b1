/** Chance that can be repeated: the same seed and name give the same draws, on any machine. */
export type Chance = {
  /** From 0 up to, and not including, 1. */
  draw(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  /** True in this share of cases. */
  happens(share: number): boolean;
  one<Of>(of: readonly Of[]): Of;
  /** A moment between two, in milliseconds. */
  moment(fromMs: number, toMs: number): number;
  /** Chance of its own for a part, so that what one part draws moves nothing in another. */
  of(name: string): Chance;
};

/** FNV-1a over the text, in 32 bits. */
export function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** Mulberry32: 32 bits of state, fast, and good enough for telling stories. */
export function chance(seed: string): Chance {
  let state = numberOf(seed);
  const draw = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  return {
    draw,
    whole: (least, most) => least + Math.floor(draw() * (most - least + 1)),
    happens: (share) => draw() < share,
    one: (of) => {
      const found = of[Math.floor(draw() * of.length)];
      if (found === undefined) throw new RangeError('There is nothing to choose from.');
      return found;
    },
    moment: (fromMs, toMs) => Math.floor(fromMs + draw() * Math.max(0, toMs - fromMs)),
    of: (name) => chance(`${seed}/${name}`),
  };
}

/** A message of a ledger as a line of JSON, for those who alter a copy of it. */
export type Line = {
  sequence: number;
  subject: string;
  headers: Record<string, string>;
  data: { facts: Record<string, unknown>; sealed: { key: string }[] };
};

export const linesOf = (ledger: string): Line[] =>
  ledger
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as Line);

export const typeOf = ({ headers }: Line): string => headers['ce-type'] ?? '';

export const hasType = (type: string) => (line: Line) => typeOf(line) === type;

const written = (lines: readonly Line[]): string => lines.map((line) => JSON.stringify(line)).join('\n');

/** A copy without some messages, numbered anew: the forger leaves no gap. */
export const without = (ledger: string, gone: (line: Line) => boolean): string =>
  written(
    linesOf(ledger)
      .filter((line) => !gone(line))
      .map((line, index) => ({ ...line, sequence: index + 1 })),
  );

/** A copy in which one message says something else. */
export const altered = (ledger: string, sequence: number, change: (line: Line) => void): string => {
  const lines = linesOf(ledger);
  const line = lines[sequence - 1];
  if (line) change(line);
  return written(lines);
};

/** A copy from which one message was torn out. */
export const torn = (ledger: string, sequence: number): string =>
  written(linesOf(ledger).filter((line) => line.sequence !== sequence));

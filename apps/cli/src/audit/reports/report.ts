import type { Tenant } from '@vitne/contracts/channels';

export type Language = 'nb' | 'en';
export type InWords = Record<Language, string>;
/** The same text in both languages, for names, ids and dates. */
export const plain = (text: string): InWords => ({ nb: text, en: text });

/** A number, and the positions of the events that it was counted from. */
export type Figure = { id: string; says: InWords; count: number; positions: number[] };
export type Table = {
  id: string;
  says: InWords;
  columns: InWords[];
  /** The first cell names the row. Each row rests on the events at its positions. */
  rows: { cells: InWords[]; positions: number[] }[];
};
export type Section = { id: string; says: InWords; figures: Figure[]; tables: Table[] };

export const reportKinds = ['accountability', 'ropa', 'requests', 'retention', 'breaches'] as const;
export type ReportKind = (typeof reportKinds)[number];

/** What a ledger says of a period, from its first moment up to, and without, its last. */
export type Report = {
  report: ReportKind;
  title: InWords;
  tenant: Tenant;
  /** The organisation's name, by the statement in force at the end. */
  organisation?: string;
  statementVersion?: string;
  from: string;
  to: string;
  /** Up to which position the ledger was read. */
  newest: number;
  sections: Section[];
};

/** A figure of these events. */
export const figure = (
  id: string,
  nb: string,
  en: string,
  positions: readonly number[],
  count = positions.length,
): Figure => ({
  id,
  says: { nb, en },
  count,
  positions: [...positions],
});

/** Makes figures of how many of a list something is true of, each with the events that those rest on. */
export const countedIn =
  <One extends { readonly positions: readonly number[] }>(all: readonly One[]) =>
  (id: string, nb: string, en: string, is: (one: One) => boolean): Figure => {
    const some = all.filter(is);
    return figure(
      id,
      nb,
      en,
      some.flatMap(({ positions }) => positions),
      some.length,
    );
  };

/** Positions as people write them: `13–17, 24`. */
export function ranges(positions: readonly number[]): string {
  const sorted = [...new Set(positions)].sort((one, other) => one - other);
  const parts: string[] = [];
  for (let start = 0, end = 0; start < sorted.length; start = end + 1) {
    end = start;
    while (sorted[end + 1] === (sorted[end] as number) + 1) end += 1;
    parts.push(end === start ? String(sorted[start]) : `${sorted[start]}–${sorted[end]}`);
  }
  return parts.join(', ');
}

/** One value a line, so that a spreadsheet needs to know nothing of the report (RFC 4180). */
export function reportAsCsv({ sections }: Report, language: Language): string {
  const lines = [['section', 'row', 'column', 'value', 'positions']];
  for (const { id, figures, tables } of sections) {
    for (const { id: name, says, count, positions } of figures)
      lines.push([id, name, says[language], String(count), ranges(positions)]);
    for (const { id: name, columns, rows } of tables) {
      for (const [index, { cells, positions }] of rows.entries()) {
        for (const [place, cell] of cells.entries())
          lines.push([
            `${id}/${name}`,
            String(index + 1),
            columns[place]?.[language] ?? '',
            cell[language],
            ranges(positions),
          ]);
      }
    }
  }
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** A cell that a spreadsheet would take for a formula is put in as text. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

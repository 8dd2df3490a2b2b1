import { countedIn, plain, type Section, type Table } from './report.ts';
import { type FoldedPeriod, isWithin } from './report-fold.ts';

/** What was disposed of, how it was confirmed, and what is still kept and until when (Art. 5(1)(e), 17). */
export function retentionSections(period: FoldedPeriod): Section[] {
  const concerned = period.of.disposals.filter(
    ({ doc }) => doc.completed === undefined || Date.parse(doc.completed) >= Date.parse(period.from),
  );
  const counted = countedIn(concerned);
  return [
    {
      id: 'disposals',
      says: { nb: 'Sletting og anonymisering', en: 'Erasure and anonymisation' },
      figures: [
        counted('ordered', 'bestilt i perioden', 'ordered in the period', ({ doc }) => isWithin(period, doc.ordered)),
        counted('completed', 'fullført i perioden', 'completed in the period', ({ doc }) =>
          isWithin(period, doc.completed),
        ),
        counted('final', 'endelige i perioden', 'final in the period', ({ doc }) => isWithin(period, doc.final)),
        counted('waiting', 'venter på bekreftelse', 'waiting for confirmation', ({ doc }) => doc.state === 'ordered'),
        counted('overdue', 'ikke bekreftet i tide', 'not confirmed in time', ({ doc }) =>
          isWithin(period, doc.overdue),
        ),
      ],
      tables: [
        {
          id: 'each-disposal',
          says: {
            nb: 'Hver sletting som var under arbeid i perioden',
            en: 'Each disposal that was under way in the period',
          },
          columns: [
            { nb: 'Sletting', en: 'Disposal' },
            { nb: 'Opplysninger', en: 'Data' },
            { nb: 'Hvorfor', en: 'Why' },
            { nb: 'Bestilt', en: 'Ordered' },
            { nb: 'Bekreftet av', en: 'Confirmed by' },
            { nb: 'Virkning', en: 'Effective' },
            { nb: 'Endelig', en: 'Final' },
          ],
          rows: concerned.map(({ key, doc, positions }) => ({
            cells: [
              plain(key.slice(0, 12)),
              plain(doc.dataCategories.join(', ')),
              plain(doc.reason),
              plain(doc.ordered.slice(0, 10)),
              plain(doc.confirmations.map(({ system, method }) => `${system}: ${method}`).join(', ') || '–'),
              plain(doc.effective?.slice(0, 10) ?? '–'),
              plain(doc.final?.slice(0, 10) ?? '–'),
            ],
            positions,
          })),
        },
      ],
    },
    {
      id: 'holdings',
      says: { nb: 'Det som oppbevares ved periodens slutt', en: 'What is kept at the end of the period' },
      figures: [],
      tables: [holdingsByRule(period)],
    },
  ];
}

/** By rule, because a row for each person would show more of people than a report needs. */
function holdingsByRule({ of }: FoldedPeriod): Table {
  const all = of.files.flatMap(({ doc, positions }) =>
    Object.values(doc.file.holdings).map((holding) => ({ holding, positions })),
  );
  const byRule = Map.groupBy(all, ({ holding }) => holding.rule);
  return {
    id: 'by-rule',
    says: { nb: 'Etter regel i erklæringen', en: 'By rule of the statement' },
    columns: [
      { nb: 'Regel', en: 'Rule' },
      { nb: 'Opplysninger', en: 'Data' },
      { nb: 'Antall', en: 'How many' },
      { nb: 'Neste som skal slettes', en: 'Next to go' },
      { nb: 'Lovpålagt', en: 'By law' },
    ],
    rows: [...byRule].map(([rule, some]) => ({
      cells: [
        plain(rule),
        plain([...new Set(some.flatMap(({ holding }) => holding.dataCategories))].join(', ')),
        plain(String(some.length)),
        plain(some.flatMap(({ holding }) => holding.erasableFrom ?? []).sort()[0] ?? '–'),
        plain(some.find(({ holding }) => holding.legalDuty)?.holding.legalDuty ?? '–'),
      ],
      positions: some.flatMap(({ positions }) => positions),
    })),
  };
}

import type { Statement } from '@vitne/contracts/statement/schema';
import { recipientNameOf } from '@vitne/contracts/statement/statement-index';
import { type RecordOfProcessing, recordOfProcessing } from '@vitne/processor-registry/record-of-processing';
import { figure, type InWords, type Language, plain, type Section, type Table } from './report.ts';
import type { FoldedPeriod } from './report-fold.ts';

type Row = RecordOfProcessing['activities'][number];
type Column = { says: InWords; cell: (row: Row) => InWords };

/** The record of processing activities (Art. 30) as it stood at the end of the period, by the registry's own rules. */
export function ropaSections({ of, statements }: FoldedPeriod): Section[] {
  const newest = of.activities.reduce((latest, { doc }) => Math.max(latest, doc.order), 0);
  const version = of.activities.find(({ doc }) => doc.order === newest)?.doc.statementVersion;
  const statement = statements.findLast((one) => one.version === version)?.statement;
  if (!statement) return [];
  const registered = of.activities.filter(({ doc }) => doc.statementVersion === version);
  const named = of.recipients.flatMap(({ doc }) => (doc.named ? [{ recipient: doc.recipient, ...doc.named }] : []));
  const beside = named.filter(({ statementVersion }) => statementVersion === undefined);
  const record = recordOfProcessing(
    registered.map(({ doc }) => doc),
    statement,
    beside,
  );
  const activityPositions = new Map(registered.map(({ key, positions }) => [key, positions]));
  const recipientPositions = new Map(of.recipients.map(({ key, positions }) => [key, positions]));
  const table = (id: string, article: Row['article'], says: InWords, columns: readonly Column[]): Table => ({
    id,
    says,
    columns: columns.map((column) => column.says),
    rows: record.activities
      .filter((row) => row.article === article)
      .map((row) => ({
        cells: columns.map(({ cell }) => cell(row)),
        positions: [
          ...(activityPositions.get(row.activity) ?? []),
          ...[...row.recipients, ...row.alsoGiven.map(({ recipient }) => recipient)].flatMap(
            (recipient) => recipientPositions.get(recipient) ?? [],
          ),
        ],
      })),
  });
  const { name, onBehalfOf, people, recipients, transfers, erasure, security } = columnsOf(statement);
  return [
    {
      id: 'record',
      says: { nb: 'Protokoll over behandlingsaktiviteter (art. 30)', en: 'Record of processing activities (Art. 30)' },
      figures: [
        figure(
          'activities',
          'behandlingsaktiviteter',
          'processing activities',
          registered.flatMap(({ positions }) => positions),
          registered.length,
        ),
      ],
      tables: [
        table(
          'as-controller',
          '30(1)',
          { nb: 'Som behandlingsansvarlig: art. 30(1)', en: 'As controller: Art. 30(1)' },
          [name, people, recipients, transfers, erasure, security],
        ),
        table('as-processor', '30(2)', { nb: 'Som databehandler: art. 30(2)', en: 'As processor: Art. 30(2)' }, [
          name,
          onBehalfOf,
          recipients,
          transfers,
          security,
        ]),
      ],
    },
  ];
}

const inBoth = (say: (language: Language) => readonly string[]): InWords => ({
  nb: inARow(say('nb')),
  en: inARow(say('en')),
});

/** Whole sentences follow each other as they are; names are set apart. */
const inARow = (parts: readonly string[]): string => [...new Set(parts)].join('; ').replaceAll('.; ', '. ') || '–';

const followedBy = (one: InWords, between: string, other: InWords): InWords => ({
  nb: `${one.nb}${between}${other.nb}`,
  en: `${one.en}${between}${other.en}`,
});

/** The columns of Art. 30, each saying ids of the statement by their names. */
function columnsOf(statement: Statement) {
  const namesOf = (parts: readonly { id: string; name: InWords }[], ids: readonly string[]): InWords =>
    inBoth((language) => ids.map((id) => parts.find((part) => part.id === id)?.name[language] ?? id));
  const column = (nb: string, en: string, cell: Column['cell']): Column => ({ says: { nb, en }, cell });
  const nameOf = (id: string, row: Row, language: Language): string =>
    row.alsoGiven.find(({ recipient }) => recipient === id)?.name ?? recipientNameOf(statement, id, language);
  return {
    name: column('Behandling og formål', 'Processing and purposes', (row) =>
      followedBy(row.name, '. ', namesOf(statement.purposes, row.purposes)),
    ),
    onBehalfOf: column('På vegne av', 'On behalf of', ({ onBehalfOf }) => onBehalfOf ?? plain('–')),
    people: column('Hvem og hvilke opplysninger', 'People and data', (row) =>
      followedBy(
        namesOf(statement.populations, row.populations),
        ': ',
        namesOf(statement.dataCategories, row.dataCategories),
      ),
    ),
    recipients: column('Mottakere', 'Recipients', (row) =>
      inBoth((language) =>
        [...row.recipients, ...row.alsoGiven.map(({ recipient }) => recipient)].map((id) => nameOf(id, row, language)),
      ),
    ),
    transfers: column('Overføring ut av EØS', 'Transfers out of the EEA', (row) =>
      inBoth((language) =>
        row.transfers.map(
          ({ recipient, locations, article, instrument }) =>
            `${nameOf(recipient, row, language)} (${locations.join(', ')}): ${article}, ${instrument}`,
        ),
      ),
    ),
    erasure: column('Slettefrister', 'Time limits for erasure', (row) =>
      inBoth((language) => row.timeLimits.map(({ after }) => after[language])),
    ),
    security: column('Sikkerhet', 'Security', (row) =>
      inBoth((language) => row.security.map(({ name }) => name[language])),
    ),
  };
}

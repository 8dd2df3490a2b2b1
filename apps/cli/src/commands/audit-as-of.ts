import { entityIdSchema } from '@vitne/contracts/channels';
import type { Question } from '@vitne/contracts/decisions/decision-facts';
import { personIdSchema } from '@vitne/contracts/event-definition';
import { isRejected, readInstant } from '@vitne/contracts/law/moments';
import { type AsOf, asOf } from '../audit/as-of.ts';
import { ledgerAt } from '../audit/ledger-at.ts';
import { type MayAnswer, mayAt } from '../audit/may.ts';
import { type LedgerOptions, withLedgers } from '../ledgers.ts';
import { progressLine } from '../progress-line.ts';
import { UsageError } from '../usage-error.ts';

export type AsOfOptions = LedgerOptions & {
  /** The purpose that is asked about. */
  may?: string;
  category?: string;
  person?: string;
  recipient?: string;
  population?: string;
  company?: string;
};
export type AsOfAnswer = AsOf & { may?: MayAnswer & { question: Question & { person?: string } } };

/**
 * What stood at a moment, and whether data could be used then, by the ledger alone.
 * @throws {UsageError} for a moment or a question that cannot be read
 */
export async function auditAsOf(moment: string, options: AsOfOptions): Promise<AsOfAnswer> {
  if (isRejected(readInstant(moment)))
    throw new UsageError('Give the moment as RFC 3339 with seconds and an offset, such as 2026-03-05T10:00:00+01:00.');
  const question = questionOf(options);
  return withLedgers(options, async (source) => {
    const { tenant, person } = options;
    const line = progressLine();
    const onProgress = (events: number, newest: number): void => line.show(tenant, events, newest);
    const folded = await ledgerAt(source, tenant, moment, { onProgress });
    line.end();
    const stood = asOf(folded);
    if (!question) return stood;
    const may = await mayAt(source, folded, person, question);
    return { ...stood, may: { ...may, question: { ...(person !== undefined && { person }), ...question } } };
  });
}

function questionOf(options: AsOfOptions): Question | undefined {
  const { may, category, person, recipient, population, company } = options;
  const rest = { category, person, recipient, population, company };
  if (may === undefined) {
    const idle = Object.entries(rest).find(([, value]) => value !== undefined)?.[0];
    if (idle !== undefined) throw new UsageError(`--${idle} belongs to a question: name the purpose with --may.`);
    return undefined;
  }
  if (category === undefined) throw new UsageError('Name the data category that is asked about with --category.');
  for (const id of [person, company]) {
    if (id !== undefined && !personIdSchema.safeParse(id).success)
      throw new UsageError('Name people and companies by the random ids that the ledger knows them by.');
  }
  if (recipient !== undefined && !entityIdSchema.safeParse(recipient).success)
    throw new UsageError('Name the recipient by its id in the statement.');
  return { purpose: may, dataCategory: category, recipient, population, company };
}

const mostRows = 12;

/** What a person at a terminal reads. */
export function describeAsOf(answer: AsOfAnswer): string {
  const { tenant, at, events, position, newest, statement, may } = answer;
  const lines = [
    `${tenant} as of ${at}: ${events} of ${newest} events had happened, the last at ${position}`,
    statement
      ? `statement ${statement.version}, published ${statement.published} (${statement.position})`
      : 'no statement was published',
    ...section('consents in force', answer.consents, (row) => [
      row.person,
      row.purpose,
      row.recipient ?? '',
      row.expires === undefined ? '' : `until ${row.expires}`,
    ]),
    ...section('companies that agreed', answer.companyConsents, (row) => [
      row.company,
      row.purpose,
      row.recipient ?? '',
    ]),
    ...section('recipients', answer.recipients, (row) => [
      row.recipient,
      row.kind,
      row.locations.join(' '),
      row.agreements.length > 0 ? 'agreement in force' : 'no agreement',
    ]),
    ...section('processing activities', answer.activities, (row) => [row.activity, row.role, row.purposes.join(' ')]),
    ...section('holdings', answer.holdings, (row) => [
      row.person,
      row.holding,
      row.erasableFrom === undefined ? 'as long as its reason lasts' : `goes ${row.erasableFrom}`,
      row.legalHold ? 'legal hold' : '',
    ]),
    ...section('disposals under way', answer.disposals, (row) => [
      row.person,
      row.disposal,
      row.dataCategories.join(' '),
      row.waitingFor.length > 0 ? `waits for ${row.waitingFor.join(' ')}` : '',
    ]),
    ...section('open requests', answer.requests, (row) => [
      row.request,
      row.requestType,
      row.status,
      `due ${row.due}`,
      row.overdue ? 'OVERDUE' : '',
    ]),
  ];
  if (may) lines.push(...describeMay(may));
  return lines.join('\n');
}

function section<Of extends { position: number }>(
  title: string,
  rows: readonly Of[],
  words: (row: Of) => string[],
): string[] {
  const more = rows.length - mostRows;
  return [
    `${title}: ${rows.length}`,
    ...rows.slice(0, mostRows).map((row) => `    ${words(row).filter(Boolean).join('  ')}  (${row.position})`),
    ...(more > 0 ? [`    and ${more} more, which --json lists`] : []),
  ];
}

const describeMay = ({ decision, reasons, statementVersion, question }: NonNullable<AsOfAnswer['may']>): string[] => [
  `may ${question.dataCategory} be used for ${question.purpose}${question.recipient === undefined ? '' : ` and given to ${question.recipient}`}: ${decision}${statementVersion === undefined ? '' : ` (statement ${statementVersion})`}`,
  ...reasons.map(({ code, article, says }) => `    ${code}${article === undefined ? '' : ` (${article})`}: ${says}`),
];

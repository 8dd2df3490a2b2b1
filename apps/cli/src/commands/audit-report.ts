import { writeFileSync } from 'node:fs';
import { isRejected, readDate, readInstant } from '@vitne/contracts/law/moments';
import { makeReport } from '../audit/reports/make-report.ts';
import { type Language, type ReportKind, reportAsCsv, reportKinds } from '../audit/reports/report.ts';
import { reportPage } from '../audit/reports/report-page.ts';
import { fromCaller } from '../called-from.ts';
import { type LedgerOptions, withLedgers } from '../ledgers.ts';
import { progressLine } from '../progress-line.ts';
import { UsageError } from '../usage-error.ts';

export type ReportOptions = LedgerOptions & {
  from: string;
  to: string;
  format: string;
  language: string;
  out?: string;
};

/**
 * A report on a period as text: a page, JSON or CSV.
 * @throws {UsageError} for a report that there is not, or a period that cannot be read
 */
export async function auditReport(kind: string, options: ReportOptions): Promise<string> {
  const named = reportKinds.find((one) => one === kind);
  if (!named) throw new UsageError(`Name one of the reports: ${reportKinds.join(', ')}.`);
  if (!['html', 'json', 'csv'].includes(options.format)) throw new UsageError('A report is html, json or csv.');
  if (!['nb', 'en'].includes(options.language)) throw new UsageError('It can be told in nb or en.');
  const period = { from: momentNamed(options.from), to: momentNamed(options.to) };
  if (Date.parse(period.from) >= Date.parse(period.to)) throw new UsageError('A period ends after it begins.');
  const text = await written(named, period, options);
  if (options.out === undefined) return text;
  writeFileSync(fromCaller(options.out), text);
  return `${options.out} is written.`;
}

async function written(
  kind: ReportKind,
  period: { from: string; to: string },
  options: ReportOptions,
): Promise<string> {
  const language = options.language as Language;
  return withLedgers(options, async (source) => {
    const line = progressLine();
    const onProgress = (events: number, newest: number): void => line.show(options.tenant, events, newest);
    const report = await makeReport(source, options.tenant, kind, period, { onProgress });
    line.end();
    if (options.format === 'json') return JSON.stringify(report, undefined, 2);
    return options.format === 'csv' ? reportAsCsv(report, language) : reportPage(report, language);
  });
}

/** A moment, or a day, which begins at midnight in UTC. */
function momentNamed(text: string): string {
  if (!isRejected(readInstant(text))) return text;
  if (!isRejected(readDate(text))) return `${text}T00:00:00Z`;
  throw new UsageError('Give a day as YYYY-MM-DD, or a moment as RFC 3339 with seconds and an offset.');
}

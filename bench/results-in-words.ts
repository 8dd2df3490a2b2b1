import type { AppendMeasure } from './append.ts';
import type { HttpMeasure, HttpMeasured } from './http.ts';

/** A process that computes for this share of the time has no room left. */
const full = 0.85;
/** Where other programs hold the cores, waiting for one looks like waiting for an engine. */
const unknown = 'unknown: other work holds the cores';

/** The appends as a table, and what bounds each row. */
export function appendLines(measures: readonly AppendMeasure[], isQuiet: boolean): string[] {
  const rows = measures.map(({ callers, eventLogPerSecond, rawPerSecond, ratio, processBusy }) => [
    String(callers),
    rate(eventLogPerSecond),
    `${((callers / eventLogPerSecond) * 1_000).toFixed(1)} ms`,
    rate(rawPerSecond),
    ratio.toFixed(2),
    percent(processBusy),
    processBusy > full
      ? 'this process: sealing, encoding and the NATS client on one thread'
      : isQuiet
        ? 'the server: it stages, checks and syncs each commit before it answers'
        : unknown,
  ]);
  return [
    '\nAppend, sealed, under the lock and on disk, against raw group commit of the same bytes',
    ...table(['callers', 'event-log', 'each takes', 'raw', 'ratio', 'process busy', 'bound by'], rows),
  ];
}

/** The consents over HTTP as a table, and what bounds each row. */
export function httpLines({ measures }: HttpMeasured, isQuiet: boolean): string[] {
  const rows = measures.map((measure) => [
    measure.what,
    rate(measure.perSecond),
    measure.ratio.toFixed(2),
    `${measure.medianMs.toFixed(0)} ms`,
    `${measure.slowestHundredthMs.toFixed(0)} ms`,
    ...[measure.serviceBusy, measure.loadBusy, measure.machineBusy].map(percent),
    boundOf(measure, isQuiet),
  ]);
  const head = [
    'POST /v1/consents',
    'rate',
    'ratio',
    'median',
    'p99',
    'service busy',
    'load busy',
    'machine busy',
    'bound by',
  ];
  return [
    '\nConsents over HTTP, 32 connections, against an empty route with the same schema and no token',
    ...table(head, rows),
  ];
}

/** What was answered beside what is there. */
export function storedLines({ answered, refused, stored, behindMs }: HttpMeasured): string[] {
  return [
    `answered ${answered} consents, ${refused} refused or failed; the ledger holds ${stored.events} (${stored.ids} different ids)`,
    `of ${stored.people} people; the read model holds ${stored.documents} documents with ${stored.entries} entries, complete at most ${Math.round(behindMs)} ms after a round`,
  ];
}

function boundOf({ serviceBusy, loadBusy, machineBusy }: HttpMeasure, isQuiet: boolean): string {
  if (loadBusy > full) return 'the load: it can send no faster';
  if (serviceBusy > full) return 'the one thread of the service';
  if (!isQuiet) return unknown;
  if (machineBusy > full) return 'the cores, which service, engines and load share';
  return 'waiting for the engines and their disk';
}

const rate = (perSecond: number): string => `${Math.round(perSecond)}/s`;
const percent = (share: number): string => `${Math.round(share * 100)} %`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

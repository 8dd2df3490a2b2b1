import { readFileSync } from 'node:fs';
import { calendarVersionSchema, calendarVersions } from '@vitne/contracts/law/calendars';
import { draftLawSchema, lawOfDraft } from '@vitne/contracts/law/draft-law';
import type { ByLaw } from '@vitne/contracts/law/due';
import { rulesVersionSchema, rulesVersions } from '@vitne/contracts/law/rules';
import { parse } from 'yaml';
import { differencesOf, type ReplayedDecisions, replayDecisions } from '../audit/decisions/replay-decisions.ts';
import { fromCaller } from '../called-from.ts';
import { type LedgerOptions, tenantsThere, withLedgers } from '../ledgers.ts';
import { progressLine } from '../progress-line.ts';
import { UsageError } from '../usage-error.ts';

export type DecisionsOptions = Omit<LedgerOptions, 'tenant'> & {
  tenant?: string[];
  /** A published version, or the file of a draft. */
  rules?: string;
  calendar?: string;
};

/**
 * Makes every automatic decision again, by the law that it pinned or by another one.
 * @throws {UsageError} when a ledger or a law cannot be read
 */
export async function auditDecisions(options: DecisionsOptions): Promise<ReplayedDecisions[]> {
  const law = lawNamed(options);
  const replayed: ReplayedDecisions[] = [];
  for (const tenant of options.tenant ?? tenantsThere(options)) {
    const line = progressLine();
    const onProgress = (events: number, newest: number): void => line.show(tenant, events, newest);
    replayed.push(
      await withLedgers({ ...options, tenant }, (source) => replayDecisions(source, tenant, law, { onProgress })),
    );
    line.end();
  }
  return replayed;
}

/** The law to decide by, where it is not the one that was pinned. */
function lawNamed({ rules, calendar }: DecisionsOptions): ByLaw | undefined {
  if (rules === undefined && calendar === undefined) return undefined;
  const draft = rules !== undefined && !rulesVersionSchema.safeParse(rules).success ? readDraft(rules) : undefined;
  if (calendar !== undefined && !calendarVersionSchema.safeParse(calendar).success)
    throw new UsageError(`Name a published calendar: ${calendarVersions.join(', ')}.`);
  return { ...(draft ?? (rules === undefined ? {} : { rules })), ...(calendar !== undefined && { calendar }) };
}

function readDraft(path: string): ByLaw {
  let content: unknown;
  try {
    content = parse(readFileSync(fromCaller(path), 'utf8'));
  } catch {
    throw new UsageError(
      `${path} is neither published rules (${rulesVersions.join(', ')}) nor a file that can be read.`,
    );
  }
  const draft = draftLawSchema.safeParse(content);
  if (draft.success) return lawOfDraft(draft.data);
  const [issue] = draft.error.issues;
  throw new UsageError(`${path} is no draft of a law at ${issue?.path.join('.') || 'its top'}: ${issue?.message}.`);
}

export const decisionDifferences = (replayed: readonly ReplayedDecisions[]): number =>
  replayed.reduce((sum, one) => sum + differencesOf(one), 0);

/** A derivation is long, and follows from the dates beside it; as JSON it is there. */
const isForPeople = ({ path }: { path: string }, _index: number, all: readonly object[]): boolean =>
  all.length === 1 || !path.endsWith('derivation');

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** What a person at a terminal reads: a line for each kind, and each difference by its place. */
export function describeDecisions(replayed: readonly ReplayedDecisions[]): string {
  const lines = replayed.flatMap(({ tenant, kinds }) =>
    kinds.flatMap(({ decisions, made, different, unlisted }) => [
      `${tenant}  ${decisions.padEnd(44)} ${String(made).padStart(6)} decisions  ${different.length + unlisted === 0 ? 'the same' : `${different.length + unlisted} differ`}`,
      ...different.flatMap(({ position, type, differences }) =>
        differences
          .filter(isForPeople)
          .map(
            ({ path, recorded, recomputed }) =>
              `    ${position}  ${type}  ${path}: ${shown(recorded)} → ${shown(recomputed)}`,
          ),
      ),
    ]),
  );
  const made = replayed.reduce((sum, { kinds }) => sum + kinds.reduce((inner, kind) => inner + kind.made, 0), 0);
  lines.push(
    `decided ${made} decisions of ${replayed.length} ledgers again: ${decisionDifferences(replayed)} differences`,
  );
  return lines.join('\n');
}

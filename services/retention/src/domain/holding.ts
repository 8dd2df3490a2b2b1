import type { holdingScheduled } from '@vitne/contracts/catalogue/retention-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { isRejected, type LawRejected } from '@vitne/contracts/law/moments';
import { accountingClock, computeErasable, type Erasable } from '@vitne/contracts/law/retention';
import { currentRules, type DraftRules, rulesOf } from '@vitne/contracts/law/rules';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import type { RetentionRule, Statement } from '@vitne/contracts/statement/schema';
import { dayBefore } from './moments.ts';
import type { Sources } from './sources.ts';

/** What is kept of a person under one rule, with the whole result of the computation. */
export type Holding = FactsOf<typeof holdingScheduled>;

export type HoldingQuestion = {
  statement: Statement;
  statementVersion: string;
  rule: RetentionRule;
  person: string;
  /** The month of rolling data, or the one in which the accounting year ends. */
  period?: string | undefined;
  dataCategories: ReadonlySet<string>;
  systems: ReadonlySet<string>;
  sources?: Sources | undefined;
  /** On whose behalf it is kept, or the client whose end counts. */
  client?: string | undefined;
  /** Absent while the anchor has not happened. */
  anchored?: string | undefined;
  /** For computing again: the rules that were pinned, or others to compare with. */
  rules?: string | DraftRules;
};

/** Which data of a rule a holding is for: of which month, and of which client where it is kept on clients' behalf. */
export type Portion = { period?: string | undefined; client?: string | undefined };

/** `<rule>`, with the client on whose behalf it is kept, and with the month by which its data goes. */
export const holdingIdOf = ({ id, role }: RetentionRule, { period, client }: Portion = {}): string =>
  [
    id,
    ...(role === 'processor' && client !== undefined ? [client] : []),
    ...(period === undefined ? [] : [period]),
  ].join('-');

/** Computes until when something is kept. Without an anchor it is kept as long as its reason lasts, and has no date. */
export function scheduleHolding(question: HoldingQuestion): Holding | LawRejected {
  const { statement, rule, person, period, client, anchored, sources, rules = currentRules } = question;
  const law = rulesOf(rules);
  if (isRejected(law)) return law;
  const held = {
    person,
    holding: holdingIdOf(rule, { period, client }),
    rule: rule.id,
    role: rule.role,
    ...(rule.material !== undefined && { material: rule.material }),
    dataCategories: inOrder(question.dataCategories, rule.dataCategories),
    ...(sources !== undefined && Object.keys(sources).length > 0 && { sources }),
    systems: inOrder(question.systems, rule.systems),
    ...(client !== undefined && { client }),
    ...(period !== undefined && { period }),
    anchor: rule.anchor,
    action: rule.action,
    ...(rule.mayAnonymiseInstead && { mayAnonymiseInstead: true }),
    ...(rule.legalDuty && { legalDuty: `${rule.legalDuty.law}, GDPR ${rule.legalDuty.article}` }),
    statementVersion: question.statementVersion,
  };
  if (anchored === undefined) return { ...held, derivation: [], rules: law.version };
  const zone = statement.statement.timeZone;
  const erasable = erasableBy(rule, anchored, zone, rules);
  if (isRejected(erasable)) return erasable;
  const atLeast = keepUntilAtLeast(rule, { anchor: anchored, zone, rules }, erasable);
  return {
    ...held,
    anchored,
    ...(atLeast !== undefined && { keepUntilAtLeast: atLeast }),
    erasableFrom: erasable.erasableFrom,
    due: erasable.erasableAt,
    derivation: erasable.derivation,
    rules: erasable.rules,
  };
}

/** The Bookkeeping Act's own clock where the rule is that duty, otherwise what the statement promises. */
function erasableBy(
  rule: RetentionRule,
  anchored: string,
  zone: string,
  rules: string | DraftRules,
): Erasable | LawRejected {
  if (rule.anchor !== 'accounting-year-ended')
    return computeErasable({ anchor: anchored, zone, rules, keep: rule.keep.atMost });
  const accountingYearEnd = anchored.slice(0, 10);
  return computeErasable({
    anchor: accountingYearEnd,
    zone,
    rules,
    clock: accountingClock(rule.material ?? 'primary'),
    accountingYearEnd,
  });
}

function keepUntilAtLeast(
  rule: RetentionRule,
  counted: { anchor: string; zone: string; rules: string | DraftRules },
  erasable: Erasable,
): string | undefined {
  if (erasable.keepUntilAtLeast !== undefined || rule.keep.atLeast === undefined) return erasable.keepUntilAtLeast;
  const least = computeErasable({ ...counted, keep: rule.keep.atLeast });
  return isRejected(least) ? undefined : dayBefore(least.erasableFrom);
}

/** Whether two results say the same; the version of a statement that changed nothing here is no difference. */
export function saysTheSame(one: Holding | undefined, other: Holding): boolean {
  return one !== undefined && canonicalJson(result(one)) === canonicalJson(result(other));
}

const result = ({ statementVersion: _version, rules: _rules, ...rest }: Holding) => rest;

/** Members of a set, those that the rule names first and in its order, so that the same set always reads the same. */
const inOrder = (members: ReadonlySet<string>, first: readonly string[]): string[] => [
  ...first.filter((member) => members.has(member)),
  ...[...members].filter((member) => !first.includes(member)).sort(),
];

import { reachOf } from './change-reach.ts';
import { type ChangeRule, fits } from './change-rule.ts';
import { CHANGE_RULES, type ChangeCode } from './change-rules.ts';
import { type Difference, differencesBetween, isText } from './differences.ts';
import type { LocalisedText, Statement } from './schema.ts';
import { SECTION_NAMES } from './section-names.ts';
import { purposeById } from './statement-index.ts';
import { NOTHING, valueAt } from './statement-path.ts';

/** One change between two statements, classified by a stated rule. */
export interface Change {
  readonly code: ChangeCode;
  /** The place in the newer file, or in the older one where it is gone. */
  readonly path: string;
  /** Whether the people concerned are told of it. */
  readonly significant: boolean;
  /** The rule that decided, with its source. */
  readonly rule: string;
  /** One sentence for the people concerned. */
  readonly says: LocalisedText;
  readonly affects: {
    readonly populations: readonly string[];
    readonly purposes: readonly string[];
    /** Purposes whose consents no longer say what was agreed to. */
    readonly consentsInvalidated: readonly string[];
  };
}

/**
 * What changed between two versions of a statement, significant changes first. Where the same rule speaks twice about one
 * place with the same words, it is one change. Two files that say the same give none, however they are laid out.
 */
export function diffStatements(older: Statement, newer: Statement): Change[] {
  const changes = differencesBetween(older, newer).map((difference) => classify(difference, older, newer));
  const told = new Map(changes.map((change) => [`${change.code} ${change.path} ${change.says.en}`, change]));
  return [...told.values()].sort((one, other) => Number(other.significant) - Number(one.significant));
}

/** The changes that the people concerned are told of (Art. 12(1), 13(3)). A version with one is announced. */
export const significantChanges = (older: Statement, newer: Statement): Change[] =>
  diffStatements(older, newer).filter(({ significant }) => significant);

/**
 * The purposes whose consents a change makes void: their data, recipients, basis or question are not what the person agreed
 * to, so they are asked for again and never carried over (Art. 4(11), 7). Sorted; empty when every consent stands.
 */
export function consentsInvalidatedBy(changes: readonly Change[]): string[] {
  return [...new Set(changes.flatMap(({ affects }) => affects.consentsInvalidated))].sort();
}

function classify(difference: Difference, older: Statement, newer: Statement): Change {
  const rule = CHANGE_RULES.find(
    ({ at, when }) => at.some((pattern) => fits(pattern, difference.at)) && (when?.(difference, older, newer) ?? true),
  );
  if (rule === undefined) throw new Error(`no rule fits ${difference.at.join('/')}: the last one must fit everything`);
  const { populations, purposes } = reachOf(difference, older, newer);
  const asked = purposes.filter((id) => purposeById(older, id)?.consent !== undefined);
  return {
    code: rule.code,
    path: difference.at.join('/'),
    significant: rule.significant,
    rule: rule.rule,
    says: { nb: sentence(rule, 'nb', difference, older, newer), en: sentence(rule, 'en', difference, older, newer) },
    affects: { populations, purposes, consentsInvalidated: rule.voids ? asked : [] },
  };
}

function sentence(
  { says }: ChangeRule,
  language: keyof LocalisedText,
  { at, kind, before, after }: Difference,
  older: Statement,
  newer: Statement,
): string {
  const words: Record<string, string> = {
    part: partIn(at, [newer, older], language),
    item: item(kind === 'added' ? after : before, at, language, [newer, older]),
    before: plain(before, language),
    after: plain(after, language),
  };
  return says[language].replaceAll(/\{(part|item|before|after)\}/g, (_, key: string) =>
    (words[key] ?? '').replace(/\.$/, ''),
  );
}

/** The part that a place belongs to: the innermost one with a name that people know, otherwise its whole section. */
function partIn(at: readonly string[], both: readonly Statement[], language: keyof LocalisedText): string {
  const [section = ''] = at;
  for (const depth of [3, 2]) {
    // An attribute is told beside its category, which is what people are shown.
    if (at.length < depth || (depth === 3 && section === 'dataCategories')) continue;
    const word = wordFor(both, at.slice(0, depth).join('/'), language);
    if (word !== undefined) return word;
  }
  return SECTION_NAMES[section]?.[language] ?? at[1] ?? section;
}

/** What came or went: the name of the part that it refers to, its own name, or the value itself. */
function item(value: unknown, at: readonly string[], language: keyof LocalisedText, both: Statement[]): string {
  const last = at.at(-1) ?? '';
  if (isText(value)) return value[language];
  if (typeof value === 'string') return wordFor(both, `${last}/${value}`, language) ?? value;
  return wordFor(both, at.join('/'), language) ?? last;
}

function wordFor(statements: readonly Statement[], path: string, language: keyof LocalisedText): string | undefined {
  for (const statement of statements) {
    const found = valueAt(statement, path);
    if (found === NOTHING || typeof found !== 'object' || found === null) continue;
    const { name, after, says, identifier } = found as Record<string, unknown>;
    const word = name ?? after ?? says ?? identifier;
    if (isText(word)) return word[language];
    if (typeof word === 'string') return word;
  }
  return undefined;
}

function plain(value: unknown, language: keyof LocalisedText): string {
  if (isText(value)) return value[language];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '–';
}

import { type Document, isCollection, isMap, isNode, LineCounter, parseDocument } from 'yaml';
import type { core } from 'zod';
import { articleOfPart } from './article-of-part.ts';
import { canonicalJson } from './canonical-json.ts';
import { checkStatement } from './check-statement.ts';
import { checkWhatStands } from './check-what-stands.ts';
import { ERROR_CODES, type ErrorCode, type Finding } from './findings.ts';
import { type Statement, statementSchema } from './schema.ts';
import { keysOf, pathOf } from './statement-path.ts';

/** The largest statement file that is read, in characters; the two real ones are a twentieth of it. */
export const MAX_STATEMENT_LENGTH = 1_000_000;

/** How often YAML aliases may be expanded, against files that unfold to gigabytes. */
export const MAX_YAML_ALIASES = 100;

const MOST_SHAPE_ERRORS = 1_000;

/** A file that is no YAML at all can have an error at every character, and one mended line often mends the next. */
const MOST_YAML_ERRORS = 100;

export type ParsedStatement =
  | {
      readonly ok: true;
      readonly statement: Statement;
      /** Canonical JSON of the statement: hash this (`sha256Hex`) to name the exact content. */
      readonly canonical: string;
      /** Warnings only, answered ones too. */
      readonly findings: readonly Finding[];
    }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Reads a privacy statement, a YAML text or an already parsed value, and checks it.
 * Never throws for bad input: everything in it may come from a stranger. The findings say where and how to mend.
 */
export function parseStatement(source: unknown): ParsedStatement {
  if (typeof source !== 'string') return fromValue(source, () => ({}));
  if (source.length > MAX_STATEMENT_LENGTH) {
    return refused('too-large', `The file has ${source.length} characters.`, `Keep it below ${MAX_STATEMENT_LENGTH}.`);
  }
  const lines = new LineCounter();
  let document: Document;
  try {
    document = parseDocument(source, { schema: 'core', lineCounter: lines, stringKeys: true, prettyErrors: false });
  } catch {
    return refused(
      'not-yaml',
      'The file cannot be read as YAML.',
      'Check that lists and objects are not nested too deeply.',
    );
  }
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    const findings = problems.slice(0, MOST_YAML_ERRORS).map(({ pos, message }) => {
      const { line, col } = lines.linePos(pos[0]);
      const told = errorFinding('not-yaml', '', `The file is not valid YAML: ${message}`, 'Correct this line.');
      return { ...told, line, column: col };
    });
    return { ok: false, findings };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_YAML_ALIASES });
  } catch {
    return refused('too-many-aliases', 'The file repeats itself too often by aliases.', 'Write the parts out.');
  }
  return fromValue(value, (path) => positionOf(document, lines, value, path));
}

type Locate = (path: string) => { line?: number; column?: number };

function fromValue(value: unknown, locate: Locate): ParsedStatement {
  const shape = statementSchema.safeParse(value);
  if (!shape.success) {
    const findings = [...findingsOfShape(value, shape.error.issues), ...checkWhatStands(value)];
    return { ok: false, findings: findings.map((finding) => ({ ...finding, ...locate(finding.path) })) };
  }
  const findings = checkStatement(shape.data).map((finding) => ({ ...finding, ...locate(finding.path) }));
  if (findings.some((finding) => finding.severity === 'error')) return { ok: false, findings };
  return { ok: true, statement: shape.data, canonical: canonicalJson(shape.data), findings };
}

/** Every place whose shape is wrong; beyond a thousand, how many more there are. */
function findingsOfShape(value: unknown, issues: readonly core.$ZodIssue[]): Finding[] {
  const findings = issues.slice(0, MOST_SHAPE_ERRORS).flatMap((issue) => findingsOfIssue(value, issue));
  const more = issues.length - MOST_SHAPE_ERRORS;
  if (more <= 0) return findings;
  const untold = errorFinding(
    'wrong-shape',
    '',
    `${more} more places are wrong.`,
    'Mend those above, and check again.',
  );
  return [...findings, untold];
}

function findingsOfIssue(value: unknown, issue: core.$ZodIssue): Finding[] {
  const path = pathOf(value, issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      errorFinding(
        'unknown-key',
        path === '' ? key : `${path}/${key}`,
        `The key ${JSON.stringify(key.slice(0, 60))} is not part of the format.`,
        'Remove it, or correct its spelling.',
      ),
    );
  }
  const named = issue.code === 'custom' ? issue.params?.['finding'] : undefined;
  const code = ERROR_CODES.find((known) => known === named) ?? 'wrong-shape';
  const finding = errorFinding(code, path, issue.message, 'Write it as docs/STATEMENT.md shows.');
  return [{ ...finding, article: articleOfPart(path) }];
}

function positionOf(document: Document, lines: LineCounter, value: unknown, path: string) {
  let node: unknown = document.contents;
  let start = isNode(node) ? node.range?.[0] : undefined;
  for (const key of keysOf(value, path)) {
    if (!isCollection(node)) break;
    const pair = isMap(node) ? node.items.find((item) => isNode(item.key) && item.key.toJSON() === key) : undefined;
    const named = pair === undefined ? node.get(key, true) : pair.key;
    if (isNode(named) && named.range) start = named.range[0];
    node = node.get(key, true);
  }
  if (start === undefined) return {};
  const { line, col } = lines.linePos(start);
  return { line, column: col };
}

function errorFinding(code: ErrorCode, path: string, message: string, mend: string): Finding {
  return { code, severity: 'error', article: null, path, message, mend, answered: false };
}

function refused(code: ErrorCode, message: string, mend: string): ParsedStatement {
  return { ok: false, findings: [errorFinding(code, '', message, mend)] };
}

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CHANGE_RULES } from '../src/statement/change-rules.ts';
import { consentsInvalidatedBy, diffStatements } from '../src/statement/diff-statements.ts';
import { isText } from '../src/statement/differences.ts';
import { type Statement, statementSchema } from '../src/statement/schema.ts';
import { type DiffCase, diffCases as purposeDiffCases } from './statement-diff-cases.ts';
import { dutyDiffCases } from './statement-diff-cases-of-duties.ts';
import { statementFile, the } from './statement-files.ts';

const tenants = ['catacloud', 'kaukus'] as const;
const kaukus = statementFile('kaukus');
const diffCases = [...purposeDiffCases, ...dutyDiffCases];

describe('the changes between two versions of a statement', () => {
  test.each(diffCases.map(named))(
    '$code is found at $path, and ends exactly these consents: $voids',
    ({ code, path, voids, edit, first }) => {
      const older = structuredClone(kaukus);
      first?.(older);
      const newer = structuredClone(older);
      edit(newer);
      const changes = diffStatements(older, newer);
      const change = changes.find((one) => one.code === code && one.path === path);
      const rule = CHANGE_RULES.find((one) => one.code === code);
      expect(change, JSON.stringify(changes.map((one) => [one.code, one.path]))).toMatchObject({
        significant: rule?.significant,
        rule: rule?.rule,
      });
      expect(change?.affects.consentsInvalidated).toEqual(voids);
      for (const language of ['nb', 'en'] as const) expect(change?.says[language]).toMatch(/^[^{}]+[^.]\.$/);
    },
  );

  test('has a case for every rule, so that no rule is dead', () => {
    const shown = new Set(diffCases.map(([code]) => code));
    expect(CHANGE_RULES.map(({ code }) => code).filter((code) => !shown.has(code))).toEqual([]);
  });

  test('is told in one sentence with the names that people know', () => {
    const newer = statementFile('kaukus');
    the(newer.purposes, 'newsletter').dataCategories.push('device');
    expect(diffStatements(statementFile('kaukus'), newer)).toEqual([
      {
        code: 'purpose-data-added',
        path: 'purposes/newsletter/dataCategories',
        significant: true,
        rule: 'A consent covers the data that was named when it was given (GDPR 4(11), 13(3)).',
        says: { nb: 'Nyhetsbrev bruker nå også: Utstyret ditt.', en: 'Newsletter now also uses: Your device.' },
        affects: {
          populations: ['newsletter-subscriber'],
          purposes: ['newsletter'],
          consentsInvalidated: ['newsletter'],
        },
      },
    ]);
  });

  test.each([
    [
      'The cookie _moeteadm_session belongs to another category.',
      (s: Statement) => (s.cookies.table[0]!.function = 'statistics'),
    ],
    ['The wording has changed: notice of changes.', (s: Statement) => (s.changes.significant.text.en = 'We tell you.')],
    [
      'The data “Contact details” is now called “Health”.',
      (s: Statement) => (the(s.dataCategories, 'contact').name.en = 'Health'),
    ],
    ['A security measure is gone: Backups.', (s: Statement) => s.security.measures.splice(2, 1)],
    [
      'Hetzner does something else for us than before (Profiling).',
      (s: Statement) => the(s.recipients, 'hetzner').services.push({ nb: 'Profilering', en: 'Profiling' }),
    ],
  ])('names the thing: %s', (sentence, edit) => {
    const newer = statementFile('kaukus');
    edit(newer);
    expect(diffStatements(statementFile('kaukus'), newer).map(({ says }) => says.en)).toContain(sentence);
  });

  test('concerns those who are new to a purpose, and leaves the consents of the others', () => {
    const newer = statementFile('kaukus');
    the(newer.purposes, 'newsletter').populations.push('enquirer');
    expect(diffStatements(statementFile('kaukus'), newer)[0]?.affects).toEqual({
      populations: ['enquirer'],
      purposes: ['newsletter'],
      consentsInvalidated: [],
    });
  });

  test('puts significant changes first', () => {
    const changes = diffStatements(statementFile('catacloud'), statementFile('kaukus')).map((one) => one.significant);
    expect(changes).toEqual([...changes].sort((one, other) => Number(other) - Number(one)));
  });

  test.each(tenants)('are none between %s and itself, however its lists are ordered', (tenant) => {
    const turned = statementFile(tenant);
    turned.purposes.reverse();
    turned.recipients.reverse();
    for (const purpose of turned.purposes) purpose.dataCategories.reverse();
    expect(diffStatements(statementFile(tenant), turned)).toEqual([]);
  });

  test.each(tenants)(
    'has a rule for every kind of place in the file of %s, so that nothing changes unseen',
    (tenant) => {
      const older = statementFile(tenant);
      const unseen = placesIn(older).filter((path) =>
        [alter, remove].some((edit) => {
          const newer = structuredClone(older);
          if (!edit(newer, path)) return false;
          const changes = diffStatements(older, newer);
          return changes.length === 0 || changes.some(({ code }) => code === 'unclassified-change');
        }),
      );
      expect(unseen.map((path) => path.join('/'))).toEqual([]);
    },
  );
});

describe('consents that a change makes void', () => {
  test('are those of purposes whose data, recipients, basis or question changed, each once', () => {
    const newer = statementFile('kaukus');
    the(newer.purposes, 'newsletter').dataCategories.push('device');
    the(newer.purposes, 'newsletter').recipients.push('somebody');
    the(newer.purposes, 'analytics').consent!.ask.en = 'May we look?';
    expect(consentsInvalidatedBy(diffStatements(statementFile('kaukus'), newer))).toEqual(['analytics', 'newsletter']);
  });

  test('are none when only words, times or the edition changed', () => {
    const newer = statementFile('kaukus');
    newer.statement.revision += 1;
    newer.statement.title.en = 'Privacy at Kaukus';
    the(newer.retention, 'visits').keep.atMost = 'P24M';
    expect(consentsInvalidatedBy(diffStatements(statementFile('kaukus'), newer))).toEqual([]);
  });

  test('are all of them when another company becomes the controller', () => {
    const newer = statementFile('catacloud');
    newer.controller.name = 'Another AS';
    expect(consentsInvalidatedBy(diffStatements(statementFile('catacloud'), newer))).toEqual(
      newer.purposes
        .filter(({ consent }) => consent)
        .map(({ id }) => id)
        .sort(),
    );
  });

  test('are never those of a purpose that did not ask before', () => {
    const older = statementFile('kaukus');
    delete the(older.purposes, 'newsletter').consent;
    const newer = structuredClone(older);
    the(newer.purposes, 'newsletter').dataCategories.push('device');
    expect(consentsInvalidatedBy(diffStatements(older, newer))).toEqual([]);
  });
});

describe('docs/STATEMENT.md', () => {
  const page = readFileSync(new URL('../../../docs/STATEMENT.md', import.meta.url), 'utf8');

  test.each(CHANGE_RULES)('shows the rule $code as it is carried out', ({ code, significant, voids, rule }) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${code}\` |`));
    expect(row).toBe(`| \`${code}\` | ${significant ? 'yes' : 'no'} | ${voids ? 'yes' : 'no'} | ${rule} |`);
  });
});

const named = ([code, path, voids, edit, first]: DiffCase) => ({ code, path, voids, edit, first });

type Path = readonly (string | number)[];

/** One place of each kind that the file has: a text, a number, a switch, a list's item, or a part that may be left out. */
function placesIn(statement: Statement): Path[] {
  const kinds = new Map<string, Path>();
  for (const path of pathsOf(statement)) {
    const kind = path.map((key) => (typeof key === 'number' ? '*' : key)).join('/');
    if (path.length > 1 && !kinds.has(kind)) kinds.set(kind, path);
  }
  return [...kinds.values()];
}

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || isText(value)) return [at];
  const keys = Object.keys(value).map((key) => (Array.isArray(value) ? Number(key) : key));
  return [at, ...keys.flatMap((key) => pathsOf((value as Record<string, unknown>)[key], [...at, key]))];
}

function holderOf(statement: Statement, path: Path): Record<string, unknown> {
  return path.slice(0, -1).reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], statement) as never;
}

/** Says something else there. False for what is no value, and for a name: the part would be another part. */
function alter(statement: Statement, path: Path): boolean {
  const last = path.at(-1) as string;
  const holder = holderOf(statement, path);
  const value = holder[last];
  if (['id', 'identifier', 'right'].includes(last) || (typeof value === 'object' && !isText(value))) return false;
  if (isText(value)) holder[last] = { ...value, en: 'Otherwise' };
  else if (typeof value === 'boolean') holder[last] = !value;
  else if (typeof value === 'number') holder[last] = value + 1;
  else if (/^(P\d|at-once|session|until)/.test(value as string)) holder[last] = 'P99Y';
  else holder[last] = `${value as string}-otherwise`;
  return true;
}

/** Leaves it out. False where the format needs it. */
function remove(statement: Statement, path: Path): boolean {
  const last = path.at(-1) as string;
  const holder = holderOf(statement, path);
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  return statementSchema.safeParse(statement).success;
}

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CHANGE_RULES } from '../src/statement/change-rules.ts';
import { consentsInvalidatedBy, diffStatements } from '../src/statement/diff-statements.ts';
import { isText } from '../src/statement/differences.ts';
import type { Statement } from '../src/statement/schema.ts';
import { diffCases } from './statement-diff-cases.ts';
import { statementFile, the } from './statement-files.ts';

const tenants = ['catacloud', 'kaukus'] as const;

describe('the changes between two versions of a statement', () => {
  test.each(diffCases)(
    '%s is found at %s, and ends exactly the consents it must: %s',
    (code, path, voids, edit, first) => {
      const older = statementFile('kaukus');
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

  test.each(tenants)('has a rule for every place in the file of %s, so that nothing changes unseen', (tenant) => {
    const unclassified = leavesOf(statementFile(tenant)).filter((path) => {
      const newer = statementFile(tenant);
      const changed = alter(newer, path);
      const changes = diffStatements(statementFile(tenant), newer);
      return changed && (changes.length === 0 || changes.some(({ code }) => code === 'unclassified-change'));
    });
    expect(unclassified).toEqual([]);
  });
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

type Path = (string | number)[];

/** Every place of the file that holds a text, a number, a switch or a sentence for people. */
function leavesOf(value: unknown, at: Path = []): Path[] {
  if (isText(value)) return [[...at, 'en']];
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([key, part]) =>
    leavesOf(part, [...at, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Says something else there. False for an id: the part would be another part. */
function alter(statement: Statement, path: Path): boolean {
  const last = path.at(-1) as string;
  const holder = path.slice(0, -1).reduce<unknown>((value, key) => (value as never)[key], statement) as Record<
    string,
    unknown
  >;
  if (['id', 'identifier', 'right'].includes(last)) return false;
  const value = holder[last];
  if (typeof value === 'boolean') holder[last] = !value;
  else if (typeof value === 'number') holder[last] = value + 1;
  else if (typeof value === 'string' && /^P\d/.test(value)) holder[last] = 'P99Y';
  else holder[last] = `${String(value)}-otherwise`;
  return true;
}

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { userEvents } from '../src/catalogue/user-events.ts';
import type { PersonalPart } from '../src/event-definition.ts';
import { sha256Hex } from '../src/statement/canonical-json.ts';
import { ERROR_CODES, WARNING_CODES } from '../src/statement/findings.ts';
import { parseStatement } from '../src/statement/parse-statement.ts';
import { ANCHORS } from '../src/statement/retention.ts';
import { NOTHING, valueAt } from '../src/statement/statement-path.ts';
import { statementFile, textOf } from './statement-files.ts';

const rows = {
  catacloud: Array.from({ length: 24 }, (_, at) => `C${at + 1}`),
  kaukus: Array.from({ length: 17 }, (_, at) => `K${at + 1}`),
};
const tenants = ['catacloud', 'kaukus'] as const;
/** What one organisation tells people that it collects, and the other does not. */
const notCollected = {
  catacloud: ['identity.represents', 'behaviour.referrer', 'behaviour.duration'],
  kaukus: ['technical-log.ipAddress'],
};

describe.each(tenants)('the statement of %s', (tenant) => {
  const statement = statementFile(tenant);

  test('can be published: it has no error, and the controller has answered every warning', () => {
    const parsed = parseStatement(textOf(tenant));
    expect(parsed.ok).toBe(true);
    expect(parsed.findings.filter((finding) => !finding.answered)).toEqual([]);
  });

  test.each(rows[tenant])('says where promise %s is kept', (row) => {
    const promise = statement.promises.find(({ id }) => id === row);
    expect(promise, `${row} is missing`).toBeDefined();
    for (const path of promise?.keptBy ?? []) expect(valueAt(statement, path), `${row}: ${path}`).not.toBe(NOTHING);
  });

  test('lists every attribute that a user event can carry in a category it has, but what it promises not to collect', () => {
    const missing = userEvents.flatMap((event) =>
      Object.values<PersonalPart>(event.personal).flatMap((part) => {
        const category = statement.dataCategories.find(({ id }) => id === part.category);
        const known = category?.attributes.map(({ id }) => id);
        return fieldsOf(part)
          .filter((field) => known !== undefined && !known.includes(field))
          .map((field) => `${category?.id}.${field}`);
      }),
    );
    expect([...new Set(missing)]).toEqual(notCollected[tenant]);
  });

  test('has one name for its exact content, whatever the layout of the file', async () => {
    const fromText = parseStatement(textOf(tenant));
    const fromValue = parseStatement(structuredClone(statement));
    if (!fromText.ok || !fromValue.ok) throw new Error('both must parse');
    expect(fromValue.canonical).toBe(fromText.canonical);
    expect(await sha256Hex(fromText.canonical)).toMatch(/^[0-9a-f]{64}$/);
  });
});

test('a promise whose path leads nowhere is refused', () => {
  const text = textOf('kaukus').replace('keptBy: [retention/enquiries]', 'keptBy: [retention/inquiries]');
  expect(parseStatement(text).findings.map(({ code }) => code)).toContain('unresolved-path');
});

describe('docs/STATEMENT.md', () => {
  const page = readFileSync(new URL('../../../docs/STATEMENT.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

  test('shows examples that together are a statement without a single finding', () => {
    expect(examples.length).toBeGreaterThan(8);
    expect(parseStatement(examples.join(''))).toMatchObject({ ok: true, findings: [] });
  });

  test.each([...ERROR_CODES, ...WARNING_CODES, ...ANCHORS])('explains %s', (word) => {
    expect(page).toContain(`\`${word}\``);
  });
});

function fieldsOf(part: PersonalPart): string[] {
  if (!(part.fields instanceof z.ZodObject)) throw new Error('a personal part of a user event is an object');
  return Object.keys(part.fields.shape);
}

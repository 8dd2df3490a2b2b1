import { describe, expect, test } from 'vitest';
import { fideslangOf } from '../src/interop/fideslang.ts';
import { IMPORT_CODES, type StatementDraft, UNSPECIFIED } from '../src/interop/fideslang-draft.ts';
import { importFideslang } from '../src/interop/fideslang-import.ts';
import { fideslangShape } from '../src/interop/fideslang-shape.ts';
import { readYaml, yamlText } from '../src/interop/yaml-text.ts';
import { parseStatement } from '../src/statement/parse-statement.ts';
import { nameIn } from '../src/statement/statement-index.ts';
import { statementFile } from './statement-files.ts';

const tenants = ['catacloud', 'kaukus'] as const;
const sorted = (list: readonly string[]) => [...list].sort();
const byId = <T extends { id: string }>(list: readonly T[]) =>
  list.toSorted((one, other) => (one.id < other.id ? -1 : 1));

function draftOf(manifest: unknown): StatementDraft {
  const { draft, findings } = importFideslang(manifest);
  if (!draft) throw new Error(JSON.stringify(findings));
  return draft;
}

describe.each(tenants)('the statement of %s as a fideslang manifest', (tenant) => {
  const statement = statementFile(tenant);
  const manifest = fideslangOf(statement);

  test('has keys that fideslang accepts, each parent the beginning of its child, none twice', () => {
    expect(fideslangShape.safeParse(manifest).success).toBe(true);
    for (const list of [
      manifest.system,
      manifest.dataset,
      manifest.data_category,
      manifest.data_use,
      manifest.data_subject,
    ]) {
      const keys = list.map(({ fides_key }) => fides_key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  test('declares only data, uses, people, datasets and recipients that it describes', () => {
    const known = (list: readonly { fides_key: string }[]) => list.map(({ fides_key }) => fides_key);
    for (const system of manifest.system) {
      expect(known(manifest.dataset)).toEqual(expect.arrayContaining(system.dataset_references));
      expect(known(manifest.system)).toEqual(expect.arrayContaining(known(system.egress ?? [])));
      for (const declaration of system.privacy_declarations) {
        expect(known(manifest.data_category)).toEqual(expect.arrayContaining(declaration.data_categories));
        expect(known(manifest.data_use)).toContain(declaration.data_use);
        expect(known(manifest.data_subject)).toEqual(expect.arrayContaining(declaration.data_subjects));
      }
    }
  });

  test('loses no purpose: each has a declaration for every basis', () => {
    const declared = manifest.system.flatMap((system) =>
      system.privacy_declarations.map((one) => `${one.data_use.split('.').at(-1)} ${one.legal_basis_for_processing}`),
    );
    const names = {
      '6(1)(a)': 'Consent',
      '6(1)(b)': 'Contract',
      '6(1)(c)': 'Legal obligations',
      '6(1)(f)': 'Legitimate interests',
    };
    const bases = statement.purposes.flatMap(({ id, bases: all }) =>
      all.map(({ article }) => `${id} ${names[article as keyof typeof names]}`),
    );
    expect(sorted([...new Set(declared)])).toEqual(sorted([...new Set(bases)]));
  });

  test('comes back with the same people, data, purposes, bases and systems', () => {
    const draft = draftOf(readYaml(yamlText(manifest)));
    expect(draft.tenant).toBe(tenant);
    expect(draft.controller).toMatchObject({ name: statement.controller.name, email: statement.controller.email });
    expect(draft.populations).toEqual(
      byId(statement.populations).map(({ id, name }) => ({ id, name: { nb: UNSPECIFIED, en: name.en } })),
    );
    expect(draft.dataCategories.map(({ id, attributes }) => [id, attributes.map((one) => one.id)])).toEqual(
      byId(statement.dataCategories)
        .map(({ id, attributes }) => [id, sorted(attributes.map((one) => one.id))])
        .map(([id, names]) => [id, expect.arrayContaining(names as string[])]),
    );
    expect(draft.purposes.map(({ id, populations, dataCategories }) => ({ id, populations, dataCategories }))).toEqual(
      byId(statement.purposes).map(({ id, populations, dataCategories }) => ({
        id,
        populations: sorted(populations),
        dataCategories: sorted(dataCategories),
      })),
    );
    for (const { id, bases } of draft.purposes) {
      const before = statement.purposes.find((purpose) => purpose.id === id);
      expect(bases.map(({ article, appliesTo }) => [article, appliesTo.populations, appliesTo.dataCategories])).toEqual(
        before?.bases.map(({ article, appliesTo }) => [
          article,
          sorted(appliesTo.populations),
          sorted(appliesTo.dataCategories ?? before.dataCategories),
        ]),
      );
    }
    expect(draft.systems.map(({ id, holds }) => [id, holds])).toEqual(
      statement.systems.map(({ id, holds }) => [id, sorted(holds)]),
    );
    expect(draft.recipients.map(({ id, name }) => [id, name])).toEqual(
      // The manifest has one language.
      statement.recipients.map((recipient) => [recipient.id, nameIn(recipient, 'en')]),
    );
  });

  test('keeps durations that are told, and never guesses from when they are counted', () => {
    const { retention } = draftOf(manifest);
    expect(retention.map(({ anchor }) => anchor)).toEqual(retention.map(() => UNSPECIFIED));
    const told: string[] = statement.retention.map(({ keep }) => keep.atMost);
    for (const { keep } of retention) expect([...told, UNSPECIFIED]).toContain(keep.atMost);
    expect(retention.some(({ keep }) => keep.atMost !== UNSPECIFIED)).toBe(true);
  });

  test('is a draft that cannot be published until somebody has written what is missing', () => {
    expect(parseStatement(draftOf(manifest)).ok).toBe(false);
  });
});

describe('an import', () => {
  const system = {
    fides_key: 'shop',
    system_type: 'Service',
    privacy_declarations: [
      {
        name: 'Ads',
        data_categories: ['user.contact.email'],
        data_use: 'marketing.advertising',
        data_subjects: ['customer'],
      },
    ],
  };

  test('marks everything that the manifest does not tell, with a finding for each', () => {
    const { draft, findings } = importFideslang({ system: [system] });
    expect(draft).toMatchObject({
      tenant: UNSPECIFIED,
      controller: { name: UNSPECIFIED, country: UNSPECIFIED },
      purposes: [{ id: 'advertising', role: UNSPECIFIED, term: UNSPECIFIED, bases: [{ article: UNSPECIFIED }] }],
      retention: [{ anchor: UNSPECIFIED, keep: { atMost: UNSPECIFIED } }],
    });
    expect(sorted(findings.map(({ code }) => code))).toEqual(
      IMPORT_CODES.filter((code) => code.startsWith('unspecified')).sort(),
    );
    for (const finding of findings) expect(finding.mend).toMatch(/\.$/);
  });

  test.each(['2 years', 'as long as needed', 'P24M, P12M', '', null])(
    'does not take "%s" for a duration',
    (retention_period) => {
      const declarations = system.privacy_declarations.map((one) => ({ ...one, retention_period }));
      const draft = draftOf({ system: [{ ...system, privacy_declarations: declarations }] });
      expect(draft.retention[0]?.keep.atMost).toBe(UNSPECIFIED);
    },
  );

  test('gives two keys that end alike two ids, and says so', () => {
    const declarations = system.privacy_declarations.map((one) => ({
      ...one,
      data_categories: ['user.contact.email', 'user.work.email', 'user.Work_Mail'],
    }));
    const { draft, findings } = importFideslang({ system: [{ ...system, privacy_declarations: declarations }] });
    expect(draft?.dataCategories.map(({ id }) => id)).toEqual(['email', 'work-email', 'work-mail']);
    expect(findings.filter(({ code }) => code === 'key-renamed').map(({ path }) => path)).toEqual([
      'work-email',
      'work-mail',
    ]);
  });

  test('takes a third party for a recipient, and leaves its kind open unless it is told', () => {
    const draft = draftOf({
      system: [
        { ...system, egress: [{ fides_key: 'mailer', type: 'system', data_categories: ['user.contact.email'] }] },
        {
          fides_key: 'mailer',
          name: 'Mailer',
          system_type: 'Third Party',
          responsibility: ['Processor'],
          privacy_declarations: [],
        },
        { fides_key: 'someone', system_type: 'third_party', privacy_declarations: [] },
      ],
    });
    expect(draft.recipients).toEqual([
      { id: 'mailer', name: 'Mailer', kind: 'processor', dataCategories: ['email'] },
      { id: 'someone', name: 'someone', kind: UNSPECIFIED, dataCategories: [] },
    ]);
  });

  test.each([
    undefined,
    null,
    'words',
    [],
    {},
    { system: [] },
    { system: [{ fides_key: 'a b', system_type: 'x', privacy_declarations: [] }] },
    { system: [{ ...system, privacy_declarations: 'many' }] },
    { system: [system], data_use: [{ fides_key: 'a.b', parent_key: 'c' }] },
  ])('of something else says what is wrong, and never throws: %j', (manifest) => {
    const { draft, findings } = importFideslang(manifest);
    expect(draft).toBeUndefined();
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every(({ code, severity }) => code === 'not-fideslang' && severity === 'error')).toBe(true);
  });

  test.each(['a: [', `a: &a [x]\n${'b: [*a, *a]\n'.repeat(3)}`, 'a: 1\nb: *c', '#'.repeat(1_000_001)])(
    'reads nothing from a text that is no YAML (%#)',
    (text) => {
      expect(readYaml(text)).toBeUndefined();
    },
  );
});

import { isDuration } from '../statement/primitives.ts';
import {
  type DraftBasis,
  found,
  type ImportFinding,
  missing,
  type StatementDraft,
  UNSPECIFIED,
  type Words,
} from './fideslang-draft.ts';
import {
  FIDES_BASES,
  type FidesDeclaration,
  type FideslangFile,
  type FidesSystem,
  fideslangShape,
} from './fideslang-shape.ts';

export type ImportedStatement = { readonly draft?: StatementDraft; readonly findings: readonly ImportFinding[] };

/**
 * Reads a fideslang manifest (a parsed value) into a draft of a statement. Nothing is guessed: what the manifest does not
 * tell is `unspecified` and a finding. Never throws for bad input; without a draft, the findings say what is no fideslang.
 */
export function importFideslang(manifest: unknown): ImportedStatement {
  const shape = fideslangShape.safeParse(manifest);
  if (!shape.success) {
    return {
      findings: shape.error.issues
        .slice(0, 100)
        .map((issue) => found('not-fideslang', issue.path.join('/'), issue.message, 'Correct the manifest.', 'error')),
    };
  }
  const file = shape.data;
  if (file.system.length === 0) {
    return { findings: [found('not-fideslang', 'system', 'The manifest describes no system.', 'Add one.', 'error')] };
  }
  const findings: ImportFinding[] = [];
  const draft = draftOf(file, findings);
  return { draft, findings: [...findings, ...missing(draft)] };
}

function draftOf(file: FideslangFile, findings: ImportFinding[]): StatementDraft {
  const names = { people: namer(findings), data: namer(findings), uses: namer(findings), systems: namer(findings) };
  const { people, data, uses, systems } = names;
  const own = file.system.filter((system) => !isThirdParty(system));
  const declared = own.flatMap((system) => system.privacy_declarations.map((declaration) => ({ system, declaration })));
  const [organization] = file.organization;
  return {
    vitne: 1,
    tenant:
      organization && /^[a-z][a-z0-9-]{1,30}$/.test(organization.fides_key) ? organization.fides_key : UNSPECIFIED,
    controller: {
      name: organization?.controller?.name || organization?.name || own[0]?.legal_name || UNSPECIFIED,
      country: UNSPECIFIED,
      website: UNSPECIFIED,
      email: organization?.controller?.email || UNSPECIFIED,
    },
    populations: people.all(declared.flatMap(({ declaration }) => declaration.data_subjects)).map((id) => ({
      id,
      name: words(file.data_subject.find((one) => one.fides_key === people.keyOf(id))?.name),
    })),
    dataCategories: data
      .all([
        ...declared.flatMap(({ declaration }) => declaration.data_categories),
        ...fieldsOf(file).flatMap(({ categories }) => categories),
      ])
      .map((id) => ({
        id,
        name: words(file.data_category.find((one) => one.fides_key === data.keyOf(id))?.name),
        attributes: attributesOf(file, data.keyOf(id)),
        identifiers: [],
      })),
    purposes: uses.all(declared.map(({ declaration }) => declaration.data_use)).map((id) => {
      const of = declared.filter(({ declaration }) => uses.of(declaration.data_use) === id);
      return {
        id,
        name: words(of[0]?.declaration.name),
        term: UNSPECIFIED,
        role: roleOf(of.map(({ system }) => system)),
        dataCategories: data.all(of.flatMap(({ declaration }) => declaration.data_categories)),
        populations: people.all(of.flatMap(({ declaration }) => declaration.data_subjects)),
        recipients: [],
        bases: basesOf(
          of.map(({ declaration }) => declaration),
          names,
        ),
      };
    }),
    recipients: file.system.filter(isThirdParty).map(({ fides_key, name, legal_name, responsibility: [role] }) => ({
      id: systems.of(fides_key),
      name: legal_name || name || fides_key,
      kind: role === 'Processor' ? 'processor' : role === 'Sub-Processor' ? 'sub-processor' : UNSPECIFIED,
      dataCategories: data.all(
        own.flatMap(({ egress }) =>
          (egress ?? []).filter((one) => one.fides_key === fides_key).flatMap((one) => one.data_categories ?? []),
        ),
      ),
    })),
    retention: retentionOf(
      declared.map(({ declaration }) => declaration),
      names,
    ),
    systems: own.map(({ fides_key, name, privacy_declarations, dataset_references }) => ({
      id: systems.of(fides_key),
      name: words(name),
      holds: data.all([
        ...privacy_declarations.flatMap(({ data_categories }) => data_categories),
        ...fieldsOf(file, dataset_references).flatMap(({ categories }) => categories),
      ]),
    })),
  };
}

const isThirdParty = ({ system_type }: FidesSystem): boolean => /third.?party/i.test(system_type);

function roleOf(systems: readonly FidesSystem[]): string {
  const roles = new Set(systems.flatMap(({ responsibility }) => responsibility));
  if (roles.size !== 1) return UNSPECIFIED;
  return roles.has('Controller') ? 'controller' : 'processor';
}

function basesOf(declarations: readonly FidesDeclaration[], { people, data }: Names): DraftBasis[] {
  const articles = declarations.map(({ legal_basis_for_processing: told }) => articleOf(told));
  return [...new Set(articles)].map((article) => {
    const of = declarations.filter((_, at) => articles[at] === article);
    return {
      article,
      appliesTo: {
        populations: people.all(of.flatMap(({ data_subjects }) => data_subjects)),
        dataCategories: data.all(of.flatMap(({ data_categories }) => data_categories)),
      },
    };
  });
}

function articleOf(told: string | null | undefined): string {
  return Object.entries(FIDES_BASES).find(([, name]) => name === told)?.[0] ?? UNSPECIFIED;
}

/** One rule for each declaration; a period that is not one ISO 8601 duration is no duration that we know. */
function retentionOf(
  declarations: readonly FidesDeclaration[],
  { people, data, uses }: Names,
): StatementDraft['retention'] {
  const rules = declarations.map((declaration) => ({
    dataCategories: data.all(declaration.data_categories),
    populations: people.all(declaration.data_subjects),
    purposes: [uses.of(declaration.data_use)],
    anchor: UNSPECIFIED,
    keep: { atMost: lengthOf(declaration.retention_period) },
  }));
  const told = new Map(rules.map((rule) => [JSON.stringify(rule), rule]));
  return [...told.values()].map((rule, at) => ({ id: `${rule.purposes[0] ?? 'rule'}-${at + 1}`, ...rule }));
}

const lengthOf = (period: string | null | undefined): string =>
  period && (isDuration(period) || period === 'at-once') ? period : UNSPECIFIED;

function fieldsOf({ dataset }: FideslangFile, keys?: readonly string[]) {
  return dataset
    .filter(({ fides_key }) => keys === undefined || keys.includes(fides_key))
    .flatMap(({ collections }) => collections)
    .flatMap(({ data_categories, fields }) =>
      fields.map(({ name, data_categories: narrower }) => ({ name, categories: narrower ?? data_categories ?? [] })),
    );
}

function attributesOf(file: FideslangFile, key: string | undefined) {
  const names = fieldsOf(file)
    .filter(({ categories }) => categories.some((one) => one === key))
    .map(({ name }) => name);
  return [...new Set(names)].map((name) => ({ id: camelCase(name), name: words(name) }));
}

/** `place_of_residence` and `Place-Of-Residence` become placeOfResidence; what is camelCase already stays. */
function camelCase(name: string): string {
  const [first = '', ...rest] = name.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
  return [
    first.slice(0, 1).toLowerCase() + first.slice(1),
    ...rest.map((part) => part.slice(0, 1).toUpperCase() + part.slice(1)),
  ].join('');
}

const words = (en: string | null | undefined): Words => ({ nb: UNSPECIFIED, en: en || UNSPECIFIED });

/** Ids for the keys of one kind. */
type Namer = { of(key: string): string; all(keys: readonly string[]): string[]; keyOf(id: string): string | undefined };
type Names = Record<'people' | 'data' | 'uses' | 'systems', Namer>;

/** The id is the last part of a key, or more of it where two keys would get the same id. */
function namer(findings: ImportFinding[]): Namer {
  const known = new Map<string, string>();
  const of = (key: string): string => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const taken = new Set(known.values());
    const steps = key.split('.').map(idWord);
    const longer = steps.map((_, at) =>
      steps
        .slice(-1 - at)
        .filter((step) => step !== '')
        .join('-'),
    );
    const free = longer.find((name) => name !== '' && !taken.has(name));
    const id = free ?? `${longer.at(-1) || 'part'}-${known.size + 1}`;
    known.set(key, id);
    if (id !== key.split('.').at(-1)) {
      findings.push(found('key-renamed', id, `The key ${key} is called ${id} here.`, 'Choose another id if you like.'));
    }
    return id;
  };
  return {
    of,
    all: (keys) => [...new Set(keys.map(of))].sort(),
    keyOf: (id) => [...known].find(([, name]) => name === id)?.[0],
  };
}

const idWord = (step: string): string =>
  step
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, 60);

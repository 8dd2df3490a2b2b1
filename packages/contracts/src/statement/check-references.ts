import { errorFound, type Finding, WARNING_CODES } from './findings.ts';
import type { Statement } from './schema.ts';
import { compareDurations } from './statement-index.ts';
import { NOTHING, valueAt } from './statement-path.ts';

const LEGAL_BASIS = /^6\(1\)\([a-f]\)$/;
/** What lifts the ban on special categories of data; only the first of them is a ground to use data by itself. */
const SPECIAL_BASIS = /^9\(2\)\([a-j]\)$/;

/** What was put aside of a file that is checked as far as it can be read. */
export type Aside = {
  /** The file as it stands. */
  readonly whole: unknown;
  /** Ids of the items that were taken out of a list. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** Parts that were taken out whole. */
  readonly parts: ReadonlySet<string>;
};

/** The errors: parts that do not hang together, so that the platform cannot carry the statement out. */
export function checkReferences(statement: Statement, aside?: Aside): Finding[] {
  return [
    ...duplicates(statement),
    ...unknownReferences(statement, aside),
    ...unresolvedPaths(statement, aside),
    ...purposesAndActivities(statement),
    ...keeping(statement),
  ];
}

type Part =
  | 'populations'
  | 'dataCategories'
  | 'sources'
  | 'purposes'
  | 'recipients'
  | 'systems'
  | 'measures'
  | 'cookies';
type Reference = { readonly path: string; readonly to: Part; readonly ids: readonly string[] };

function namesOf(statement: Statement): Record<Part, readonly string[]> {
  const ids = (list: readonly { readonly id: string }[]) => list.map((item) => item.id);
  return {
    populations: ids(statement.populations),
    dataCategories: ids(statement.dataCategories),
    sources: ids(statement.sources),
    purposes: ids(statement.purposes),
    recipients: ids(statement.recipients),
    systems: ids(statement.systems),
    measures: ids(statement.security.measures),
    cookies: ids(statement.cookies.categories),
  };
}

function duplicates(statement: Statement): Finding[] {
  const lists: [string, readonly string[]][] = [
    ['contacts', statement.contacts.map((item) => item.id)],
    ['activities', statement.activities.map((item) => item.id)],
    ['populations', statement.populations.map((item) => item.id)],
    ['dataCategories', statement.dataCategories.map((item) => item.id)],
    ['sources', statement.sources.map((item) => item.id)],
    ['purposes', statement.purposes.map((item) => item.id)],
    ['cookies/categories', statement.cookies.categories.map((item) => item.id)],
    ['cookies/table', statement.cookies.table.map((item) => item.identifier)],
    ['recipients', statement.recipients.map((item) => item.id)],
    ['retention', statement.retention.map((item) => item.id)],
    ['systems', statement.systems.map((item) => item.id)],
    ['requests/rights', statement.requests.rights.map((item) => item.right)],
    ['security/measures', statement.security.measures.map((item) => item.id)],
    ['promises', statement.promises.map((item) => item.id)],
    ...statement.dataCategories.map((category): [string, readonly string[]] => [
      `dataCategories/${category.id}/attributes`,
      category.attributes.map((item) => item.id),
    ]),
  ];
  return lists.flatMap(([path, ids]) =>
    [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))].map((id) =>
      errorFound('duplicate-id', {
        article: null,
        path: `${path}/${id}`,
        message: `The id ${id} is used more than once in ${path}.`,
        mend: 'Give each its own id.',
      }),
    ),
  );
}

function unknownReferences(statement: Statement, aside?: Aside): Finding[] {
  const names = namesOf(statement);
  const isThere = (to: Part, id: string) =>
    names[to].includes(id) ||
    aside?.parts.has(to === 'measures' ? 'security' : to) ||
    aside?.names.get(to)?.includes(id);
  const dangling = referencesOf(statement).flatMap(({ path, to, ids }) =>
    ids.filter((id) => !isThere(to, id)).map((id) => unknown(path, id, to)),
  );
  const identifiers = statement.dataCategories.flatMap((category) =>
    category.identifiers
      .filter((id) => !category.attributes.some((attribute) => attribute.id === id))
      .map((id) => unknown(`dataCategories/${category.id}/identifiers`, id, 'attributes of this category')),
  );
  return [...dangling, ...identifiers];
}

function unknown(path: string, id: string, to: string): Finding {
  return errorFound('unknown-reference', {
    article: null,
    path,
    message: `${id} is not among the ${to} of this file.`,
    mend: `Correct the id, or describe ${id} where it belongs.`,
  });
}

/** Every reference in the file, with where it stands and which part it must lead to. */
function referencesOf(statement: Statement): Reference[] {
  const references: Reference[] = [];
  const point = (path: string, to: Part, ids: readonly string[] | string | undefined) => {
    if (ids !== undefined) references.push({ path, to, ids: typeof ids === 'string' ? [ids] : ids });
  };
  for (const [list, items] of [
    ['activities', statement.activities],
    ['purposes', statement.purposes],
  ] as const) {
    for (const item of items) {
      point(`${list}/${item.id}/populations`, 'populations', item.populations);
      point(`${list}/${item.id}/dataCategories`, 'dataCategories', item.dataCategories);
      point(`${list}/${item.id}/recipients`, 'recipients', item.recipients);
    }
  }
  for (const activity of statement.activities) {
    point(`activities/${activity.id}/purposes`, 'purposes', activity.purposes);
    point(`activities/${activity.id}/security`, 'measures', activity.security);
  }
  for (const purpose of statement.purposes) {
    point(`purposes/${purpose.id}/sources`, 'sources', purpose.sources);
    point(`purposes/${purpose.id}/cookieCategory`, 'cookies', purpose.cookieCategory);
    purpose.bases.forEach(({ appliesTo }, at) => {
      point(`purposes/${purpose.id}/bases/${at}/appliesTo/populations`, 'populations', appliesTo.populations);
      point(`purposes/${purpose.id}/bases/${at}/appliesTo/dataCategories`, 'dataCategories', appliesTo.dataCategories);
    });
  }
  for (const source of statement.sources) {
    point(`sources/${source.id}/dataCategories`, 'dataCategories', source.dataCategories);
    point(`sources/${source.id}/populations`, 'populations', source.populations);
  }
  for (const recipient of statement.recipients) {
    point(`recipients/${recipient.id}/under`, 'recipients', recipient.under);
    point(`recipients/${recipient.id}/dataCategories`, 'dataCategories', recipient.dataCategories);
    point(`recipients/${recipient.id}/purposes`, 'purposes', recipient.purposes);
  }
  for (const rule of statement.retention) {
    point(`retention/${rule.id}/dataCategories`, 'dataCategories', rule.dataCategories);
    point(`retention/${rule.id}/populations`, 'populations', rule.populations);
    point(`retention/${rule.id}/purposes`, 'purposes', rule.purposes);
    point(`retention/${rule.id}/systems`, 'systems', rule.systems);
  }
  for (const system of statement.systems) {
    point(`systems/${system.id}/holds`, 'dataCategories', system.holds);
    point(`systems/${system.id}/processor`, 'recipients', system.processor);
  }
  point('sharing/consentPurpose', 'purposes', statement.sharing.consentPurpose);
  point('sharing/salePurpose', 'purposes', statement.sharing.salePurpose);
  point('changes/significant/populations', 'populations', statement.changes.significant.populations);
  return references;
}

function unresolvedPaths(statement: Statement, aside?: Aside): Finding[] {
  const isThere = (path: string) =>
    valueAt(aside?.whole ?? statement, path) !== NOTHING || aside?.parts.has(path.split('/')[0] ?? '');
  const paths = [
    ...statement.promises.flatMap((promise) =>
      promise.keptBy.map((path, at) => ({ at: `promises/${promise.id}/keptBy/${at}`, path })),
    ),
    ...statement.resolutions.map(({ path }, at) => ({ at: `resolutions/${at}/path`, path })),
  ];
  const unresolved = paths
    .filter(({ path }) => !isThere(path))
    .map(({ at, path }) =>
      errorFound('unresolved-path', {
        article: null,
        path: at,
        message: `Nothing stands at ${path} in this file.`,
        mend: 'Write the path to the part that is meant.',
      }),
    );
  const codes: readonly string[] = WARNING_CODES;
  const misnamed = statement.resolutions.flatMap(({ finding }, at) =>
    codes.includes(finding)
      ? []
      : errorFound('unknown-finding-code', {
          article: null,
          path: `resolutions/${at}/finding`,
          message: `${finding} is no finding that a resolution can answer.`,
          mend: `Write one of: ${WARNING_CODES.join(', ')}.`,
        }),
  );
  return [...unresolved, ...misnamed];
}

function purposesAndActivities(statement: Statement): Finding[] {
  const findings: Finding[] = [];
  for (const purpose of statement.purposes) {
    const path = `purposes/${purpose.id}`;
    purpose.bases.forEach(({ article }, at) => {
      if (LEGAL_BASIS.test(article) || SPECIAL_BASIS.test(article)) return;
      findings.push(
        errorFound('unknown-basis', {
          article: 'GDPR 6(1)',
          path: `${path}/bases/${at}/article`,
          message: `Article ${article} is no legal basis, so the purpose ${purpose.id} would rest on nothing.`,
          mend: 'Write 6(1)(a) to 6(1)(f), and for special categories of data 9(2)(a) to 9(2)(j) beside it.',
        }),
      );
    });
    if (!purpose.bases.some(({ article }) => LEGAL_BASIS.test(article) || article === '9(2)(a)')) {
      findings.push(
        errorFound('purpose-without-basis', {
          article: 'GDPR 6(1)',
          path: `${path}/bases`,
          message: `The purpose ${purpose.id} has no legal basis, so no data may be used for it.`,
          mend: 'Name the basis, and to whom it applies.',
        }),
      );
    }
    if (purpose.bases.some((basis) => basis.article === '6(1)(a)') !== (purpose.consent !== undefined)) {
      findings.push(
        errorFound('consent-without-question', {
          article: 'GDPR 7(1)',
          path,
          message: `The purpose ${purpose.id} must have both a basis 6(1)(a) and a consent question, or neither.`,
          mend: 'Add the question under consent, or the basis 6(1)(a).',
        }),
      );
    }
  }
  for (const activity of statement.activities) {
    if (activity.role !== 'processor' || activity.onBehalfOf !== undefined) continue;
    findings.push(
      errorFound('processing-for-nobody', {
        article: 'GDPR 30(2)(a)',
        path: `activities/${activity.id}`,
        message: `The activity ${activity.id} is a processor's, and does not say on whose behalf.`,
        mend: 'Add onBehalfOf.',
      }),
    );
  }
  return findings;
}

function keeping(statement: Statement): Finding[] {
  return statement.retention.flatMap((rule) => {
    const { atLeast, atMost } = rule.keep;
    if (atLeast === undefined || rule.legalDuty !== undefined) return [];
    if (atMost !== 'at-once' && compareDurations(atLeast, atMost) <= 0) return [];
    return errorFound('keep-at-least-beyond-at-most', {
      article: 'GDPR 5(1)(e)',
      path: `retention/${rule.id}/keep`,
      message: `The rule ${rule.id} must keep for ${atLeast} and may keep for ${atMost}: both cannot be true.`,
      mend: 'Shorten atLeast, lengthen atMost, or name the law that demands it under legalDuty.',
    });
  });
}

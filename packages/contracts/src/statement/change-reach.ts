import type { Difference } from './differences.ts';
import type { Purpose, RetentionRule, Statement } from './schema.ts';

/** Whom and which purposes a change concerns. */
export type Reach = { readonly populations: readonly string[]; readonly purposes: readonly string[] };

/** Whom a difference concerns, by what both statements say: nobody who is concerned under either is left out. */
export function reachOf(difference: Difference, older: Statement, newer: Statement): Reach {
  const both = [older, newer];
  const [section = '', name = ''] = difference.at;
  const where = (concerns: (purpose: Purpose) => boolean): Reach =>
    ofPurposes(both.flatMap(({ purposes }) => purposes.filter(concerns)));
  switch (section) {
    case 'purposes':
      return ofPurpose(
        difference,
        where(({ id }) => id === name),
      );
    case 'dataCategories':
      return where((purpose) => purpose.dataCategories.includes(name));
    case 'sources':
      return where((purpose) => purpose.sources.includes(name));
    case 'recipients':
      return ofRecipient(difference, both, where);
    case 'populations':
      return { populations: [name], purposes: where((purpose) => purpose.populations.includes(name)).purposes };
    case 'activities': {
      const activities = both.flatMap((one) => one.activities.filter(({ id }) => id === name));
      return {
        populations: unique(activities.flatMap(({ populations }) => populations)),
        purposes: unique(activities.flatMap(({ purposes }) => purposes)),
      };
    }
    case 'retention':
      return ofRetention(
        both.flatMap((one) => one.retention.filter(({ id }) => id === name)),
        where,
      );
    case 'cookies':
      return where(({ cookieCategory }) => cookieCategory !== undefined);
    case 'controller':
    case 'tenant':
    case 'transfers':
      return { ...everybody(both), purposes: where(() => true).purposes };
    case 'sharing': {
      const named = both.flatMap(({ sharing }) => [sharing.consentPurpose, sharing.salePurpose]);
      const reached = where(({ id }) => named.includes(id));
      return reached.purposes.length > 0 ? reached : everybody(both);
    }
    case 'children':
      return { ...everybody(both), purposes: where(({ consent }) => consent !== undefined).purposes };
    default:
      return everybody(both);
  }
}

type Where = (concerns: (purpose: Purpose) => boolean) => Reach;

/** Of a population that came to a purpose, only those people are concerned. */
function ofPurpose({ at, kind, before, after }: Difference, reached: Reach): Reach {
  const who = kind === 'added' ? after : before;
  return at[2] === 'populations' && typeof who === 'string' ? { ...reached, populations: [who] } : reached;
}

/** A purpose that came to a recipient, or left it, is the only one concerned. */
function ofRecipient({ at, kind, before, after }: Difference, both: readonly Statement[], where: Where): Reach {
  const [, name = '', part] = at;
  const one = kind === 'added' ? after : before;
  if (part === 'purposes') return where(({ id }) => id === one);
  const served = both
    .flatMap(({ recipients }) => recipients.filter(({ id }) => id === name))
    .flatMap((r) => r.purposes);
  return where(({ id, recipients }) => served.includes(id) || recipients.includes(name));
}

function ofRetention(rules: readonly RetentionRule[], where: Where): Reach {
  const reached = where((purpose) =>
    rules.some(
      (rule) =>
        (rule.purposes === undefined || rule.purposes.includes(purpose.id)) &&
        rule.dataCategories.some((category) => purpose.dataCategories.includes(category)) &&
        rule.populations.some((population) => purpose.populations.includes(population)),
    ),
  );
  return { ...reached, populations: unique(rules.flatMap(({ populations }) => populations)) };
}

function ofPurposes(purposes: readonly Purpose[]): Reach {
  return {
    populations: unique(purposes.flatMap(({ populations }) => populations)),
    purposes: unique(purposes.map(({ id }) => id)),
  };
}

function everybody(both: readonly Statement[]): Reach {
  return { populations: unique(both.flatMap(({ populations }) => populations.map(({ id }) => id))), purposes: [] };
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)].sort();

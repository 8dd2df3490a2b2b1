import type { sourcesSchema } from '@vitne/contracts/catalogue/user-events';
import type { Source, Statement } from '@vitne/contracts/statement/schema';
import type { z } from 'zod';
import type { UserEventEffect } from './user-event-effects.ts';

/** The ids of the statement's sources, by the data category that came from them; of several, it was one of them. */
export type Sources = z.infer<typeof sourcesSchema>;

/**
 * Where data came from (Art. 13, 14(2)(f)): the source that the system says, or the statement's own answer. That is the
 * sources which give such data, and of those the ones that fit how it came, whom it is about and what it is for.
 * @param said a source that the system named; for a category which that source does not give, the statement answers
 */
export function sourcesOf(
  statement: Statement,
  effect: UserEventEffect,
  categories: readonly string[],
  said?: string,
): Sources {
  const { from, populations: people, purposes } = effect.cameWith ?? effect;
  const ofPurposes = statement.purposes.filter(({ id }) => purposes.includes(id)).flatMap(({ sources }) => sources);
  const found = categories.map((category): [string, string[]] => {
    const givers = statement.sources.filter(({ dataCategories }) => dataCategories.includes(category));
    if (said !== undefined && givers.some(({ id }) => id === said)) return [category, [said]];
    const ofKind = preferring(givers, ({ kind }) => kind === from);
    const ofPeople = preferring(ofKind, ({ populations }) => populations.some((one) => people.includes(one)));
    return [category, preferring(ofPeople, ({ id }) => ofPurposes.includes(id)).map(({ id }) => id)];
  });
  return Object.fromEntries(found.filter(([, sources]) => sources.length > 0));
}

/** Those that fit, or all of them where none does: what a statement says less exactly still says something. */
function preferring(sources: Source[], fits: (source: Source) => boolean): Source[] {
  const fitting = sources.filter(fits);
  return fitting.length > 0 ? fitting : sources;
}

/** Both together, each category's sources once and in order, so that the same sources always read the same. */
export function joinSources(one: Sources = {}, other: Sources = {}): Sources {
  const categories = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return Object.fromEntries(
    categories.map((category) => [
      category,
      [...new Set([...(one[category] ?? []), ...(other[category] ?? [])])].sort(),
    ]),
  );
}

/** The part of the sources that is about these categories. */
export const sourcesFor = (sources: Sources, categories: readonly string[]): Sources =>
  Object.fromEntries(Object.entries(sources).filter(([category]) => categories.includes(category)));

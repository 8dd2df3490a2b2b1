import type { keeping } from './keeping.ts';
import { type Entry, list, type Report, text } from './ledger.ts';
import type { requests } from './requests.ts';
import type { Promises } from './statement.ts';
import { isObjectable } from './uses.ts';

/**
 * What was handed out: never what is restricted, objected to, over or gone, nor what a law or a claim alone keeps. What the law
 * makes an authority demand is apart (Art. 6(1)(c)): it asks nobody.
 */
export function disclosures(
  { purposes }: Promises,
  kept: ReturnType<typeof keeping>,
  asked: ReturnType<typeof requests>,
  report: Report,
) {
  /** When all of a category was ordered away, by person and category, until it is told of again. */
  const gone = new Map<string, number>();
  const counts = { recorded: 0, byOrder: 0 };

  function judge(entry: Entry): void {
    counts.recorded += 1;
    const { kind } = entry.facts['ground'] as { kind: string };
    if (kind === 'authority-order') {
      counts.byOrder += 1;
      return;
    }
    const person = text(entry, 'person');
    const purpose = purposes.get(text(entry, 'purpose'));
    if (!purpose) return report('disclosed-for-no-purpose', entry, text(entry, 'purpose'));
    if (asked.restricts(person)) report('disclosed-while-restricted', entry, purpose.id);
    for (const category of list(entry, 'dataCategories')) {
      const what = `${category} for ${purpose.id}`;
      if (asked.objects(person) && isObjectable(purpose, category)) report('disclosed-despite-objection', entry, what);
      if (gone.has(`${person}|${category}`) && kept.keeps(person, category).length === 0)
        report(
          'disclosed-after-disposal',
          entry,
          `${what}, ordered away at message ${gone.get(`${person}|${category}`)}`,
        );
      const over = kept.whyNotToUse(person, category, entry.atMs);
      if (over !== undefined) {
        const isHeld = kept.isHeld(person, category, entry.atMs);
        report(isHeld ? 'disclosed-while-held' : 'disclosed-beyond-its-time', entry, `${what}: ${over}`);
      }
    }
  }

  return {
    counts,
    take(entry: Entry): void {
      if (entry.type === 'disclosure.recorded') judge(entry);
      if (entry.type !== 'disposal.ordered') return;
      const person = text(entry, 'person');
      for (const category of list(entry, 'dataCategories'))
        if (kept.keeps(person, category).length === 0) gone.set(`${person}|${category}`, entry.sequence);
    },
  };
}

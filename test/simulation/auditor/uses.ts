import { later, localDay, textOf } from './days.ts';
import type { keeping } from './keeping.ts';
import { type Entry, list, moment, type Report, text } from './ledger.ts';
import type { requests } from './requests.ts';
import type { Promises, Purpose } from './statement.ts';

type Choice = {
  status: 'given' | 'refused' | 'withdrawn' | 'expired' | 'ended';
  expiresMs?: number;
  entry: Entry;
  reported?: true;
};

const optOuts: Readonly<Record<string, string>> = {
  'newsletter.opted-out': 'newsletter',
  'course.opted-out': 'course-invitations',
};
const ending: Readonly<Record<string, Choice['status']>> = {
  'consent.refused': 'refused',
  'consent.refused-by-signal': 'refused',
  'consent.withdrawn': 'withdrawn',
  'consent.expired': 'expired',
  'consent.invalidated': 'ended',
  'consent.revoked': 'ended',
};

/** What was allowed to be used: never without the consent it needs, never what is restricted, objected to, over or gone. */
export function uses(
  promises: Promises,
  kept: ReturnType<typeof keeping>,
  asked: ReturnType<typeof requests>,
  report: Report,
) {
  const choices = new Map<string, Choice>();
  const optedOut = new Map<string, number>();
  /** When all of a category was ordered away, by person and category; told of again, it is there again. */
  const gone = new Map<string, number>();
  /** When something about a person was last told that can turn a yes into a no. */
  const changed = new Map<string, number>();
  const counts = { allowed: 0, denied: 0, consents: 0, expired: 0 };

  function give(entry: Entry): void {
    counts.consents += 1;
    const purpose = promises.purposes.get(text(entry, 'purpose'));
    const length = purpose?.consent?.expires;
    const said = entry.facts['expires'] === undefined ? undefined : moment(entry, 'expires');
    const expected = length && textOf(later(localDay(entry.atMs, promises.zone), length));
    const told = said === undefined ? undefined : textOf(localDay(said, promises.zone));
    if (expected !== told) report('consent-end-wrong', entry, `it ends ${expected}, and ${told} was said`);
    choices.set(keyOf(entry), { status: 'given', entry, ...(said !== undefined && { expiresMs: said }) });
  }

  function judge(entry: Entry): void {
    if (entry.facts['decision'] !== 'allow') {
      counts.denied += 1;
      return;
    }
    counts.allowed += 1;
    const [person, category] = [text(entry, 'person'), text(entry, 'dataCategory')];
    const purpose = promises.purposes.get(text(entry, 'purpose'));
    // What was told only after the answer had been computed could not stand in its way.
    if ((changed.get(person) ?? 0) > Number(entry.facts['position'])) return;
    if (!purpose) return report('used-for-no-purpose', entry, text(entry, 'purpose'));
    const asOfMs = moment(entry, 'asOf');
    const what = `${category} for ${purpose.id}`;
    if (asked.restricts(person)) report('used-while-restricted', entry, what);
    if (asked.objects(person) && isObjectable(purpose, category)) report('used-despite-objection', entry, what);
    if (gone.has(`${person}|${category}`) && kept.keeps(person, category).length === 0)
      report('used-after-disposal', entry, `${what}, ordered away at message ${gone.get(`${person}|${category}`)}`);
    const over = kept.whyNotToUse(person, category, asOfMs);
    if (over !== undefined) report('used-beyond-its-time', entry, `${what}: ${over}`);
    if (needsConsent(purpose, category)) judgeConsent(entry, person, purpose, asOfMs);
  }

  function judgeConsent(entry: Entry, person: string, { id }: Purpose, asOfMs: number): void {
    const choice = choices.get(`${person}|${id}|`);
    const valid = choice?.status === 'given' && (choice.expiresMs === undefined || choice.expiresMs > asOfMs);
    if (!valid) report('used-without-consent', entry, `${id}: ${choice?.status ?? 'nobody asked'}`);
    else if ((optedOut.get(`${person}|${id}`) ?? 0) > choice.entry.sequence) report('used-after-opt-out', entry, id);
  }

  return {
    counts,

    /** Before the keeping has taken in the message: what was ordered away is told by what was there. */
    take(entry: Entry): void {
      const person = String(entry.facts['person']);
      if (entry.type === 'consent.given') give(entry);
      const status = ending[entry.type];
      if (status !== undefined) {
        if (status === 'expired') counts.expired += 1;
        choices.set(keyOf(entry), { status, entry });
      }
      const purpose = optOuts[entry.type];
      if (purpose !== undefined) optedOut.set(`${person}|${purpose}`, entry.sequence);
      if (entry.type === 'disposal.ordered')
        for (const category of list(entry, 'dataCategories')) {
          if (kept.keeps(person, category).length > 0) continue;
          gone.set(`${person}|${category}`, entry.sequence);
        }
      if (entry.type === 'decision.made') judge(entry);
      else if (typeof entry.facts['person'] === 'string') changed.set(person, entry.sequence);
      if (entry.type.startsWith('request.') || entry.type.startsWith('holding.')) return;
    },

    /** What had expired when the tick began is known to be over when it ends. */
    tickOver(tick: number, beganMs: number): void {
      for (const choice of choices.values()) {
        const over = choice.status === 'given' && choice.expiresMs !== undefined && choice.expiresMs <= beganMs;
        if (!over || choice.reported || choice.entry.tick >= tick) continue;
        choice.reported = true;
        report('consent-outlived', choice.entry, `it expired ${new Date(choice.expiresMs ?? 0).toISOString()}`);
      }
    },
  };
}

const keyOf = (entry: Entry): string =>
  `${text(entry, 'person')}|${text(entry, 'purpose')}|${entry.facts['recipient'] === undefined ? '' : text(entry, 'recipient')}`;

const basesFor = ({ bases }: Purpose, category: string) =>
  bases.filter(({ appliesTo }) => appliesTo?.dataCategories?.includes(category) ?? true);

const needsConsent = (purpose: Purpose, category: string): boolean =>
  purpose.directMarketing === true || basesFor(purpose, category).some(({ article }) => article === '6(1)(a)');

export const isObjectable = (purpose: Purpose, category: string): boolean =>
  purpose.directMarketing === true ||
  basesFor(purpose, category).some(({ article }) => article === '6(1)(e)' || article === '6(1)(f)');

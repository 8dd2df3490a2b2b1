import type { HashedNotice } from '@vitne/contracts/statement/notice';
import {
  type CategoryName,
  type CategoryRow,
  type CookieTable,
  type Decision,
  type Language,
  type Method,
  type PublicApi,
  Refused,
  randomName,
} from './public-api.ts';
import { standingOf } from './standing.ts';
import { readVisitor, writeVisitor } from './visitor-cookie.ts';

/** What is put on the screen in one language: the table, and the notice of each purpose that is asked about. */
export type Shown = { language: Language; table: CookieTable; notices: ReadonlyMap<string, HashedNotice> };

/** `outdated`: the statement was changed while it was on the screen; nothing was recorded, and it has to be shown anew. */
export type Outcome = 'recorded' | 'outdated' | 'failed';

export type VisitorChoices = Awaited<ReturnType<typeof visitorChoices>>;

const outcomes: Record<string, Outcome> = {
  'statement-not-in-force': 'outdated',
  'notice-mismatch': 'outdated',
  'nothing-to-withdraw': 'recorded',
};

/**
 * One visitor's choices, of which the platform's ledger is the truth. A visitor who has chosen nothing has no number and
 * is not told of to the platform; a browser's signal is a no already, so it needs one.
 * @param changed is called whenever something became allowed or forbidden
 */
export async function visitorChoices(api: PublicApi, signal: boolean, changed: () => void) {
  let table = await api.cookies();
  let visitor = readVisitor(table.choiceCookie) ?? (signal ? randomName() : undefined);
  let standing = await ask();
  if (signal && visitor !== undefined && readVisitor(table.choiceCookie) === undefined) keep(visitor);

  const fetched = new Map<string, Promise<HashedNotice>>();

  /** A notice of a version never changes, so each is fetched once. */
  function notice(purpose: string, language: Language): Promise<HashedNotice> {
    const key = `${table.statementVersion} ${purpose} ${language}`;
    const known = fetched.get(key) ?? api.notice(purpose, language);
    fetched.set(key, known);
    known.catch(() => fetched.delete(key));
    return known;
  }

  async function ask() {
    return standingOf(table, visitor === undefined ? undefined : await api.questions(visitor));
  }

  function keep(number: string): void {
    visitor = number;
    writeVisitor(table.choiceCookie, number);
  }

  async function readAnew(): Promise<void> {
    table = await api.cookies();
    standing = await ask();
    changed();
  }

  /** Why something was not recorded, after bringing what is shown up to date. */
  async function outcomeOf(error: unknown): Promise<Outcome> {
    if (!(error instanceof Refused)) throw error;
    if (error.code === 'unreachable') return 'failed';
    try {
      await readAnew();
    } catch {
      return 'failed';
    }
    return outcomes[error.code] ?? 'failed';
  }

  return {
    table: () => table,
    standing: () => standing,
    may: (name: string) => standing.may(name),
    /** Keeps the same number in a fresh cookie. */
    renew: () => void (visitor !== undefined && writeVisitor(table.choiceCookie, visitor)),

    /** What must be on the screen before anything can be answered. */
    async show(language: Language): Promise<Shown> {
      const asked = table.categories.flatMap((row) => (standing.category(row).chosen ? row.purposes : []));
      const notices = await Promise.all(
        asked
          .filter(({ noticeHashes }) => noticeHashes[language] !== undefined)
          .map(async ({ purpose }) => [purpose, await notice(purpose, language)] as const),
      );
      return { language, table, notices: new Map(notices) };
    },

    /** Whether there is a number that choices may be recorded under. */
    isKnown: () => visitor !== undefined,
    receipts: async () => (visitor === undefined ? [] : api.receipts(visitor)),
    verifyingPage: api.verifyingPage,

    /** Records one answer for each category, with the hashes of the notices that were shown. */
    async choose(
      { language, table: onScreen, notices }: Shown,
      answers: readonly { row: CategoryRow; decision: Decision }[],
      method: Method,
    ): Promise<Outcome> {
      const number = visitor ?? randomName();
      try {
        for (const { row, decision } of answers) {
          const noticeHashes = Object.fromEntries(
            row.purposes.flatMap(({ purpose }) => {
              const hash = notices.get(purpose)?.hash;
              return hash === undefined ? [] : [[purpose, hash]];
            }),
          );
          const { statementVersion } = onScreen;
          const choice = { category: row.category, decision, method, language, statementVersion, noticeHashes };
          standing.learn(await api.choose(number, choice));
          keep(number);
          changed();
        }
        return 'recorded';
      } catch (error) {
        return outcomeOf(error);
      }
    },

    /** A withdrawal counts on the page before the platform has answered. */
    async withdraw(category: CategoryName): Promise<Outcome> {
      if (visitor === undefined) return 'recorded';
      const purposes = table.categories.find((one) => one.category === category)?.purposes ?? [];
      const forbid = () => {
        standing.learn(Object.fromEntries(purposes.map(({ purpose }) => [purpose, { status: 'withdrawn' }])));
        changed();
      };
      forbid();
      try {
        standing.learn(await api.withdraw(visitor, category));
        keep(visitor);
        return 'recorded';
      } catch (error) {
        const outcome = await outcomeOf(error);
        if (outcome === 'failed') forbid();
        return outcome;
      }
    },
  };
}

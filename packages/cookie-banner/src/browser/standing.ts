import type { CategoryName, CategoryRow, Choices, CookieTable, Question } from './public-api.ts';

export type CategoryStanding = {
  /** Whether scripts and cookies of the category may be used now. */
  allowed: boolean;
  /** Whether the question may be put to the visitor now. */
  ask: boolean;
  /** Whether it is chosen about at all; what is strictly necessary is not. */
  chosen: boolean;
  /** The reason of the API: `given`, `refused`, `browser-signal` and the like. */
  because: string;
};

/** How one visitor's choices stand, by what the platform answered last. */
export type Standing = ReturnType<typeof standingOf>;

/**
 * Without questions the visitor is one whom nobody has met, and everything is asked. A category counts as a whole: it is
 * allowed when each of its purposes is, and asked about when no purpose of it has a no that still rests.
 */
export function standingOf(table: CookieTable, questions: readonly Question[] | undefined) {
  const known = new Map(questions?.map((question) => [question.purpose, question]));
  const asks = (purpose: string): Question => known.get(purpose) ?? { purpose, ask: true, because: 'never-asked' };

  function category({ consentRequired, purposes }: CategoryRow): CategoryStanding {
    if (!consentRequired) return { allowed: true, ask: false, chosen: false, because: 'necessary' };
    const asked = purposes.filter(({ noticeHashes }) => Object.keys(noticeHashes).length > 0);
    if (asked.length === 0) return { allowed: false, ask: false, chosen: false, because: 'not-asked' };
    const questionsOf = asked.map(({ purpose }) => asks(purpose));
    const open = questionsOf.filter(({ because }) => because !== 'given');
    return {
      allowed: open.length === 0,
      ask: open.length > 0 && open.every(({ ask }) => ask),
      chosen: true,
      because: open[0]?.because ?? 'given',
    };
  }

  return {
    category,
    /** The categories whose questions may be put now. */
    asked: (): CategoryRow[] => table.categories.filter((row) => category(row).ask),
    /** Whether something may be used, by the name of a category or of a purpose; a name that nobody knows is a no. */
    may(name: string): boolean {
      for (const row of table.categories) {
        if (row.category === name) return category(row).allowed;
        const purpose = row.purposes.find((one) => one.purpose === name);
        if (purpose) return row.consentRequired ? asks(name).because === 'given' : true;
      }
      return false;
    },
    /** The categories that may be used now. */
    allowed: (): CategoryName[] =>
      table.categories.filter((row) => category(row).allowed).map(({ category: name }) => name),
    /** Takes over what the platform answered to a choice. */
    learn(choices: Choices): void {
      for (const [purpose, { status }] of Object.entries(choices)) {
        // A signal is recorded as a refusal; to the visitor it stays what the browser says.
        const bySignal = known.get(purpose)?.because === 'browser-signal' && status === 'refused';
        if (!bySignal) known.set(purpose, { purpose, ask: false, because: status });
      }
    },
  };
}

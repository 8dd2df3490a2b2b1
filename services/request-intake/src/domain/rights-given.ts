import type { ClockId, Prose } from '@vitne/contracts/law/clocks';
import { clocksOf, legalBasisSchema, type RequestType, rightsGivenBy } from '@vitne/contracts/law/requests';
import { type RulesVersion, rules } from '@vitne/contracts/law/rules';
import type { Purpose, Statement } from '@vitne/contracts/statement/schema';

/** Whether what is asked for is a right by the statement or by the legal bases of its purposes. */
export type RightsGiven = {
  given: boolean;
  /** The statement lists the right. */
  byStatement: boolean;
  /** The purposes whose legal basis gives the right. */
  purposes: string[];
  /** What staff should know when it is not given. */
  hint?: Prose;
};

/** A clock that runs beside that of the answer: what has to happen at once. */
export type ImmediateClock = { clock: ClockId; article: string; says: Prose; due: string; purposes: string[] };

/**
 * Says whether the statement gives what is asked for. People may ask for anything, so this stops nothing: it tells whoever
 * answers what to look at. Which population the person belongs to is not known here, so every purpose counts.
 */
export function rightsGiven(statement: Statement, type: RequestType): RightsGiven {
  const byStatement = statement.requests.rights.some(({ right }) => right === type);
  const decidesByMachine = type !== 'automated-decision' || statement.automatedDecisions.used;
  const purposes = decidesByMachine
    ? statement.purposes.filter((purpose) => gives(purpose, type)).map(({ id }) => id)
    : [];
  const given = byStatement || purposes.length > 0;
  return { given, byStatement, purposes, ...(!given && { hint: notGiven }) };
}

const notGiven: Prose = {
  nb: 'Verken erklæringen eller behandlingsgrunnlagene gir denne rettigheten. Henvendelsen er mottatt og skal besvares.',
  en: 'Neither the statement nor the legal bases give this right. The request is received and has to be answered.',
};

function gives({ bases, directMarketing = false }: Purpose, type: RequestType): boolean {
  return bases.some(({ article }) => {
    const basis = legalBasisSchema.safeParse(article);
    return basis.success && rightsGivenBy(basis.data, { directMarketing }).includes(type);
  });
}

/**
 * What must happen before the answer: a withdrawal counts at once, direct marketing stops at once, and other use is
 * restricted while an objection to it is assessed.
 */
export function immediateClocks(
  statement: Statement,
  type: RequestType,
  { received, rules: version }: { received: string; rules: RulesVersion },
): ImmediateClock[] {
  const concerned = statement.purposes.filter((purpose) => gives(purpose, type));
  const traits = concerned.length > 0 ? concerned.map(({ directMarketing = false }) => directMarketing) : [false];
  const clocks = new Set(traits.map((directMarketing) => clocksOf(type, { directMarketing }).immediate));
  return [...clocks].flatMap((clock) => {
    if (clock === undefined) return [];
    const purposes = concerned.filter(
      ({ directMarketing = false }) => clocksOf(type, { directMarketing }).immediate === clock,
    );
    const { article, says } = rules[version][clock];
    return [{ clock, article, says, due: received, purposes: purposes.map(({ id }) => id) }];
  });
}

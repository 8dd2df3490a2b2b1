import type { LedgerSource } from '@vitne/audit/ledger-source';
import { channelOf } from '@vitne/contracts/channels';
import type { Question } from '@vitne/contracts/decisions/decision-facts';
import { reasonOf } from '@vitne/contracts/decisions/decision-reasons';
import { hasCome } from '@vitne/contracts/decisions/moments';
import type { PersonFacts } from '@vitne/contracts/decisions/person-facts';
import { answerQuestions } from '@vitne/service-kit/answer-questions';
import type { DecisionSources } from '@vitne/service-kit/decision-sources';
import type { LedgerAt } from './ledger-at.ts';

/** The answer that `decide` gives at a moment, as the platform gives it over HTTP. */
export type MayAnswer = {
  decision: 'allow' | 'deny';
  reasons: { code: string; article?: string; says: string }[];
  statementVersion?: string;
  asOf: string;
  position: number;
};

/** Whether data may be used at the folded moment: the services' own decision, on the ledger as it stood. */
export async function mayAt(
  source: LedgerSource,
  folded: LedgerAt,
  person: string | undefined,
  question: Question,
): Promise<MayAnswer> {
  const { tenant, at } = folded;
  const answered = await answerQuestions(sourcesAt(source, folded), tenant, [{ question, person }], at);
  if (answered === 'behind') throw new Error('A ledger that is folded is never behind.');
  const [answer] = answered.answers;
  if (!answer) throw new Error('One question has one answer.');
  const { decision, reasons, statementVersion, asOf, position } = answer;
  return {
    decision,
    reasons: reasons.map(reasonOf),
    ...(statementVersion !== undefined && { statementVersion }),
    asOf,
    position,
  };
}

/** The ledger as it stood, as the place where decisions get their facts from. */
export function sourcesAt(source: Pick<LedgerSource, 'readEntity'>, folded: LedgerAt): DecisionSources {
  const { at, newest, position, statements, of } = folded;
  return {
    async entity(tenant, context, entity, id) {
      const events = await source.readEntity(channelOf({ tenant, context, entity, id }));
      return events.filter((event) => event.position <= newest && hasCome(event.meta.time, at));
    },
    newest: () => Promise.resolve(position),
    caughtUp: () => Promise.resolve(true),
    closed: () => Promise.resolve(true),
    statements: () => Promise.resolve(statements),
    peopleFacts: (_tenant, people) => Promise.resolve(factsOf(of.people, people)),
  };
}

function factsOf(all: LedgerAt['of']['people'], people: readonly string[]): ReadonlyMap<string, PersonFacts> {
  return new Map(
    people.flatMap((person) => {
      const stood = all.get(person);
      return stood ? [[person, stood.doc] as [string, PersonFacts]] : [];
    }),
  );
}

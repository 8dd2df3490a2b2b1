import { createHash } from 'node:crypto';
import { decide } from '@vitne/contracts/decisions/decide';
import type { ReasonCode } from '@vitne/contracts/decisions/decision-reasons';
import type { Answer } from '@vitne/service-kit/answer-questions';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import { concurrentMap } from '@vitne/service-kit/concurrent-map';
import type { DecisionSources } from '@vitne/service-kit/decision-sources';
import { type Asked, type FactsAtHand, gatherFacts } from '@vitne/service-kit/gather-facts';
import type { ServiceContext } from '@vitne/service-kit/service';
import { type DecisionsOnAPerson, decisionsOnAPerson } from './domain/decisions-on-a-person.ts';

/** An answer that is kept stands at `logged` in the ledger, and was computed at `position`. */
export type RecordedAnswer = Answer & { logged?: number };
type Refused = Extract<CommandResult<unknown, never>, { outcome: 'rejected' }>;

const mostPeopleAtOnce = 16;
const mostAttempts = 8;

/**
 * Answers questions about now and records each answer as an event of the person. Somebody whom nobody has met is
 * remembered by a yes only: `meet` gives them an id; a no to a stranger leaves no trace.
 */
export async function recordDecisions(
  context: ServiceContext,
  sources: DecisionSources,
  commanded: Commanded,
  asked: readonly Asked[],
  meet: (index: number) => Promise<string>,
): Promise<'behind' | Refused | RecordedAnswer[]> {
  const { tenant, now } = commanded;
  const gathered = await gatherFacts(sources, tenant, asked, now);
  if (gathered === 'behind') return gathered;
  const { people } = gathered;

  /** One answer from facts that were gathered for it; 'again' when the person has chosen something since. */
  const decideOne = async (index: number, facts: FactsAtHand): Promise<'again' | Refused | RecordedAnswer> => {
    const { question } = asked[index] as Asked;
    const { position, at, person: _choices, ...others } = facts;
    const known = people[index];
    if (known === undefined) {
      const decision = decide(question, facts);
      if (decision.decision === 'deny') return { ...decision, asOf: at, position };
    }
    const person = known ?? (await meet(index));
    const command = { person, question, facts: others, position, now };
    const one = asked.length === 1 ? commanded : partOf(commanded, index, { ...question, person });
    const result = await context.execute(decisionsOnAPerson, one, { entity: 'person', id: person }, command);
    if (result.outcome !== 'rejected') return { ...answerOf(result.state), logged: result.position };
    const { rejection } = result;
    return rejection.code === 'facts-behind'
      ? 'again'
      : { outcome: 'rejected', rejection: { ...rejection, code: rejection.code } };
  };

  const answerOne = async (index: number): Promise<'behind' | Refused | RecordedAnswer> => {
    let facts = gathered.facts[index];
    for (let attempt = 0; attempt < mostAttempts && facts && facts !== 'in-future'; attempt++) {
      const answer = await decideOne(index, facts);
      if (answer !== 'again') return answer;
      const anew = await gatherFacts(sources, tenant, [asked[index] as Asked], now);
      facts = anew === 'behind' ? undefined : anew.facts[0];
    }
    return 'behind';
  };

  // Decisions about one person wait for each other, because they stand under one lock.
  const answers: ('behind' | Refused | RecordedAnswer)[] = [];
  const byPerson = Map.groupBy(asked.keys(), (index) => people[index] ?? `stranger ${index}`);
  await concurrentMap([...byPerson.values()], mostPeopleAtOnce, async (indices) => {
    for (const index of indices) answers[index] = await answerOne(index);
  });
  return answers.find(isRefused) ?? (answers as RecordedAnswer[]);
}

const isRefused = (answer: 'behind' | Refused | RecordedAnswer): answer is 'behind' | Refused =>
  answer === 'behind' || 'rejection' in answer;

/** What was recorded is the answer, also to a repeat that comes when everything has changed. */
function answerOf({ made }: DecisionsOnAPerson): RecordedAnswer {
  if (!made) throw new Error('A decision was recorded and is not there.');
  const { decision, reasons, statementVersion, position, asOf } = made;
  return {
    decision,
    reasons: reasons as ReasonCode[],
    ...(statementVersion !== undefined && { statementVersion }),
    position,
    asOf,
  };
}

/** Each question of a batch is a command of its own, named after the batch and its place in it. */
function partOf(commanded: Commanded, index: number, content: unknown): Commanded {
  const commandId = createHash('sha256').update(`${commanded.commandId}/${index}`).digest('hex').slice(0, 32);
  return { ...commanded, commandId, content, expectedPosition: undefined };
}

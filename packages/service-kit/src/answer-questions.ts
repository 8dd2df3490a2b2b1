import type { Tenant } from '@vitne/contracts/channels';
import { type Decision, decide } from '@vitne/contracts/decisions/decide';
import type { DecisionSources } from './decision-sources.ts';
import { type Asked, gatherFacts } from './gather-facts.ts';

/** An answer, the moment it is about, and the ledger position up to which everything was counted. */
export type Answer = Decision & { asOf: string; position: number };

/**
 * Answers questions in their order. A question about now counts everything that the ledger held when it was asked; one
 * about a moment what had happened by then. Asked again with the `asOf` and the `position` of an answer, the ledger gives
 * that answer for ever; with the `asOf` alone too, unless a service in another process recorded an act while the answer was
 * given, and put an earlier time on it.
 * @returns 'behind' when the read models did not get there in time; nothing is answered then.
 */
export async function answerQuestions(
  sources: DecisionSources,
  tenant: Tenant,
  asked: readonly Asked[],
  now: string,
): Promise<'behind' | { position: number; answers: Answer[] }> {
  const gathered = await gatherFacts(sources, tenant, asked, now);
  if (gathered === 'behind') return gathered;
  const { position } = gathered;
  const answers = gathered.facts.map((facts, index): Answer => {
    const { question, asOf = now } = asked[index] as Asked;
    if (facts === 'in-future') return { decision: 'deny', reasons: ['moment-in-future'], asOf, position };
    return { ...decide(question, facts), asOf: facts.at, position: facts.position };
  });
  return { position, answers };
}

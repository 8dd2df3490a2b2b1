import type { LedgerSource } from '@vitne/audit/ledger-source';
import type { Question } from '@vitne/contracts/decisions/decision-facts';
import { reasonOf } from '@vitne/contracts/decisions/decision-reasons';
import { hasCome } from '@vitne/contracts/decisions/moments';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { answerQuestions } from '@vitne/service-kit/answer-questions';
import { foldedSources } from './folded-sources.ts';
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

/** The ledger as it stood at the folded moment. */
function sourcesAt(source: Pick<LedgerSource, 'readEntity'>, { at, newest, position, statements, of }: LedgerAt) {
  const happened = (event: AnyRecordedEvent): boolean => event.position <= newest && hasCome(event.meta.time, at);
  return foldedSources({
    readEntity: async (channel) => (await source.readEntity(channel)).filter(happened),
    newest: position,
    statements,
    people: of.people,
  });
}

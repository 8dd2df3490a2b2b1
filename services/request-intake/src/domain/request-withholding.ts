import type { HeldPart } from '@vitne/contracts/catalogue/erasure-events';
import { accept } from '@vitne/contracts/decider';
import type { RefusalReason } from '@vitne/contracts/law/refusals';
import { refuse } from './request-answers.ts';
import type { CommandNamed } from './request-commands.ts';
import { type Answer, idOf, type KnownRequest } from './request-state.ts';

/**
 * Everything that was asked to be erased has to stay, so the answer is no (Art. 12(4), 17(3)): part by part, with the reason
 * and the day of each. The request has one reason, that of the law where there is one.
 */
export function withholdErasure(command: CommandNamed<'withhold-erasure'>, state: KnownRequest): Answer {
  const { person, held, explanation, complaintTo, now } = command;
  if (state.requestType !== 'erasure' || state.person !== person) return accept();
  const reason = reasonOf(held);
  const refused = refuse({ command: 'refuse', reason, explanation, complaintTo, now }, state);
  if ('rejected' in refused) return refused;
  return accept(
    { type: 'request.erasure-withheld.v1', facts: { ...idOf(state), held, decided: now } },
    ...refused.accepted,
  );
}

/** In the law's order: a duty, a claim, and what only a client may decide. */
function reasonOf(held: readonly HeldPart[]): RefusalReason {
  if (held.some(({ article }) => article.includes('17(3)(b)'))) return 'legal-duty';
  return held.some(({ article }) => article.includes('17(3)(e)')) ? 'legal-claims' : 'not-controller';
}

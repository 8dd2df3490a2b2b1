import { accept, reject } from '@vitne/contracts/decider';
import { dueAfterExtension } from './due-date.ts';
import type { CommandNamed } from './request-commands.ts';
import { type Answer, idOf, type KnownRequest } from './request-state.ts';

/** More time to answer, once, for a reason that the person was told inside the first month (GDPR 12(3)). */
export function extend({ reasons, told, now }: CommandNamed<'extend'>, state: KnownRequest): Answer {
  if (state.extended) return reject('already-extended', 'The law lets the time be extended once only.');
  const due = dueAfterExtension(state.due, reasons, told, now);
  if ('rejected' in due) return due;
  return accept({ type: 'request.extended.v1', facts: { ...idOf(state), reasons, told, due } });
}

import { accept, reject } from '@vitne/contracts/decider';
import { remindersOf } from '@vitne/contracts/law/request-reminders';
import { dueAfterExtension, dueWithPauses } from './due-date.ts';
import type { CommandNamed } from './request-commands.ts';
import { type Answer, idOf, isClosed, type KnownRequest } from './request-state.ts';
import { oneOfAKind, telling } from './request-telling.ts';

/** More time to answer, once, for a reason that the person is told inside the first month (GDPR 12(3)). */
export function extend({ reasons, byHand, now }: CommandNamed<'extend'>, state: KnownRequest): Answer {
  if (state.extended) return reject('already-extended', 'The law lets the time be extended once only.');
  const extending = { ...state, extending: { reasons } };
  const extended = extendedBy(extending, byHand?.told ?? now, now);
  if ('rejected' in extended) return extended;
  const message = { message: oneOfAKind.extension, matter: 'extension' } as const;
  if (byHand) {
    const told = telling(state, message, { byHand, now });
    return 'rejected' in told ? told : accept(...told.accepted, ...extended.accepted);
  }
  if (state.extending) return reject('already-extended', 'The person is being told of the extension already.');
  const owed = telling(state, message, { now });
  if ('rejected' in owed) return owed;
  return accept(
    { type: 'request.extension-decided.v1', facts: { ...idOf(state), reasons, decided: now } },
    ...owed.accepted,
  );
}

/** The extension takes effect by being told; its time runs from the receipt all the same. */
export function extendedBy(state: KnownRequest, told: string, now: string): Answer {
  if (!state.extending || state.extended) return accept();
  const { reasons } = state.extending;
  const due = dueAfterExtension(state, reasons, told, now);
  if ('rejected' in due) return due;
  return accept({ type: 'request.extended.v1', facts: { ...idOf(state), reasons, told, due } });
}

/** A question that the person was told of lets a second, later time run beside the strict one (GDPR 12(6)). */
export function pausedBy(state: KnownRequest, message: string, told: string): Answer {
  const asked = state.questions.find((one) => one.message === message);
  if (!asked || asked.answered !== undefined || isClosed(state.status)) return accept();
  const questions = state.questions.map((one) => (one === asked ? { ...one, told } : one));
  const due = dueWithPauses({ ...state, questions });
  if ('rejected' in due) return due;
  return accept({ type: 'request.paused.v1', facts: { ...idOf(state), message, paused: told, due } });
}

/**
 * What the passing of time has come to: a reminder, the latest of those whose time has come; or, once for each due moment,
 * that it passed. Only the strict time alarms.
 */
export function passTime({ now }: CommandNamed<'pass-time'>, state: KnownRequest): Answer {
  // The clock of a duplicate is that of the first.
  if (isClosed(state.status) || state.duplicateOf !== undefined) return accept();
  const { dueDate, due, boundBy } = state.due;
  if (Date.parse(now) > Date.parse(due)) {
    if (state.overdue === due) return accept();
    return accept({ type: 'request.overdue.v1', facts: { ...idOf(state), dueDate, due, boundBy, overdue: now } });
  }
  const come = openReminders(state).findLast(({ at }) => Date.parse(at) <= Date.parse(now));
  if (!come) return accept();
  const facts = { ...idOf(state), dueDate, due, before: come.before, reminded: now };
  return accept({ type: 'request.due-soon.v1', facts });
}

/** When the passing of time has something to say next; undefined when it has not. */
export function nextLookAt(
  state: Pick<KnownRequest, 'status' | 'due' | 'reminded' | 'overdue' | 'duplicateOf'>,
): string | undefined {
  if (state.duplicateOf !== undefined) return undefined;
  if (isClosed(state.status) || state.overdue === state.due.due) return undefined;
  const [reminder] = openReminders(state);
  return reminder?.at ?? new Date(Date.parse(state.due.due) + 1).toISOString();
}

function openReminders({ due, reminded }: Pick<KnownRequest, 'due' | 'reminded'>) {
  const all = remindersOf(due);
  if (reminded?.due !== due.due) return all;
  return all.slice(all.findIndex(({ before }) => before === reminded.before) + 1);
}

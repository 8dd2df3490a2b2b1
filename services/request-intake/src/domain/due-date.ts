import { type Decision, reject } from '@vitne/contracts/decider';
import type { Due } from '@vitne/contracts/law/derivation';
import { type ByLaw, computeDue, type Doubt } from '@vitne/contracts/law/due';
import { extendDue } from '@vitne/contracts/law/extension';
import { isRejected, type LawRejected } from '@vitne/contracts/law/moments';
import { type RequestType, requestRules } from '@vitne/contracts/law/requests';
import { Temporal } from 'temporal-polyfill';

/** What the statement in force says about answering; looked up for one command. */
export type AnswerTerms = {
  /** IANA zone of the controller: the day counts there. */
  zone: string;
  /** The organisation's own promise (`P30D`), where it gives one. */
  answerWithin?: string | undefined;
  /** For computing again: the versions that were pinned, or others to compare with. */
  law?: ByLaw;
};

export type DueRejection =
  | 'received-in-future'
  | 'due-not-computable'
  | 'told-in-future'
  | 'told-before-receipt'
  | 'extension-too-late'
  | 'extension-without-reason'
  | 'moment-invalid';

type DueRejected = Extract<Decision<never, DueRejection>, { rejected: unknown }>;

/** When a request that reached the organisation at `received` has to be answered: the earlier of law and promise. */
export function dueOnReceipt(
  requestType: RequestType,
  received: string,
  terms: AnswerTerms,
  now: string,
): Due | DueRejected {
  const due = computeDue({
    clock: requestRules[requestType].answer,
    received,
    zone: terms.zone,
    ...(terms.answerWithin !== undefined && { promise: terms.answerWithin }),
    ...terms.law,
  });
  if (isRejected(due)) return notComputable(due);
  if (isLater(received, now)) {
    return reject(
      'received-in-future',
      'A request cannot have been received later than now: check the date and the offset.',
    );
  }
  return due;
}

/** What the time to answer depends on: whether it was extended, and the spans in which the person was asked something. */
type Timed = {
  due: Due;
  extended: boolean;
  questions: readonly { told?: string; answered?: string }[];
  /** Another law than the one that was pinned at receipt; only for comparing. */
  law?: ByLaw;
};

/**
 * The time to answer once it is extended (GDPR 12(3)), by the rules that were pinned at receipt. The organisation's own
 * promise stands: an extension of the law lifts no promise.
 */
export function dueAfterExtension(
  { due, questions, law }: Timed,
  reasons: readonly string[],
  told: string,
  now: string,
): Due | DueRejected {
  const { received, zone, promise } = due;
  const pauses = pausesOf(questions);
  const extended = extendDue({ received, zone, ...pinnedBy(due, law), reasons, toldAt: told, ...pauses });
  if (isRejected(extended)) return extensionRefused(extended);
  if (isLater(told, now)) {
    return reject('told-in-future', 'Record the extension when the person has been told of it, not before.');
  }
  if (!promise) return extended;
  const steps = due.derivation.filter(({ step }) => step === 'promise');
  const byPromise = isLater(extended.due, promise.due);
  return {
    ...extended,
    ...(byPromise && { ...promise, boundBy: 'promise' as const }),
    promise,
    derivation: [...extended.derivation, ...steps],
  };
}

/**
 * The same due date, beside it the later one that some authorities accept because the person was asked something
 * (GDPR 12(6)); while an answer is outstanding that one has no date. The strict one never moves.
 */
export function dueWithPauses({ due, questions, extended, law }: Timed): Due | DueRejected {
  const { received, zone } = due;
  const pauses = pausesOf(questions);
  const strict = { clock: 'gdpr-12-3', received, zone, ...pinnedBy(due, law), extended } as const;
  const [asked, plain] = [computeDue({ ...strict, ...pauses }), computeDue(strict)];
  if (isRejected(asked)) {
    return asked.rejected.code === 'order-invalid'
      ? reject('moment-invalid', asked.rejected.detail)
      : notComputable(asked);
  }
  if (isRejected(plain)) return notComputable(plain);
  const unpaused = due.derivation.findIndex(({ step }) => step === 'pause');
  const promised = due.derivation.filter(({ step }) => step === 'promise');
  const steps =
    unpaused < 0 ? due.derivation.filter(({ step }) => step !== 'promise') : due.derivation.slice(0, unpaused);
  const pauseSteps = asked.derivation.slice(plain.derivation.length);
  return {
    ...due,
    ...(asked.paused && { paused: asked.paused }),
    derivation: [...steps, ...pauseSteps, ...promised],
  };
}

const pinnedBy = ({ rules, calendar }: Due, law: ByLaw = {}): ByLaw => ({ rules, calendar, ...law });

/** The spans in which an answer was outstanding, from when the person was told of the question. */
function pausesOf(questions: Timed['questions']): { identityDoubt?: Doubt[] } {
  const doubts = questions.flatMap(({ told, answered }) =>
    told === undefined ? [] : [{ askedAt: told, ...(answered !== undefined && { answeredAt: answered }) }],
  );
  return doubts.length > 0 ? { identityDoubt: doubts } : {};
}

function extensionRefused(rejection: LawRejected): DueRejected {
  const { code, detail } = rejection.rejected;
  if (code === 'extension-too-late' || code === 'extension-without-reason') return reject(code, detail);
  return code === 'order-invalid' ? reject('told-before-receipt', detail) : notComputable(rejection);
}

const notComputable = ({ rejected }: LawRejected): DueRejected =>
  reject('due-not-computable', rejected.detail, { law: rejected.code });

const isLater = (one: string, other: string): boolean =>
  Temporal.Instant.compare(Temporal.Instant.from(one), Temporal.Instant.from(other)) > 0;

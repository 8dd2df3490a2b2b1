import type { HeldPart } from '@vitne/contracts/catalogue/erasure-events';
import type { correctionsNamed } from '@vitne/contracts/catalogue/request-correction-events';
import type { requestCourseEvents } from '@vitne/contracts/catalogue/request-course-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { MailEvidence, MailFailure } from '@vitne/contracts/mail-evidence';
import type { Matter, QuestionGround } from '../domain/request-commands.ts';
import type { RecordedRequestEvent } from '../domain/request-state.ts';

type Definition = (typeof requestCourseEvents)[number] | typeof correctionsNamed;
type CourseType = Exclude<
  Definition['type'],
  'request.paused.v1' | 'request.resumed.v1' | 'request.partly-fulfilled.v1' | 'request.partly-fulfilled.v2'
>;

/** What a person is told of the request, and how that went. */
export type RequestMessage = {
  message: string;
  matter: Matter;
  status: 'owed' | 'told' | 'lapsed';
  how?: string;
  told?: string;
  mail?: MailEvidence;
  attempts: number;
  /** Why the latest e-mail did not arrive, and when the next one is tried; without one somebody has to tell the person. */
  failure?: MailFailure;
  nextAttempt?: string;
  because?: string;
};

/** The part of a request's document that is about its course between the receipt and the answer. */
export type RequestCourse = {
  messages: RequestMessage[];
  questions: { message: string; ground: QuestionGround; asked: string; told?: string; answered?: string }[];
  items: {
    item: string;
    dataCategory?: string;
    attribute?: string;
    outcome?: 'fulfilled' | 'refused';
    at?: string;
    reason?: string;
  }[];
  /** An extension that takes effect when the person is told. */
  extending?: { reasons: string[]; decided: string };
  fee?: { ground: string; amount: string; currency: string; announced: string; agreed?: string; charged?: string };
  reminded?: { due: string; before: string };
  /** The due moment that passed, and when that was found. */
  overdue?: { due: string; at: string };
  lifted?: string;
  /** That nothing stood of the person in the ledger up to there, or in the systems. */
  nothingKept?: { upTo: number; systems: string[] };
  /** An erasure that every system has confirmed: what stays, and when the address goes at the latest. */
  /** What all stays, where an erasure was refused because everything must. */
  withheld?: HeldPart[];
  erasing?: { disposal: string; held: HeldPart[]; confirmed: string; tellBy: string };
};

const factsOf = <Type extends Definition['type']>(event: RecordedRequestEvent, _type: Type) =>
  event.facts as FactsOf<Extract<Definition, { type: Type }>>;

/** What one step of the course changes. */
export function afterStep(doc: RequestCourse, event: RecordedRequestEvent): Partial<RequestCourse> {
  const type = event.meta.type as CourseType;
  switch (type) {
    case 'request.message-owed.v1': {
      const { message, matter } = factsOf(event, type);
      const nextAttempt = new Date(event.meta.time).toISOString();
      return { messages: [...doc.messages, { message, matter, status: 'owed', attempts: 0, nextAttempt }] };
    }
    case 'request.told.v1': {
      const { message, matter, how, told, mail } = factsOf(event, type);
      const known = doc.messages.find((one) => one.message === message);
      const { nextAttempt: _, ...before } = known ?? { message, matter, attempts: 0 };
      const after = { ...before, status: 'told' as const, how, told, ...(mail && { mail }) };
      return {
        messages: [...doc.messages.filter((one) => one !== known), after],
        questions: doc.questions.map((one) => (one.message === message ? { ...one, told } : one)),
      };
    }
    case 'request.telling-failed.v1': {
      const { message, reason, replyCode, attempt, nextAttempt } = factsOf(event, type);
      const failure = { reason, ...(replyCode !== undefined && { replyCode }) };
      const again = nextAttempt !== undefined && { nextAttempt: new Date(nextAttempt).toISOString() };
      return { messages: changed(doc, message, { attempts: attempt, failure, ...again }) };
    }
    case 'request.message-lapsed.v1': {
      const { message, because } = factsOf(event, type);
      return { messages: changed(doc, message, { status: 'lapsed', because }) };
    }
    case 'request.question-asked.v1': {
      const { message, ground, asked } = factsOf(event, type);
      return { questions: [...doc.questions, { message, ground, asked }] };
    }
    case 'request.question-answered.v1': {
      const { message, answered } = factsOf(event, type);
      return { questions: doc.questions.map((one) => (one.message === message ? { ...one, answered } : one)) };
    }
    case 'request.extension-decided.v1': {
      const { reasons, decided } = factsOf(event, type);
      return { extending: { reasons, decided } };
    }
    case 'request.split.v1':
    case 'request.corrections-named.v1':
      return { items: factsOf(event, type).items as RequestCourse['items'] };
    case 'request.item-fulfilled.v1': {
      const { item, fulfilled: at } = factsOf(event, type);
      return { items: answered(doc, item, { outcome: 'fulfilled', at }) };
    }
    case 'request.item-refused.v1': {
      const { item, refused: at, reason } = factsOf(event, type);
      return { items: answered(doc, item, { outcome: 'refused', at, reason }) };
    }
    case 'request.fee-announced.v1': {
      const { ground, amount, currency, announced } = factsOf(event, type);
      return { fee: { ground, amount, currency, announced } };
    }
    case 'request.fee-agreed.v1':
      return doc.fee ? { fee: { ...doc.fee, agreed: factsOf(event, type).agreed } } : {};
    case 'request.fee-charged.v1':
      return doc.fee ? { fee: { ...doc.fee, charged: factsOf(event, type).charged } } : {};
    case 'request.due-soon.v1': {
      const { due, before } = factsOf(event, type);
      return { reminded: { due, before } };
    }
    case 'request.overdue.v1': {
      const { due, overdue: at } = factsOf(event, type);
      return { overdue: { due, at } };
    }
    case 'request.lifting-announced.v1':
      return {};
    case 'request.restriction-lifted.v1':
      return { lifted: factsOf(event, type).lifted };
    case 'request.erasure-confirmed.v1': {
      const { disposal, held, confirmed, tellBy } = factsOf(event, type);
      return { erasing: { disposal, held, confirmed, tellBy } };
    }
    case 'request.erasure-withheld.v1':
      return { withheld: factsOf(event, type).held };
    case 'request.nothing-kept.v1': {
      const { upTo, systems } = factsOf(event, type);
      return { nothingKept: { upTo, systems } };
    }
    case 'request.telling-settled.v1':
    case 'request.person-not-reached.v1':
      return {};
  }
}

/** A message after something came of it; until the next failure says so, no e-mail is tried any more. */
function changed(doc: RequestCourse, message: string, over: Partial<RequestMessage>): RequestMessage[] {
  return doc.messages.map((one) => {
    if (one.message !== message) return one;
    const { nextAttempt: _, ...before } = one;
    return { ...before, ...over };
  });
}

const answered = (doc: RequestCourse, item: string, over: Partial<RequestCourse['items'][number]>) =>
  doc.items.map((one) => (one.item === item ? { ...one, ...over } : one));

import { createHash } from 'node:crypto';
import { headers, type NatsConnection } from '@nats-io/nats-core';
import { cloudEventAttributes, type HeaderOf } from './user-event-message.ts';

/** How long an answer that nobody waited for yet, or whose repeat the stream dropped, is kept. */
const answerKeptMs = 1_000;
const replyWaitMs = 30_000;
const mostRemembered = 10_000;

type Answer = { answer: object; at: number; claimed: boolean };

/**
 * Brings together who asked and what was answered. Both learn of a message at the same moment on different ways, so
 * either may come first; an answer is kept for a second only, because the same bytes sent later are a new question.
 */
export function inboxReplies(connection: NatsConnection) {
  const waiting = new Map<string, { replyTo: string[]; at: number }>();
  const answers = new Map<string, Answer>();
  const tell = (to: string, answer: object): void => {
    const meta = headers();
    meta.set('content-type', 'application/json');
    connection.publish(to, JSON.stringify(answer), { headers: meta });
  };
  return {
    tell,
    /**
     * Somebody waits for the answer to a question.
     * @param mayBeDropped whether the stream may have left the message out as a repeat (`Nats-Msg-Id`), so that no
     * second answer comes.
     */
    asked(question: string, replyTo: string, mayBeDropped: boolean): void {
      forgetOld(answers, answerKeptMs);
      const known = answers.get(question);
      if (known && (!known.claimed || mayBeDropped)) {
        const repeated = known.claimed && 'seq' in known.answer;
        known.claimed = true;
        return tell(replyTo, repeated ? { ...known.answer, duplicate: true } : known.answer);
      }
      forgetOld(waiting, replyWaitMs);
      const entry = waiting.get(question) ?? { replyTo: [], at: Date.now() };
      entry.replyTo.push(replyTo);
      waiting.set(question, entry);
    },
    /** A message is answered: whoever waits is told. */
    settled(question: string, answer: object): void {
      const entry = waiting.get(question);
      waiting.delete(question);
      forgetOld(answers, answerKeptMs);
      answers.delete(question);
      answers.set(question, { answer, at: Date.now(), claimed: entry !== undefined });
      for (const to of entry?.replyTo ?? []) tell(to, answer);
    },
  };
}

/** The request that is waiting and the message from the stream are the same when all that was sent is the same. */
export function questionOf(subject: string, header: HeaderOf, data: Uint8Array): string {
  const said = cloudEventAttributes.map((name) => header(`ce-${name}`) ?? null);
  return createHash('sha256')
    .update(JSON.stringify([subject, header('content-type') ?? null, said]))
    .update('\n')
    .update(data)
    .digest('base64');
}

/** Maps keep the order in which they were filled, so the oldest come first. */
function forgetOld(map: Map<string, { at: number }>, ageMs: number): void {
  for (const [key, { at }] of map) {
    if (map.size <= mostRemembered && Date.now() - at < ageMs) return;
    map.delete(key);
  }
}

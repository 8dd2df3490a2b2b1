import { definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { type Context, channelOf } from '@vitne/contracts/channels';
import type { Question } from '@vitne/contracts/decisions/decision-facts';
import { computeDue } from '@vitne/contracts/law/due';
import type { Statement } from '@vitne/contracts/statement/schema';
import { memoryEventLog } from '@vitne/event-log/memory-event-log';
import { type Answer, answerQuestions } from '@vitne/service-kit/answer-questions';
import { type DecisionFactsDocument, decisionFactsProjection } from '@vitne/service-kit/decision-facts';
import { closeFor, type DecisionSources, knownStatement } from '@vitne/service-kit/decision-sources';
import type { Asked } from '@vitne/service-kit/gather-facts';
import { timelineOf } from '@vitne/service-kit/timeline';
import { appendFacts, statementFacts } from '@vitne/testing/foreign-events';
import { type StatementName, statementOf } from '@vitne/testing/statement-files';

export const person = 'p4k7w2m9x1c6v3b8n5z0';
/** Somebody who has a cookie only, until the two turn out to be one. */
export const visitor = 'v4k7w2m9x1c6v3b8n5z0';
export const company = 'c4k7w2m9x1c6v3b8n5z0';
export const representative = 'r4k7w2m9x1c6v3b8n5z0';
const shown = { noticeHash: 'a'.repeat(64), language: 'nb', surface: 'portal', method: 'ticked-box' };

/** Something that happens: an event's type, the entity it happens to, and its facts. */
export type Happening = { type: string; id: string; facts: Record<string, unknown> };

export const statementPublished = async (statement: Statement): Promise<Happening> => ({
  type: 'statement.published.v1',
  id: 'main',
  facts: await statementFacts(statement),
});

const ofPerson = (type: string, facts: object): Happening => ({ type, id: person, facts: { person, ...facts } });
const ofCompany = (type: string, facts: object): Happening => ({
  type,
  id: company,
  facts: { company, representative, ...facts },
});
const asked = (purpose: string, statementVersion: string, more: object) => ({
  purpose,
  statementVersion,
  shown,
  ...more,
});

export const consents = {
  given: (purpose: string, version: string, more = {}) => ofPerson('consent.given.v1', asked(purpose, version, more)),
  refused: (purpose: string, version: string, more = {}) =>
    ofPerson('consent.refused.v1', asked(purpose, version, more)),
  withdrawn: (purpose: string, version: string, more = {}) =>
    ofPerson('consent.withdrawn.v1', { purpose, statementVersion: version, surface: 'portal', ...more }),
  takenOver: (purpose: string, version: string, status: string, position: number) =>
    ofPerson('consent.taken-over.v1', {
      purpose,
      status,
      statementVersion: version,
      origin: { visitor, event: 'visitor-event.0', position, chosen: '2026-01-01T08:00:00.000Z' },
    }),
  expired: (purpose: string, expired: string, more = {}) =>
    ofPerson('consent.expired.v1', { purpose, expired, ...more }),
  companyGiven: (purpose: string, version: string, more = {}) =>
    ofCompany('company-consent.given.v1', asked(purpose, version, more)),
  companyWithdrawn: (purpose: string, version: string, more = {}) =>
    ofCompany('company-consent.withdrawn.v1', { purpose, statementVersion: version, ...more }),
};

export const requests = {
  received: (request: string, requestType: string, received: string): Happening => ({
    type: 'request.received.v1',
    id: request,
    facts: {
      request,
      person,
      requestType,
      receivedThrough: 'portal',
      received,
      due: computeDue({ clock: 'gdpr-12-3', received }),
    },
  }),
  accepted: (request: string, requestType: string): Happening => ({
    type: 'request.accepted.v2',
    id: request,
    facts: { request, person, requestType, identity: 'signed-in' },
  }),
  refused: (request: string, reason: string, refused: string): Happening => ({
    type: 'request.refused.v1',
    id: request,
    facts: { request, person, refused, reason, complaintTo: 'Datatilsynet', courtRemedyStated: true },
  }),
  withdrawn: (request: string, withdrawn: string): Happening => ({
    type: 'request.withdrawn.v1',
    id: request,
    facts: { request, person, withdrawn },
  }),
};

export const keeping = {
  told: (type: string, occurred: string) => ofPerson(`${type}.v1`, { system: 'product', occurred }),
  scheduled: (holding: string, dataCategories: string[], dueAt?: string) =>
    ofPerson('holding.scheduled.v1', {
      holding,
      rule: holding,
      dataCategories,
      systems: ['product'],
      anchor: 'collected-at',
      ...(dueAt !== undefined && { due: dueAt }),
      action: 'erase',
      derivation: [],
      rules: '2026-1',
      statementVersion: '1.0',
    }),
  released: (holding: string) => ofPerson('holding.released.v1', { holding, reason: 'superseded' }),
  ordered: (disposal: string, holdings: string[], dataCategories: string[], ordered: string) =>
    ofPerson('disposal.ordered.v1', {
      disposal,
      holdings,
      dataCategories,
      systems: [],
      action: 'erase',
      reason: 'retention-rule',
      ordered,
    }),
  completed: (disposal: string, holdings: string[], completed: string) =>
    ofPerson('disposal.completed.v1', { disposal, holdings, keysDestroyed: [], effective: completed, completed }),
};

export const recipients = {
  registered: (recipient: string, facts: object): Happening => ({
    type: 'recipient.registered.v1',
    id: recipient,
    facts: { recipient, name: recipient, locations: ['NO'], ...facts },
  }),
  removed: (recipient: string): Happening => ({
    type: 'recipient.removed.v1',
    id: recipient,
    facts: { recipient, reason: 'Not named any more.' },
  }),
  signed: (recipient: string, agreement: string, signed: string, expires?: string): Happening => ({
    type: 'agreement.signed.v1',
    id: recipient,
    facts: { recipient, agreement, signed, ...(expires !== undefined && { expires }) },
  }),
  ended: (recipient: string, agreement: string, ended: string): Happening => ({
    type: 'agreement.ended.v1',
    id: recipient,
    facts: { recipient, agreement, ended, reason: 'Over.' },
  }),
};

/** The same as it happens to the visitor. */
export const asVisitor = ({ type, id, facts }: Happening): Happening => ({
  type,
  id: id === person ? visitor : `${id}-of-visitor`,
  facts: {
    ...facts,
    person: visitor,
    ...(facts['request'] !== undefined && { request: `${facts['request'] as string}-of-visitor` }),
  },
});
export const merged: Happening = {
  type: 'person.merged.v1',
  id: visitor,
  facts: { person: visitor, into: person },
};

export type DecisionWorld = Awaited<ReturnType<typeof decisionWorld>>;

/** One tenant's ledger in memory, with the read model that follows it at once. */
export async function decisionWorld(tenant: string) {
  const log = memoryEventLog();
  let moment = '2026-01-01T00:00:00.000Z';
  let clock = () => moment;
  const timeline = timelineOf({ now: () => clock() });
  await log.openLedger(tenant);
  const documents = new Map<string, DecisionFactsDocument>();
  const recorded: (Happening & { time: string; position: number })[] = [];
  const entity = (of: string, context: Context, name: string, id: string) =>
    log.readEntity(channelOf({ tenant: of, context, entity: name, id }));
  const sources: DecisionSources = {
    entity,
    newest: () => log.lastPosition(tenant),
    caughtUp: async () => true,
    closed: async (of, upTo, ids) => {
      await closeFor(timeline, of, upTo, ids);
      return true;
    },
    statements: async () => (await entity(tenant, 'consent', 'statement', 'main')).map(knownStatement),
    peopleFacts: async (_tenant, people) =>
      new Map(
        people.flatMap((one) => {
          const found = documents.get(one);
          return found ? [[one, found] as const] : [];
        }),
      ),
  };

  const happens = async ({ type, id, facts }: Happening, time: string): Promise<number> => {
    definitionOf(type)?.facts.parse(facts);
    const position = await appendFacts(log, { tenant, type, id, facts, time });
    const { context, entity: name } = definitionOf(type) as { context: Context; entity: string };
    const event = (await entity(tenant, context, name, id)).at(-1);
    if (event && decisionFactsProjection.handles.includes(type)) {
      for (const key of decisionFactsProjection.keysOf(event)) {
        const after = decisionFactsProjection.evolve(documents.get(key), event, key);
        if (after) documents.set(key, after);
      }
    }
    recorded.push({ type, id, facts, time, position });
    return position;
  };

  /** What this process records at a moment gets its time from the timeline, which may put it a little later. */
  const records = async (happening: Happening, now: string): Promise<number> => {
    moment = now;
    const { context, entity: name } = definitionOf(happening.type) as { context: Context; entity: string };
    const last = (await entity(tenant, context, name, happening.id)).at(-1)?.meta.time;
    const { time, end } = timeline.begin(channelOf({ tenant, context, entity: name, id: happening.id }), last);
    return happens(happening, time).finally(end);
  };

  const answer = async (questions: readonly Asked[], now: string): Promise<Answer[]> => {
    moment = now;
    const found = await answerQuestions(sources, tenant, questions, now);
    if (found === 'behind') throw new Error('A ledger in memory is never behind.');
    return found.answers;
  };

  return {
    log,
    sources,
    recorded,
    happens,
    records,
    timeline,
    /** Takes the time from somewhere else than from what is asked and recorded. */
    goesBy: (other: () => string) => {
      clock = other;
    },
    answer,
    /** One question, with the position up to which everything was counted. */
    askedAt: async (one: Asked, now: string): Promise<{ answer: Answer; position: number }> => {
      const [found] = await answer([one], now);
      return { answer: found as Answer, position: (found as Answer).position };
    },
    /** One question about the person of the tests, or about the visitor. */
    ask: async (question: Question, now: string, asOf?: string, about = person, position?: number): Promise<Answer> =>
      (
        await answer(
          [
            {
              question,
              person: about,
              ...(asOf !== undefined && { asOf }),
              ...(position !== undefined && { position }),
            },
          ],
          now,
        )
      )[0] as Answer,
  };
}

/** A world in which a customer's real statement is in force since the first of January. */
export async function worldOf(name: StatementName, change?: (statement: Statement) => void): Promise<DecisionWorld> {
  const world = await decisionWorld(name);
  await publish(world, statementOf(name), '2026-01-01T08:00:00.000Z', change);
  return world;
}

export async function publish(
  world: DecisionWorld,
  statement: Statement,
  time: string,
  change?: (statement: Statement) => void,
  record: DecisionWorld['happens'] = world.happens,
): Promise<void> {
  change?.(statement);
  await record(await statementPublished(statement), time);
}

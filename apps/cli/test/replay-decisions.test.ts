import { draftLawSchema, lawOfDraft } from '@vitne/contracts/law/draft-law';
import type { ByLaw } from '@vitne/contracts/law/due';
import type { Statement } from '@vitne/contracts/statement/schema';
import { noticeDue, noticeTerms } from '@vitne/processor-registry/domain/source-notices';
import { objectionsEnd } from '@vitne/processor-registry/domain/sub-processor';
import { dueAfterExtension, dueOnReceipt, dueWithPauses } from '@vitne/request-intake/domain/due-date';
import { noticeToAuthorityDue } from '@vitne/request-intake/domain/incident';
import { type Holding, scheduleHolding } from '@vitne/retention/domain/holding';
import { orderDue } from '@vitne/retention/domain/order-disposals';
import { emptyFile } from '@vitne/retention/domain/person-state';
import { statementFacts } from '@vitne/testing/foreign-events';
import { statementOf } from '@vitne/testing/statement-files';
import { beforeAll, describe, expect, test } from 'vitest';
import { differencesOf, type ReplayedDecisions, replayDecisions } from '../src/audit/decisions/replay-decisions.ts';
import { type Happening, ledgerOf, tenant } from './ledger-in-memory.ts';

const person = 'p4k7w2m9x1c6v3b8n5z0';
/** Of whom nothing is on its way out. */
const reader = 'q4k7w2m9x1c6v3b8n5z0';
const incident = 'i4k7w2m9x1c6v3b8n5z0';
const statementVersion = '1.0';
const shown = { noticeHash: 'a'.repeat(64), language: 'nb', surface: 'portal', method: 'ticked-box' };

/** Rejections and their like are no part of these stories. */
const right = <Value>(value: Value): Exclude<Value, { rejected: unknown }> =>
  value as Exclude<Value, { rejected: unknown }>;

/** Kaukus, as its services decide: one request with a pause and an extension, what is kept and goes, and four other decisions. */
function decided(statement: Statement): Happening[] {
  const terms = { zone: 'Europe/Oslo', answerWithin: statement.requests.answerWithin };
  const received = '2026-03-05T09:00:00.000Z';
  const due = right(dueOnReceipt('access', received, terms, received));
  const asked = { due, extended: false, questions: [{ message: 'question-1', told: '2026-03-06T09:00:00.000Z' }] };
  const paused = right(dueWithPauses(asked));
  const extendedAt = '2026-03-10T09:00:00.000Z';
  const extended = right(dueAfterExtension({ ...asked, due: paused }, ['complexity'], extendedAt, extendedAt));
  const request = { request: 'r-1', person };
  const rule = statement.retention.find(({ id }) => id === 'enquiries');
  const holding: Holding = right(
    scheduleHolding({
      statement,
      statementVersion,
      rule: rule as NonNullable<typeof rule>,
      person,
      dataCategories: new Set(['enquiry', 'contact']),
      systems: new Set(rule?.systems),
      anchored: '2026-01-10T10:00:00.000Z',
    }),
  );
  const gone = '2028-01-10T06:00:00.000Z';
  const file = { ...emptyFile(), holdings: { [holding.holding]: holding } };
  const orders = orderDue(file, { command: 'order-due', person, now: gone, commandId: 'due-1' });
  const notice = { notice: 'n-1', person, source: 'register', dataCategories: ['contact'], obtained: received };
  const announced = '2026-04-01T08:00:00.000Z';
  return [
    {
      type: 'request.received.v1',
      id: 'r-1',
      time: received,
      facts: { ...request, requestType: 'access', receivedThrough: 'portal', received, due },
    },
    {
      type: 'request.question-asked.v1',
      id: 'r-1',
      time: received,
      facts: { ...request, message: 'question-1', ground: 'identity-doubt', asked: received },
    },
    {
      type: 'request.told.v1',
      id: 'r-1',
      time: '2026-03-06T09:00:00.000Z',
      facts: { ...request, message: 'question-1', matter: 'question', how: 'letter', told: '2026-03-06T09:00:00.000Z' },
    },
    {
      type: 'request.paused.v1',
      id: 'r-1',
      time: '2026-03-06T09:00:00.000Z',
      facts: { ...request, message: 'question-1', paused: '2026-03-06T09:00:00.000Z', due: paused },
    },
    {
      type: 'request.extended.v1',
      id: 'r-1',
      time: extendedAt,
      facts: { ...request, reasons: ['complexity'], told: extendedAt, due: extended },
    },
    {
      type: 'incident.awareness-established.v1',
      id: incident,
      time: extendedAt,
      facts: {
        incident,
        aware: extendedAt,
        roles: ['controller'],
        activities: [],
        due: noticeToAuthorityDue(extendedAt, 'Europe/Oslo'),
      },
    },
    {
      type: 'source-notice.due.v1',
      id: person,
      time: received,
      facts: { ...notice, due: noticeDue(notice, noticeTerms(statement)) },
    },
    {
      type: 'agreement.signed.v1',
      id: 'hetzner',
      time: announced,
      facts: { recipient: 'hetzner', agreement: 'a-1', signed: '2026-01-01', subProcessorNotice: 'P15D' },
    },
    {
      type: 'sub-processor.change-announced.v1',
      id: 'sub',
      time: announced,
      facts: {
        change: 'c-1',
        processor: 'hetzner',
        subProcessor: 'sub',
        name: 'Sub',
        services: [],
        locations: ['DE'],
        dataCategories: ['contact'],
        purposes: ['answer-enquiries'],
        agreement: 'a-1',
        announced,
        due: objectionsEnd(announced, 'Europe/Oslo', 'P15D'),
      },
    },
    { type: 'holding.scheduled.v1', id: person, time: received, facts: holding },
    ...('accepted' in orders ? orders.accepted : []).map(({ type, facts }) => ({
      type,
      id: person,
      time: gone,
      command: 'due-1',
      facts,
    })),
    {
      type: 'consent.given.v1',
      id: reader,
      time: gone,
      facts: { person: reader, purpose: 'newsletter', statementVersion, shown },
    },
  ];
}

let published: Happening;
let history: Happening[];
beforeAll(async () => {
  const statement = statementOf('kaukus');
  const facts = await statementFacts(statement);
  published = { type: 'statement.published.v1', id: 'main', time: '2026-01-01T08:00:00.000Z', facts };
  const before = [published, ...decided(statement)].map((one) => ({ ...one, statementVersion }));
  const question = { person: reader, purpose: 'newsletter', dataCategory: 'contact' };
  const answer = { decision: 'allow', reasons: ['consent-in-force'], statementVersion };
  const asOf = '2028-02-01T08:00:00.000Z';
  const made = { ...question, ...answer, position: before.length, asOf };
  history = [...before, { type: 'decision.made.v1', id: reader, time: asOf, facts: made, statementVersion }];
});

const replayed = (ledger: Happening[], law?: ByLaw): Promise<ReplayedDecisions> =>
  replayDecisions(ledgerOf(ledger), tenant, law);
const differing = (found: ReplayedDecisions): string[] =>
  found.kinds.flatMap(({ different }) =>
    different.flatMap(({ type, differences }) => differences.map(({ path }) => `${type} ${path}`)),
  );

/** The ledger with the facts of the first event of a type changed. */
const altered = (type: string, change: (facts: Record<string, unknown>) => object): Happening[] => {
  const index = history.findIndex((one) => one.type === type);
  const one = history[index] as Happening;
  return history.with(index, { ...one, facts: { ...one.facts, ...change(structuredClone(one.facts)) } });
};
const inDue = (over: object) => (facts: Record<string, unknown>) => ({ due: { ...(facts['due'] as object), ...over } });

describe('decisions that are made again from the ledger alone', () => {
  test('come out as they were recorded, of every kind, byte for byte', async () => {
    const found = await replayed(history);
    expect(found.kinds.map(({ decisions, made }) => [decisions, made])).toEqual([
      ['times to answer requests', 3],
      ['times set by law or agreement', 3],
      ['ends of keeping', 1],
      ['disposals', 1],
      ['whether data may be used or given', 1],
    ]);
    expect(differing(found)).toEqual([]);
  });

  test.each([
    ['request.received.v1', inDue({ dueDate: '2026-04-30' }), 'due.dueDate'],
    ['request.paused.v1', inDue({ boundBy: 'law' }), 'due.boundBy'],
    ['request.extended.v1', inDue({ due: '2027-01-01T00:00:00+01:00' }), 'due.due'],
    ['incident.awareness-established.v1', inDue({ due: '2026-03-15T10:00:00+01:00' }), 'due.due'],
    ['source-notice.due.v1', inDue({ derivation: [] }), 'due.derivation'],
    ['sub-processor.change-announced.v1', inDue({ dueDate: '2026-04-17' }), 'due.dueDate'],
    ['holding.scheduled.v1', () => ({ erasableFrom: '2029-01-10' }), 'erasableFrom'],
    ['disposal.ordered.v1', () => ({ dataCategories: ['contact'] }), 'dataCategories'],
    ['decision.made.v1', () => ({ decision: 'deny', reasons: ['consent-missing'] }), 'decision'],
  ])('a %s that says something else than the rules do is named, with the place', async (type, change, path) => {
    expect(differing(await replayed(altered(type, change)))).toContain(`${type} ${path}`);
  });

  test('a disposal before its day is no decision of the rules', async () => {
    const early = altered('disposal.ordered.v1', () => ({ ordered: '2027-12-31T06:00:00.000Z' }));
    expect(differing(await replayed(early))).toEqual(['disposal.ordered.v1 event']);
  });

  test('another law shows what it would change, and nothing else: the pinned versions stand in the ledger', async () => {
    const longer = draftLawSchema.parse({
      draft: 'draft-longer',
      rules: { from: '2026-1', clocks: { 'gdpr-33-1': { length: 'PT96H' } } },
    });
    expect(differing(await replayed(history, lawOfDraft(longer)))).toEqual([
      'incident.awareness-established.v1 due.dueDate',
      'incident.awareness-established.v1 due.due',
      'incident.awareness-established.v1 due.law.dueDate',
      'incident.awareness-established.v1 due.law.due',
      'incident.awareness-established.v1 due.derivation',
    ]);
    expect(differencesOf(await replayed(history, { rules: '2026-1', calendar: 'no-2026-1' }))).toBe(0);
  });

  test('another calendar moves what ends on a holiday of its own, also through an extension', async () => {
    const holiday = { id: 'draft-day', nb: 'dag', en: 'day', source: 'a draft', month: 6, day: 5 };
    const draft = draftLawSchema.parse({ draft: 'draft-day', calendar: { from: 'no-2026-1', with: [holiday] } });
    const places = differing(await replayed(history, lawOfDraft(draft)));
    expect(places).toContain('request.extended.v1 due.law.dueDate');
    expect(places.filter((place) => !place.startsWith('request.extended.v1'))).toEqual([]);
  });
});

describe('what was handed on, or was not allowed to be, is decided again on exactly what had been counted', () => {
  const at = '2028-02-02T08:00:00.000Z';
  const wanted = {
    person: reader,
    recipient: 'hetzner',
    purpose: 'newsletter',
    dataCategories: ['contact'],
    sale: false,
  };
  const ground = { kind: 'agreement', agreement: 'a-1' };
  const handed = { ...wanted, disclosure: 'd-1', ground, disclosed: at };
  const refused = { ...wanted, disclosure: 'd-2', reasons: ['use-not-allowed', 'consent-withdrawn'], denied: at };
  const event = (type: string, facts: Record<string, unknown>): Happening => ({
    type,
    id: reader,
    time: at,
    facts,
    statementVersion,
  });
  /** The reader says yes, and then no; the processor is named and bound before. */
  const named = (): Happening[] => [
    ...history,
    {
      type: 'recipient.registered.v1',
      id: 'hetzner',
      time: at,
      facts: {
        recipient: 'hetzner',
        name: 'Hetzner',
        kind: 'processor',
        locations: ['DE'],
        dataCategories: ['contact'],
        purposes: ['newsletter'],
        statementVersion,
      },
      statementVersion,
    },
    event('consent.withdrawn.v1', { person: reader, purpose: 'newsletter', surface: 'portal' }),
  ];
  const yes = (): number => named().length - 1;
  const no = (): number => named().length;
  const found = async (...more: Happening[]) => differing(await replayed([...named(), ...more]));

  test('allowed and denied come out as they were recorded, byte for byte', async () => {
    const told = [
      event('disclosure.recorded.v2', { ...handed, upTo: yes() }),
      event('disclosure.denied.v1', { ...refused, upTo: no() }),
    ];
    expect(await found(...told)).toEqual([]);
    expect((await replayed([...named(), ...told])).kinds.at(-1)?.made).toBe(3);
  });

  test.each([
    ['disclosure.recorded.v2', () => ({ ...handed, upTo: no() }), 'ground'],
    ['disclosure.denied.v1', () => ({ ...refused, upTo: yes() }), 'reasons'],
    [
      'disclosure.recorded.v2',
      () => ({ ...handed, upTo: yes(), ground: { ...ground, agreement: 'a-2' } }),
      'ground.agreement',
    ],
    ['disclosure.denied.v1', () => ({ ...refused, upTo: no(), reasons: ['consent-missing'] }), 'reasons'],
  ])('a %s that says something else than what stood then is named', async (type, facts, path) => {
    expect(await found(event(type, facts()))).toEqual([`${type} ${path}`]);
  });

  test('an old one, which does not say what it had counted, is judged by what stood right before it', async () => {
    expect(await found(event('disclosure.recorded.v1', handed))).toEqual(['disclosure.recorded.v1 ground']);
    const before = named().slice(0, -1);
    expect(differing(await replayed([...before, event('disclosure.recorded.v1', handed)]))).toEqual([]);
  });
});

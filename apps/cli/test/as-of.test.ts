import { computeDue } from '@vitne/contracts/law/due';
import { statementFacts } from '@vitne/testing/foreign-events';
import { statementOf } from '@vitne/testing/statement-files';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type AsOf, asOf } from '../src/audit/as-of.ts';
import { ledgerAt } from '../src/audit/ledger-at.ts';
import { type MayAnswer, mayAt } from '../src/audit/may.ts';
import { type Happening, ledgerOf, tenant } from './ledger-in-memory.ts';

const people = ['p4k7w2m9x1c6v3b8n5z0', 'q4k7w2m9x1c6v3b8n5z0', 'v4k7w2m9x1c6v3b8n5z0'];
const shown = { noticeHash: 'a'.repeat(64), language: 'nb', surface: 'portal', method: 'ticked-box' };
const start = Date.parse('2026-01-05T08:00:00.000Z');
const minute = (number: number): string => new Date(start + number * 60_000).toISOString();

let published: Record<string, unknown>;
let changed: Record<string, unknown>;
beforeAll(async () => {
  published = await statementFacts(statementOf('kaukus'));
  changed = await statementFacts(statementOf('kaukus', { revision: 7 }));
});

type What = (person: string, time: string, number: number) => Omit<Happening, 'time'>;
const ofPerson = (type: string, person: string, facts: object) => ({ type, id: person, facts: { person, ...facts } });

/** What can happen, to a person or to the organisation. */
const happenings: Record<string, What> = {
  given: (person) => ofPerson('consent.given.v1', person, { purpose: 'newsletter', statementVersion: '1.0', shown }),
  givenForAnHour: (person, time) =>
    ofPerson('consent.given.v1', person, {
      purpose: 'analytics',
      statementVersion: '1.0',
      shown,
      expires: new Date(Date.parse(time) + 3_600_000).toISOString(),
    }),
  refused: (person) =>
    ofPerson('consent.refused.v1', person, { purpose: 'newsletter', statementVersion: '1.0', shown }),
  withdrawn: (person) =>
    ofPerson('consent.withdrawn.v1', person, { purpose: 'newsletter', statementVersion: '1.0', surface: 'portal' }),
  merged: (person) => ofPerson('person.merged.v1', 'v4k7w2m9x1c6v3b8n5z0', { person: people[2], into: person }),
  published: () => ({ type: 'statement.published.v1', id: 'main', facts: published }),
  publishedAnew: () => ({ type: 'statement.published.v1', id: 'main', facts: changed }),
  named: () => ({
    type: 'recipient.registered.v1',
    id: 'hetzner',
    facts: {
      recipient: 'hetzner',
      name: 'Hetzner',
      kind: 'processor',
      locations: ['DE', 'FI'],
      dataCategories: ['contact', 'enquiry', 'technical-log'],
      purposes: ['answer-enquiries', 'operate-site', 'newsletter'],
      statementVersion: '1.0',
    },
  }),
  signed: () => ({
    type: 'agreement.signed.v1',
    id: 'hetzner',
    facts: { recipient: 'hetzner', agreement: 'a-1', signed: '2026-01-05' },
  }),
  held: (person) =>
    ofPerson('holding.scheduled.v1', person, {
      holding: 'enquiries',
      rule: 'enquiries',
      dataCategories: ['enquiry'],
      systems: ['site'],
      anchor: 'last-contact',
      action: 'erase',
      derivation: [],
      rules: '2026-1',
      statementVersion: '1.0',
    }),
  ordered: (person, time, number) =>
    ofPerson('disposal.ordered.v1', person, {
      disposal: `d-${number}`,
      holdings: ['enquiries'],
      dataCategories: ['enquiry'],
      systems: ['site'],
      action: 'erase',
      reason: 'retention-rule',
      ordered: time,
    }),
  asked: (person, time, number) => ({
    type: 'request.received.v1',
    id: `r-${number}`,
    facts: {
      request: `r-${number}`,
      person,
      requestType: 'objection',
      receivedThrough: 'portal',
      received: time,
      due: computeDue({ clock: 'gdpr-12-3', received: time }),
    },
  }),
  answered: (person, time, number) => ({
    type: 'request.withdrawn.v1',
    id: `r-${number - 1}`,
    facts: { request: `r-${number - 1}`, person, withdrawn: time },
  }),
};

/** Things that happen one after the other, some within the same minute; the statement is published first. */
const histories = fc
  .array(
    fc.record({
      what: fc.constantFrom(...Object.keys(happenings)),
      person: fc.constantFrom(...people.slice(0, 2)),
      pause: fc.nat({ max: 90 }),
    }),
    { minLength: 4, maxLength: 40 },
  )
  .map((steps): Happening[] => {
    let at = 0;
    return [{ what: 'published', person: '', pause: 0 }, ...steps].map(({ what, person, pause }, number) => {
      const time = minute((at += pause));
      return { ...(happenings[what] as What)(person, time, number), time };
    });
  });

const questions = people.flatMap((person) =>
  [undefined, 'hetzner'].map((recipient) => ({
    person,
    question: { purpose: 'newsletter', dataCategory: 'contact', recipient },
  })),
);

/** Everything that is told of a moment, but for where the ledger ends. */
async function toldOf(ledger: readonly Happening[], at: string): Promise<[Omit<AsOf, 'newest'>, MayAnswer[]]> {
  const source = ledgerOf(ledger);
  const folded = await ledgerAt(source, tenant, at);
  const { newest: _, ...stood } = asOf(folded);
  const answers = await Promise.all(questions.map(({ person, question }) => mayAt(source, folded, person, question)));
  return [stood, answers];
}

describe('what a ledger says of a moment', () => {
  test('is the same for ever: whatever happens afterwards, the answer about then is the one given then', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(), async (history, seed) => {
        const at = (history[seed % history.length] as Happening).time;
        const byThen = history.filter(({ time }) => time <= at);
        expect(await toldOf(history, at)).toEqual(await toldOf(byThen, at));
      }),
      { numRuns: 60 },
    );
  });

  test('changes with what has happened: consent, recipient, holding and request stand from their event on', async () => {
    const person = people[0] as string;
    const steps = ['published', 'named', 'signed', 'given', 'held', 'asked', 'withdrawn', 'answered'];
    const history = steps.map((what, number) => ({
      ...(happenings[what] as What)(person, minute(number), number === 7 ? 6 : number),
      time: minute(number),
    }));
    const stood = async (number: number) => (await toldOf(history, minute(number)))[0];
    expect(await stood(2)).toMatchObject({ events: 3, consents: [], recipients: [{ agreements: ['a-1'] }] });
    expect(await stood(5)).toMatchObject({
      position: 6,
      statement: { position: 1 },
      consents: [{ person, purpose: 'newsletter', position: 4 }],
      holdings: [{ person, holding: 'enquiries', position: 5 }],
      requests: [{ request: 'r-5', status: 'received', overdue: false }],
    });
    expect(await stood(6)).toMatchObject({ consents: [], requests: [{ request: 'r-5' }] });
    expect((await stood(7)).requests).toEqual([]);
    const [late] = await toldOf(history.slice(0, 6), '2026-03-01T00:00:00.000Z');
    expect(late.requests).toMatchObject([{ overdue: true }]);
  });

  test('may is what the platform would have answered: yes while the consent stood, no before and after', async () => {
    const person = people[0] as string;
    const history = ['published', 'given', 'withdrawn'].map((what, number) => ({
      ...(happenings[what] as What)(person, minute(number), number),
      time: minute(number),
    }));
    const answers = await Promise.all(
      [0, 1, 2].map(async (number) => (await toldOf(history, minute(number)))[1][0] as MayAnswer),
    );
    expect(answers.map(({ decision }) => decision)).toEqual(['deny', 'allow', 'deny']);
    expect(answers[1]?.reasons.map(({ code }) => code)).toContain('consent-in-force');
  });

  test('a consent whose time is over does not stand, also before anybody has recorded that', async () => {
    const person = people[0] as string;
    const history = ['published', 'givenForAnHour'].map((what, number) => ({
      ...(happenings[what] as What)(person, minute(number), number),
      time: minute(number),
    }));
    expect((await toldOf(history, minute(60)))[0].consents).toHaveLength(1);
    expect((await toldOf(history, minute(61)))[0].consents).toEqual([]);
  });
});

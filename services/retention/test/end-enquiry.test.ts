import { describe, expect, test } from 'vitest';
import { enquiryEffect } from '../src/domain/user-event-effects.ts';
import { factsOf, type Life, lifeAt, person } from './person-scenarios.ts';

const site = 'kaukus-site';
const [march, april, may] = ['2026-03-05T09:00:00Z', '2026-04-05T09:00:00Z', '2026-05-05T09:00:00Z'];
const asks = (life: Life, at: string) => life.follow(enquiryEffect.asked, at);
/** One of the person's questions turned out to be a request; the last contacts about the others are left. */
const becomesRequest = ({ command, statement }: Life, contacts: string[] = []) =>
  command({ command: 'end-enquiry', person, contacts, statement, statementVersion: '1.0' });
const enquiries = (life: Life) => life.file().holdings['enquiries'];

describe('A question that turns out to be a request', () => {
  test('is kept by the rule of enquiries no more, and is never due by it', () => {
    const life = lifeAt('kaukus');
    asks(life, march);
    life.follow(enquiryEffect.answered, april);
    expect(becomesRequest(life)).toEqual([
      { type: 'holding.released.v1', facts: { person, holding: 'enquiries', reason: 'superseded' } },
    ]);
    expect(life.file().holdings).toEqual({});
    expect(life.allTimePasses('2040-01-01T09:00:00Z')).toEqual([]);
  });

  test('leaves what a system told of, from the contact that it told of', () => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', march, site);
    asks(life, april);
    expect(enquiries(life)).toMatchObject({ erasableFrom: '2028-04-05' });
    expect(factsOf(becomesRequest(life), 'holding.scheduled.v1')).toMatchObject([
      { holding: 'enquiries', dataCategories: ['identity', 'contact', 'enquiry'], erasableFrom: '2028-03-05' },
    ]);
  });

  test('leaves another question of the person, from its own last contact', () => {
    const life = lifeAt('kaukus');
    asks(life, march);
    asks(life, may);
    expect(factsOf(becomesRequest(life, [march]), 'holding.scheduled.v1')).toMatchObject([
      { holding: 'enquiries', erasableFrom: '2028-03-05' },
    ]);
  });

  test('changes nothing where a later contact counts, and nothing when it is said again', () => {
    const life = lifeAt('kaukus');
    asks(life, march);
    life.tell('enquiry.received', may, site);
    expect(becomesRequest(life)).toEqual([]);
    expect(becomesRequest(life)).toEqual([]);
  });

  test('does not go back to a contact of which everything was ordered away long ago', () => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', march, site);
    asks(life, april);
    life.allTimePasses('2028-04-05T10:00:00Z');
    life.systemsConfirm('2028-04-06T10:00:00Z');
    asks(life, '2028-06-01T09:00:00Z');
    expect(becomesRequest(life, [april]).map(({ type }) => type)).toEqual(['holding.released.v1']);
  });

  test('is an enquiry like any other when it turns out to be a question after all', () => {
    const life = lifeAt('kaukus');
    asks(life, march);
    becomesRequest(life);
    asks(life, april);
    expect(enquiries(life)).toMatchObject({ erasableFrom: '2028-04-05' });
  });
});

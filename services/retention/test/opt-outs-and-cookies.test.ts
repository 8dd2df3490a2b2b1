import { describe, expect, test } from 'vitest';
import { cookieChoiceEffect, optOutEffect } from '../src/domain/user-event-effects.ts';
import { factsOf, type Life, lifeAt, person } from './person-scenarios.ts';

const site = 'kaukus-site';

describe('C22: an opt-out ends what it is about, at once, and nothing else', () => {
  test('the newsletter goes at once', () => {
    const life = lifeAt('kaukus');
    life.tell('newsletter.signed-up', '2026-01-01T10:00:00Z', 'kaukus-mail');
    expect(life.file().holdings['newsletter-readers']).not.toHaveProperty('due');
    life.tell('newsletter.opted-out', '2026-05-01T10:00:00Z', site);
    expect(factsOf(life.timePasses('2026-05-01T10:00:00Z'), 'disposal.ordered.v1')).toMatchObject([
      { holdings: ['newsletter-readers'], dataCategories: ['identity', 'contact'], systems: ['kaukus-mail'] },
    ]);
  });

  test('an opt-out that is told after the person ordered again ends nothing: the newsletter still comes', () => {
    const life = lifeAt('kaukus');
    life.tell('newsletter.signed-up', '2026-01-01T10:00:00Z', 'kaukus-mail');
    life.tell('newsletter.signed-up', '2026-05-01T10:00:00Z', 'kaukus-mail');
    life.tell('newsletter.opted-out', '2026-03-01T10:00:00Z', 'kaukus-mail');
    expect(life.file().holdings['newsletter-readers']).not.toHaveProperty('due');
    expect(factsOf(life.timePasses('2026-06-01T10:00:00Z'), 'disposal.ordered.v1')).toEqual([]);
  });

  test('what another rule keeps in the same system stays there, untouched', () => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', '2026-03-05T09:00:00Z', site);
    life.tell('newsletter.signed-up', '2026-01-01T10:00:00Z', 'kaukus-mail');
    const before = life.file().holdings['enquiries'];
    life.tell('newsletter.opted-out', '2026-05-01T10:00:00Z', site);
    const events = life.timePasses('2026-05-01T10:00:00Z');
    expect(events).toMatchObject([
      { type: 'holding.released.v1', facts: { holding: 'newsletter-readers', reason: 'superseded' } },
    ]);
    expect(life.file().holdings).toEqual({ enquiries: before });
  });

  test('what another rule keeps elsewhere only, is erased here, and its key lives', () => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', '2026-03-05T09:00:00Z', site);
    life.tell('newsletter.signed-up', '2026-01-01T10:00:00Z', 'moteadm');
    life.tell('newsletter.opted-out', '2026-05-01T10:00:00Z', site);
    expect(factsOf(life.timePasses('2026-05-01T10:00:00Z'), 'disposal.ordered.v1')).toMatchObject([
      { dataCategories: ['identity', 'contact'], systems: ['moteadm'] },
    ]);
    expect(life.systemsConfirm('2026-05-02T10:00:00Z')).toMatchObject([{ dataCategories: [] }]);
  });

  test('signing up again keeps; a sign-up that comes in late does not undo a later opt-out', () => {
    const life = lifeAt('kaukus');
    life.tell('newsletter.signed-up', '2026-01-01T10:00:00Z', 'kaukus-mail');
    life.tell('newsletter.opted-out', '2026-05-01T10:00:00Z', site);
    expect(life.tell('newsletter.signed-up', '2026-04-01T10:00:00Z', 'kaukus-mail')).toHaveLength(1);
    expect(life.file().holdings['newsletter-readers']?.anchored).toBe('2026-05-01T10:00:00Z');
    life.tell('newsletter.signed-up', '2026-05-02T10:00:00Z', 'kaukus-mail');
    expect(life.file().holdings['newsletter-readers']).not.toHaveProperty('anchored');
  });

  test('a second opt-out orders nothing a second time', () => {
    const life = lifeAt('kaukus');
    life.tell('newsletter.opted-out', '2026-05-01T10:00:00Z', site);
    life.timePasses('2026-05-01T10:00:00Z');
    expect(life.tell('newsletter.opted-out', '2026-05-01T11:00:00Z', site)).toHaveLength(1);
    life.systemsConfirm('2026-05-01T12:00:00Z');
    expect(life.tell('newsletter.opted-out', '2026-05-03T11:00:00Z', site)).toHaveLength(1);
  });
});

describe('C22: a no that the platform hears of itself ends the same', () => {
  const saysNo = (life: Life, occurred: string) => life.follow(optOutEffect.newsletter, occurred, 'newsletter');

  test('what is kept for the newsletter goes at once, and course invitations stay', () => {
    const life = lifeAt('catacloud');
    life.tell('newsletter.signed-up', '2026-01-01T10:00:00Z', 'catacloud-crm');
    life.tell('course.signed-up', '2026-01-01T10:00:00Z', 'catacloud-crm');
    saysNo(life, '2026-05-01T10:00:00Z');
    expect(life.file().holdings['newsletter-readers']).toMatchObject({ anchored: '2026-05-01T10:00:00Z' });
    expect(life.file().holdings['course-invitations']).not.toHaveProperty('anchored');
  });

  test('where nothing is known to be held, nothing is ordered', () => {
    const life = lifeAt('catacloud');
    expect(saysNo(life, '2026-05-01T10:00:00Z')).toEqual([]);
  });

  test('whoever ordered it again since keeps getting it', () => {
    const life = lifeAt('catacloud');
    life.tell('newsletter.signed-up', '2026-06-01T10:00:00Z', 'catacloud-crm');
    expect(saysNo(life, '2026-05-01T10:00:00Z')).toEqual([]);
  });
});

describe('K8, K12: cookies', () => {
  test('a login ends when its cookie is removed', () => {
    const life = lifeAt('kaukus');
    life.tell('cookie.set', '2026-05-01T10:00:00Z', 'moteadm', { cookie: '_moeteadm_session' });
    expect(life.file().holdings['login-sessions']).toMatchObject({ dataCategories: ['access'] });
    life.tell('cookie.removed', '2026-05-01T18:00:00Z', 'moteadm', { cookie: '_moeteadm_session' });
    expect(factsOf(life.timePasses('2026-05-01T18:00:00Z'), 'disposal.ordered.v1')).toMatchObject([
      { dataCategories: ['access'], systems: ['moteadm'] },
    ]);
  });

  describe('a login is told in any order, also after everything of before has gone', () => {
    const cookie = { cookie: '_moeteadm_session' };
    const set = (life: Life, occurred: string) => life.tell('cookie.set', occurred, 'moteadm', cookie);
    const removed = (life: Life, occurred: string) => life.tell('cookie.removed', occurred, 'moteadm', cookie);
    const login = (life: Life) => life.file().holdings['login-sessions'];
    const lifeAfterALogin = () => {
      const life = lifeAt('kaukus');
      set(life, '2026-04-01T10:00:00Z');
      removed(life, '2026-04-02T10:00:00Z');
      life.timePasses('2026-04-02T10:00:00Z');
      life.systemsConfirm('2026-04-02T12:00:00Z');
      return life;
    };

    test('the end of the next one before its beginning: it has ended when its beginning comes in', () => {
      const life = lifeAfterALogin();
      expect(removed(life, '2026-05-28T10:00:00Z')).toHaveLength(1);
      set(life, '2026-05-23T10:00:00Z');
      expect(login(life)).toMatchObject({ anchored: '2026-05-28T10:00:00Z' });
      expect(factsOf(life.timePasses('2026-06-09T10:00:00Z'), 'disposal.ordered.v1')).toHaveLength(1);
    });

    test('the end of an earlier one after the beginning of a later one: the later one goes on', () => {
      const life = lifeAt('kaukus');
      set(life, '2026-01-13T10:00:00Z');
      set(life, '2026-02-15T10:00:00Z');
      removed(life, '2026-01-23T10:00:00Z');
      expect(login(life)).toBeDefined();
      expect(login(life)).not.toHaveProperty('anchored');
      removed(life, '2026-02-16T10:00:00Z');
      expect(login(life)).toMatchObject({ anchored: '2026-02-16T10:00:00Z' });
    });

    test('a beginning of before the last end, while a later one goes on: it goes on', () => {
      const life = lifeAfterALogin();
      removed(life, '2026-05-28T10:00:00Z');
      set(life, '2026-06-05T10:00:00Z');
      set(life, '2026-05-23T10:00:00Z');
      expect(login(life)).not.toHaveProperty('anchored');
    });

    test('an end of which nothing is held takes in no id of the system, because nothing would end it', () => {
      const reference = { id: 'moteadm-user-7' };
      const event = (type: 'cookie.set.v1' | 'cookie.removed.v1', occurred: string) => ({
        type,
        facts: { system: 'moteadm', occurred, person, ...cookie },
        personal: { reference },
      });
      const life = lifeAfterALogin();
      const tell = (told: ReturnType<typeof event>) =>
        life.command({
          command: 'record-user-event',
          event: told,
          statement: life.statement,
          statementVersion: '1.0',
          clients: {},
        });
      expect(tell(event('cookie.removed.v1', '2026-05-28T10:00:00Z'))[0]).toMatchObject({ personal: {} });
      expect(tell(event('cookie.set.v1', '2026-06-05T10:00:00Z'))[0]).toMatchObject({ personal: { reference } });
      expect(tell(event('cookie.removed.v1', '2026-06-06T10:00:00Z'))[0]).toMatchObject({ personal: { reference } });
    });
  });

  test('a choice in the banner is remembered for six months after the last one, and then goes from the site', () => {
    const life = lifeAt('kaukus');
    const [holding] = factsOf(life.follow(cookieChoiceEffect, '2026-01-10T10:00:00Z'), 'holding.scheduled.v1');
    expect(holding).toMatchObject({
      holding: 'cookies-on-your-device',
      dataCategories: ['cookie-choice'],
      systems: [site],
      sources: { 'cookie-choice': ['your-visit'] },
      erasableFrom: '2026-07-10',
    });
    expect(life.follow(cookieChoiceEffect, '2026-01-10T10:00:00Z')).toEqual([]);
    life.follow(cookieChoiceEffect, '2026-03-10T10:00:00Z');
    expect(life.allTimePasses('2026-09-09T12:00:00Z')).toEqual([]);
    expect(factsOf(life.allTimePasses('2026-09-10T12:00:00Z'), 'disposal.ordered.v1')).toMatchObject([
      { dataCategories: ['cookie-choice'], systems: [site] },
    ]);
  });

  test('a cookie that the table does not list is refused', () => {
    const life = lifeAt('kaukus');
    expect(() => life.tell('cookie.set', '2026-05-01T10:00:00Z', site, { cookie: '_ga' })).toThrow(
      expect.objectContaining({ code: 'not-in-statement' }),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { sharingEffect } from '../src/domain/user-event-effects.ts';
import { clientId, factsOf, lifeAt } from './person-scenarios.ts';

const site = 'kaukus-site';
const app = 'catacloud-app';
const crm = 'catacloud-crm';

describe('K10: enquiries are kept up to 24 months after the last contact', () => {
  test('each contact moves the date, and on the day every system is told', () => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', '2026-03-05T09:00:00+01:00', site);
    expect(life.file().holdings['enquiries']?.erasableFrom).toBe('2028-03-05');
    const [moved] = factsOf(
      life.tell('enquiry.answered', '2026-04-10T12:00:00+02:00', 'kaukus-mail'),
      'holding.scheduled.v1',
    );
    expect(moved).toMatchObject({
      erasableFrom: '2028-04-10',
      due: '2028-04-10T00:00:00+02:00',
      dataCategories: ['identity', 'contact', 'enquiry'],
    });
    expect(life.timePasses('2028-04-09T21:59:59Z')).toEqual([]);
    expect(factsOf(life.timePasses('2028-04-09T22:00:00Z'), 'disposal.ordered.v1')).toMatchObject([
      { holdings: ['enquiries'], systems: [site, 'kaukus-mail'], action: 'erase', reason: 'retention-rule' },
    ]);
  });

  test('an earlier contact that comes in late moves nothing', () => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', '2026-03-05T09:00:00Z', site);
    expect(life.tell('enquiry.answered', '2026-03-01T09:00:00Z', site)).toHaveLength(1);
  });

  test('an enquiry that becomes a customer relationship stands under that rule instead, and no longer ends by itself', () => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', '2026-03-05T09:00:00Z', site);
    const events = life.tell('customer.converted', '2026-06-01T09:00:00Z', 'moteadm', { client: clientId });
    expect(factsOf(events, 'holding.released.v1')).toMatchObject([
      { holding: 'enquiries', reason: 'customer-converted' },
    ]);
    const { customers } = life.file().holdings;
    expect(customers).toMatchObject({
      dataCategories: ['identity', 'contact', 'enquiry'],
      systems: ['moteadm', 'kaukus-mail', site],
    });
    expect(customers).not.toHaveProperty('due');
    expect(life.tell('enquiry.answered', '2026-06-02T09:00:00Z', site)).toHaveLength(1);
    expect(life.timePasses('2031-01-01T00:00:00Z')).toEqual([]);
    life.tellOfClient('service-agreement.ended', '2031-02-01T10:00:00Z');
    expect(life.file().holdings['customers']?.erasableFrom).toBe('2032-02-01');
  });
});

describe('What a rule ends and no other rule takes over', () => {
  test('stays under the old rule when the person becomes a customer', () => {
    const life = lifeAt('kaukus');
    const customers = life.statement.retention.find(({ id }) => id === 'customers');
    if (customers) customers.dataCategories = ['identity', 'contact'];
    life.tell('enquiry.received', '2026-03-05T09:00:00Z', site);
    life.tell('customer.converted', '2026-06-01T09:00:00Z', 'moteadm', { client: clientId });
    expect(life.file().holdings['enquiries']).toMatchObject({
      dataCategories: ['enquiry'],
      erasableFrom: '2028-03-05',
    });
  });
});

describe('Data that rolls goes month by month, and never later than promised', () => {
  test('K11: a technical log is gone a month after the first line of its month', () => {
    const life = lifeAt('kaukus');
    life.tell('technical-log.written', '2026-03-03T10:00:00Z', site);
    expect(life.tell('technical-log.written', '2026-03-20T10:00:00Z', site)).toHaveLength(1);
    expect(life.file().holdings['technical-logs-2026-03']).toMatchObject({
      erasableFrom: '2026-04-03',
      period: '2026-03',
    });
    expect(factsOf(life.timePasses('2026-04-03T00:00:00Z'), 'disposal.ordered.v1')).toMatchObject([
      { period: '2026-03', dataCategories: ['technical-log'] },
    ]);
  });

  test('C19: behaviour is gone 18 months after it was collected, the younger months stay', () => {
    const life = lifeAt('catacloud');
    life.tell('behaviour.observed', '2026-01-15T10:00:00Z', app);
    life.tell('behaviour.observed', '2026-02-02T10:00:00Z', app);
    const [order] = factsOf(life.timePasses('2027-07-20T00:00:00Z'), 'disposal.ordered.v1');
    expect(order).toMatchObject({
      holdings: ['behaviour-2026-01'],
      period: '2026-01',
      dataCategories: ['behaviour', 'device'],
    });
    expect(life.systemsConfirm('2027-07-20T01:00:00Z')).toMatchObject([
      { everything: false, dataCategories: ['behaviour', 'device'], period: '2026-01' },
    ]);
    expect(Object.keys(life.file().holdings)).toEqual(['behaviour-2026-02']);
  });

  test('an older line of a month brings the day forward', () => {
    const life = lifeAt('kaukus');
    life.tell('technical-log.written', '2026-03-20T10:00:00Z', site);
    life.tell('technical-log.written', '2026-03-03T10:00:00Z', site);
    expect(life.file().holdings['technical-logs-2026-03']?.erasableFrom).toBe('2026-04-03');
  });
});

describe('C17: a customer counts as active for 12 months after the subscription ended, and can come back', () => {
  const customer = () => {
    const life = lifeAt('catacloud');
    life.tell('profile.created', '2025-01-10T10:00:00Z', app, { client: clientId });
    return life;
  };

  test('the date comes with the end, and goes away with the return', () => {
    const life = customer();
    expect(life.file().holdings['customer-after-subscription']).not.toHaveProperty('due');
    life.tellOfClient('subscription.ended', '2026-02-01T10:00:00Z');
    expect(life.file().holdings['customer-after-subscription']).toMatchObject({
      erasableFrom: '2027-02-01',
      client: clientId,
    });
    const [again] = factsOf(life.tellOfClient('subscription.started', '2026-09-01T10:00:00Z'), 'holding.scheduled.v1');
    expect(again).toMatchObject({ holding: 'customer-after-subscription' });
    expect(again).not.toHaveProperty('anchored');
    expect(life.timePasses('2030-01-01T00:00:00Z')).toEqual([]);
  });

  test('an end that is told after the return it came before ends nothing: who came back is not erased', () => {
    const life = customer();
    life.tellOfClient('subscription.started', '2026-06-01T10:00:00Z');
    expect(life.tellOfClient('subscription.ended', '2026-02-01T10:00:00Z')).toEqual([]);
    expect(life.file().holdings['customer-after-subscription']).not.toHaveProperty('due');
    expect(life.timePasses('2030-01-01T00:00:00Z')).toEqual([]);
  });

  test('what is told late of an account’s beginning takes back no end that came after it', () => {
    const life = customer();
    life.tellOfClient('subscription.ended', '2026-02-01T10:00:00Z');
    life.tellOfClient('client.created', '2025-01-01T10:00:00Z');
    expect(life.file().holdings['customer-after-subscription']?.erasableFrom).toBe('2027-02-01');
  });

  test('a module that is removed, told before it was added, leaves the client without it all the same', () => {
    const life = customer();
    life.tellOfClient('module.removed', '2026-03-01T10:00:00Z', { module: 'invoicing' });
    life.tellOfClient('module.added', '2025-01-11T10:00:00Z', { module: 'invoicing' });
    expect(life.file().holdings['account-data']?.erasableFrom).toBe('2026-03-01');
  });

  test('C21: contact data stays for the subscription after the agreement ended, because the longer lawful rule holds it', () => {
    const life = customer();
    life.tellOfClient('service-agreement.ended', '2026-02-01T10:00:00Z');
    const events = life.timePasses('2026-02-01T12:00:00Z');
    expect(factsOf(events, 'holding.released.v1')).toMatchObject([
      { holding: 'contact-during-agreement', reason: 'superseded' },
    ]);
    expect(factsOf(events, 'disposal.ordered.v1')).toEqual([]);
  });

  test('C21: a client that leaves and comes back keeps its contact data for as long as the new agreement runs', () => {
    const life = customer();
    for (const ended of ['subscription.ended', 'service-agreement.ended'])
      life.tellOfClient(ended, '2026-02-01T10:00:00Z');
    life.allTimePasses('2026-02-01T12:00:00Z');
    expect(life.file().holdings).not.toHaveProperty('contact-during-agreement');
    for (const started of ['subscription.started', 'service-agreement.started'])
      life.tellOfClient(started, '2026-06-01T10:00:00Z');
    expect(life.file().holdings['contact-during-agreement']).not.toHaveProperty('due');
    life.tellOfClient('subscription.ended', '2026-08-01T10:00:00Z');
    const ordered = factsOf(life.allTimePasses('2027-08-01T12:00:00Z'), 'disposal.ordered.v1');
    expect(ordered.flatMap(({ dataCategories }) => dataCategories)).not.toContain('contact');
    life.tellOfClient('service-agreement.ended', '2028-01-01T10:00:00Z');
    const last = factsOf(life.allTimePasses('2028-01-01T12:00:00Z'), 'disposal.ordered.v1');
    expect(last).toMatchObject([{ holdings: ['contact-during-agreement'], dataCategories: ['contact'] }]);
  });

  test('C16: account data goes with the last module, but not what the customer rule still keeps', () => {
    const life = customer();
    life.tellOfClient('module.added', '2025-01-11T10:00:00Z', { module: 'invoicing' });
    life.tellOfClient('module.removed', '2026-03-01T10:00:00Z', { module: 'invoicing' });
    expect(factsOf(life.timePasses('2026-03-01T12:00:00Z'), 'disposal.ordered.v1')).toMatchObject([
      { holdings: ['account-data'], dataCategories: ['location'] },
    ]);
  });

  test('someone at two clients is kept until both have ended', () => {
    const life = customer();
    const other = 'c9k7w2m9x1c6v3b8n5z0';
    life.tell('profile.created', '2025-02-10T10:00:00Z', app, { client: other });
    life.tellOfClient('subscription.ended', '2026-02-01T10:00:00Z');
    expect(life.file().holdings['customer-after-subscription']).toMatchObject({ client: other });
    expect(life.file().holdings['customer-after-subscription']).not.toHaveProperty('due');
    life.tellOfClient('client.closed', '2026-05-01T10:00:00Z', {}, other);
    expect(life.file().holdings['customer-after-subscription']).toMatchObject({
      client: other,
      erasableFrom: '2027-05-01',
    });
  });

  test('one who is told of after the client has ended gets the date at once', () => {
    const life = lifeAt('catacloud');
    life.tellOfClient('subscription.ended', '2026-02-01T10:00:00Z');
    life.tell('profile.created', '2026-02-03T10:00:00Z', app, { client: clientId });
    expect(life.file().holdings['customer-after-subscription']?.erasableFrom).toBe('2027-02-01');
  });
});

describe('C15: data of users that is shared', () => {
  const sharing = (life: ReturnType<typeof lifeAt>) => {
    const purpose = life.statement.purposes.find(({ id }) => id === 'sharing-with-partners');
    if (!purpose) throw new Error('Catacloud asks for sharing.');
    return sharingEffect(purpose, ['identity', 'register-facts']);
  };

  test('stands under its own rule too, and goes when the client has no modules left', () => {
    const life = lifeAt('catacloud');
    life.tellOfClient('module.added', '2026-01-01T10:00:00Z', { module: 'invoicing' });
    life.tell('profile.created', '2026-01-10T10:00:00Z', app, { client: clientId });
    life.follow(sharing(life), '2026-02-01T10:00:00Z');
    expect(life.file().holdings['users-shared-data']).toMatchObject({
      dataCategories: ['identity', 'register-facts'],
      systems: [crm],
      client: clientId,
    });
    expect(life.file().holdings['users-shared-data']).not.toHaveProperty('due');
    expect(life.follow(sharing(life), '2026-02-02T10:00:00Z')).toEqual([]);
    life.tellOfClient('module.removed', '2026-03-01T10:00:00Z', { module: 'invoicing' });
    expect(life.file().holdings['users-shared-data']?.erasableFrom).toBe('2026-03-01');
    life.allTimePasses('2026-03-01T12:00:00Z');
    expect(Object.keys(life.file().holdings)).not.toContain('users-shared-data');
  });
});

describe('C18: accounting material is kept for its statutory time', () => {
  test('an invoice of February 2026 stays until 1 January 2032, a delivery note until 1 July 2030', () => {
    const life = lifeAt('catacloud');
    life.tell('accounting-material.recorded', '2026-02-15T10:00:00Z', crm, {
      material: 'primary',
      accountingYearEnd: '2026-12-31',
    });
    expect(life.file().holdings['bookkeeping-primary-2026-12']).toMatchObject({
      erasableFrom: '2032-01-01',
      keepUntilAtLeast: '2031-12-31',
      legalDuty: 'bokføringsloven § 13, GDPR 17(3)(b)',
    });
    life.tell('accounting-material.recorded', '2026-02-15T10:00:00Z', crm, {
      material: 'secondary',
      accountingYearEnd: '2026-12-31',
    });
    expect(life.file().holdings['bookkeeping-secondary-2026-12']?.erasableFrom).toBe('2030-07-01');
  });

  test('an erasure takes everything but the material', () => {
    const life = lifeAt('catacloud');
    life.tell('accounting-material.recorded', '2026-02-15T10:00:00Z', crm, {
      material: 'primary',
      accountingYearEnd: '2026-12-31',
    });
    life.tell('support.contacted', '2026-03-01T10:00:00Z', crm);
    const [order] = factsOf(life.asksForErasure('2026-04-01T10:00:00Z'), 'disposal.ordered.v1');
    expect(order).toMatchObject({ holdings: ['support'], reason: 'erasure-request', request: 'r-1', systems: [crm] });
    expect(order?.dataCategories).not.toContain('accounting-material');
    expect(life.systemsConfirm('2026-04-02T10:00:00Z')).toMatchObject([{ everything: false }]);
    expect(Object.keys(life.file().holdings)).toEqual(['bookkeeping-primary-2026-12']);
    expect(factsOf(life.timePasses('2032-01-01T00:00:00Z'), 'disposal.ordered.v1')).toMatchObject([
      { dataCategories: ['accounting-material'] },
    ]);
  });

  test('an accounting year that ends too long after is refused', () => {
    const life = lifeAt('catacloud');
    const record = () =>
      life.tell('accounting-material.recorded', '2026-02-15T10:00:00Z', crm, {
        material: 'primary',
        accountingYearEnd: '2030-12-31',
      });
    expect(record).toThrow(expect.objectContaining({ code: 'accounting-year-invalid' }));
    expect(life.past).toEqual([]);
  });
});

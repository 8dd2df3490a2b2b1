import { personUserEvents } from '@vitne/contracts/catalogue/user-events';
import { describe, expect, test } from 'vitest';
import { refuseExcess, refuseFuture, refuseUnknownSystem } from '../src/domain/refuse-excess.ts';
import { type PersonData, readUserEvent, userEventNames } from '../src/domain/user-event-data.ts';
import { effectsOf, type PersonEventName } from '../src/domain/user-event-effects.ts';
import { statementOf, type TenantName } from './person-scenarios.ts';

const who = [{ kind: 'email', value: 'kari@example.no' }];

function read(name: string, data: Record<string, unknown>): PersonData {
  const event = readUserEvent(name, { person: who, ...data });
  if (!event || 'errors' in event || event.about !== 'person') throw new Error('It was refused.');
  return event.data;
}
const refusal = (tenant: TenantName, system: string, name: string, data: Record<string, unknown> = {}) =>
  refuseExcess(name as PersonEventName, read(name, data), system, statementOf(tenant))?.rejected.code;

describe('Data minimisation at the door (Art. 5(1)(c))', () => {
  test('a key that the type does not have is refused with its path', () => {
    const event = readUserEvent('enquiry.received', { person: who, enquiry: { subject: 'Hei', mood: 'good' } });
    expect(event && 'errors' in event && event.errors.issues[0]).toMatchObject({
      code: 'unrecognized_keys',
      path: ['enquiry'],
      keys: ['mood'],
    });
  });

  test('a type that nobody declared is not read', () => {
    expect(readUserEvent('shoe-size.measured', {})).toBeUndefined();
  });

  test('at most five identifiers, and none of a company', () => {
    expect(readUserEvent('enquiry.received', { person: Array(6).fill(who[0]) })).toHaveProperty('errors');
    expect(readUserEvent('enquiry.received', { person: [{ kind: 'company', value: '922140251' }] })).toHaveProperty(
      'errors',
    );
  });

  test('an attribute that the statement does not list is refused', () => {
    expect(refusal('kaukus', 'moteadm', 'profile.created', { location: { placeOfResidence: 'Bergen' } })).toBe(
      'not-in-statement',
    );
    expect(
      refusal('catacloud', 'catacloud-app', 'profile.created', { location: { placeOfResidence: 'Bergen' } }),
    ).toBeUndefined();
  });

  test('data that the statement does not let the system hold is refused, sent along or not', () => {
    expect(refusal('kaukus', 'kaukus-mail', 'technical-log.written')).toBe('system-may-not-hold');
    expect(refusal('catacloud', 'catacloud-site', 'support.contacted', { enquiry: { message: 'Hei' } })).toBe(
      'system-may-not-hold',
    );
    expect(refusal('kaukus', 'kaukus-site', 'technical-log.written', { log: { line: 'GET /' } })).toBeUndefined();
  });

  test('data whose keeping no rule would ever end is refused', () => {
    const statement = statementOf('kaukus');
    statement.retention = statement.retention.filter(({ id }) => id !== 'technical-logs');
    expect(
      refuseExcess('technical-log.written', read('technical-log.written', {}), 'kaukus-site', statement)?.rejected.code,
    ).toBe('no-retention-rule');
  });

  test('an address that the statement promises to shorten is refused as a whole one', () => {
    const line = (maskedIp: string) => refusal('kaukus', 'kaukus-site', 'technical-log.written', { log: { maskedIp } });
    for (const whole of ['192.0.2.17', '2001:db8:1:2::', '2001:db8::1', 'somewhere'])
      expect(line(whole)).toBe('not-masked');
    for (const shortened of ['192.0.2.0', '2001:db8:1::', '2001:db8::']) expect(line(shortened)).toBeUndefined();
  });

  test('what is fetched comes from a third party that the statement names for such data', () => {
    const fetched = (source: string) =>
      refusal('catacloud', 'catacloud-crm', 'register-data.fetched', { source, register: { industry: 'Retail' } });
    expect(fetched('bronnoysund')).toBeUndefined();
    for (const strange of ['data-broker', 'newsletter-sign-up']) expect(fetched(strange)).toBe('not-in-statement');
  });

  test('a system can say which source of the statement data came from, if that source gives such data', () => {
    const signUp = (source: string) =>
      refusal('catacloud', 'catacloud-crm', 'newsletter.signed-up', { source, contact: { email: 'kari@example.no' } });
    expect(signUp('newsletter-sign-up')).toBeUndefined();
    for (const strange of ['bronnoysund', 'use', 'a-friend']) expect(signUp(strange)).toBe('not-in-statement');
    const unsent = (source: string) =>
      refusal('catacloud', 'catacloud-app', 'behaviour.observed', { source, device: { browser: 'Firefox' } });
    expect(unsent('cookies-and-pixels')).toBeUndefined();
    expect(unsent('use')).toBe('not-in-statement');
  });

  test('data of which the statement names no source is refused', () => {
    const statement = statementOf('kaukus');
    for (const source of statement.sources)
      source.dataCategories = source.dataCategories.filter((category) => category !== 'device');
    const device = read('behaviour.observed', { device: { browser: 'Firefox' } });
    const refused = refuseExcess('behaviour.observed', device, 'kaukus-site', statement);
    expect(refused?.rejected).toMatchObject({ code: 'not-in-statement', facts: { dataCategories: ['device'] } });
  });

  test('C5: the address that somebody signed up from comes whole or shortened, as the statement lists it', () => {
    const connection = { ipAddress: '192.0.2.17' };
    for (const name of ['newsletter.signed-up', 'course.signed-up', 'support.contacted'])
      expect(refusal('catacloud', 'catacloud-crm', name, { connection }), name).toBeUndefined();
    expect(refusal('catacloud', 'catacloud-app', 'profile.created', { connection })).toBeUndefined();
    expect(refusal('kaukus', 'kaukus-site', 'newsletter.signed-up', { connection })).toBe('not-in-statement');
    const shortened = (maskedIp: string) =>
      refusal('kaukus', 'kaukus-site', 'newsletter.signed-up', { connection: { maskedIp } });
    expect(shortened('192.0.2.0')).toBeUndefined();
    expect(shortened('192.0.2.17')).toBe('not-masked');
    const marked = statementOf('catacloud');
    for (const attribute of marked.dataCategories.flatMap(({ attributes }) => attributes))
      if (attribute.id === 'ipAddress') attribute.masked = true;
    const whole = read('profile.created', { connection });
    expect(refuseExcess('profile.created', whole, 'catacloud-app', marked)?.rejected.code).toBe('not-masked');
  });

  test('C6, K4: a visit brings its device, the referring address and its duration, where the statement lists them', () => {
    const visit = {
      behaviour: { page: '/', referrer: 'https://search.example/?q=1', duration: 'PT2M30S' },
      device: { maskedIp: '192.0.2.0', browser: 'Firefox 140', operatingSystem: 'Linux' },
    };
    expect(refusal('kaukus', 'kaukus-site', 'behaviour.observed', visit)).toBeUndefined();
    expect(refusal('catacloud', 'catacloud-site', 'behaviour.observed', visit)).toBe('not-in-statement');
    const { device } = visit;
    expect(refusal('catacloud', 'catacloud-site', 'behaviour.observed', { device })).toBeUndefined();
    expect(refusal('catacloud', 'catacloud-site', 'cookie.set', { cookie: 'catacloud_pixel', device })).toBeUndefined();
    const whole = { device: { ...device, maskedIp: '2001:db8:1:2:3:4:5:6' } };
    expect(refusal('kaukus', 'kaukus-site', 'behaviour.observed', whole)).toBe('not-masked');
    for (const behaviour of [{ referrer: 'not an address' }, { duration: 'two minutes' }])
      expect(readUserEvent('behaviour.observed', { person: who, behaviour })).toHaveProperty('errors');
  });

  test('C6: a cookie that keeps somebody logged in brings no device', () => {
    const device = { browser: 'Firefox 140' };
    expect(refusal('catacloud', 'catacloud-app', 'cookie.set', { cookie: 'catacloud_session', device })).toBe(
      'no-retention-rule',
    );
  });

  test('K3: whom the person represents is told by name where the statement lists it', () => {
    const identity = { name: 'Kari', represents: 'Bodø kommune' };
    expect(refusal('kaukus', 'kaukus-site', 'enquiry.received', { identity })).toBeUndefined();
    expect(refusal('catacloud', 'catacloud-app', 'profile.created', { identity })).toBe('not-in-statement');
  });

  test('C2: what is kept on behalf of a client names the client', () => {
    const entry = { reference: 'voucher 7' };
    expect(readUserEvent('client-material.recorded', { person: who, entry })).toHaveProperty('errors');
    const client = { kind: 'company', value: '910000002' };
    expect(refusal('catacloud', 'catacloud-app', 'client-material.recorded', { client, entry })).toBeUndefined();
    expect(refusal('catacloud', 'catacloud-crm', 'client-material.recorded', { client, entry })).toBe(
      'system-may-not-hold',
    );
    expect(refusal('kaukus', 'kaukus-site', 'client-material.recorded', { client })).toBe('not-in-statement');
  });

  test('an opt-out is taken from any system', () => {
    expect(refusal('catacloud', 'catacloud-site', 'newsletter.opted-out')).toBeUndefined();
  });

  test('a system that the statement does not name is refused, and so is what has not happened yet', () => {
    expect(refuseUnknownSystem('stranger', statementOf('kaukus'))?.rejected.code).toBe('unknown-system');
    expect(refuseFuture('2026-01-01T10:05:01Z', '2026-01-01T10:00:00Z')?.rejected.code).toBe('occurred-in-future');
    expect(refuseFuture('2026-01-01T11:04:59+01:00', '2026-01-01T10:00:00Z')).toBeUndefined();
  });

  test('every user event of the catalogue can be told, and says what it does', () => {
    expect(userEventNames).toHaveLength(25);
    const statement = statementOf('kaukus');
    for (const { type } of personUserEvents) {
      const name = type.replace(/\.v1$/, '') as PersonEventName;
      expect(effectsOf(name, { cookie: '_moeteadm_session' }, [], statement), name).toBeDefined();
    }
  });
});

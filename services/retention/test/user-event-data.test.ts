import { personUserEvents } from '@vitne/contracts/catalogue/user-events';
import { describe, expect, test } from 'vitest';
import {
  type PersonData,
  readUserEvent,
  refuseExcess,
  refuseFuture,
  refuseUnknownSystem,
  userEventNames,
} from '../src/domain/user-event-data.ts';
import { effectOf, type PersonEventName } from '../src/domain/user-event-effects.ts';
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

  test('an opt-out is taken from any system', () => {
    expect(refusal('catacloud', 'catacloud-site', 'newsletter.opted-out')).toBeUndefined();
  });

  test('a system that the statement does not name is refused, and so is what has not happened yet', () => {
    expect(refuseUnknownSystem('stranger', statementOf('kaukus'))?.rejected.code).toBe('unknown-system');
    expect(refuseFuture('2026-01-01T10:05:01Z', '2026-01-01T10:00:00Z')?.rejected.code).toBe('occurred-in-future');
    expect(refuseFuture('2026-01-01T11:04:59+01:00', '2026-01-01T10:00:00Z')).toBeUndefined();
  });

  test('every user event of the catalogue can be told, and says what it does', () => {
    expect(userEventNames).toHaveLength(24);
    const statement = statementOf('kaukus');
    for (const { type } of personUserEvents) {
      const name = type.replace(/\.v1$/, '') as PersonEventName;
      expect(effectOf(name, { cookie: '_moeteadm_session' }, statement), name).toBeDefined();
    }
  });
});

import { describe, expect, test } from 'vitest';
import type { Cookie } from '../src/statement/schema.ts';
import {
  basesFor,
  compareDurations,
  consentPurposes,
  cookieCategoryOf,
  cookieLifeOf,
  keyPeriodOf,
  purposeById,
  purposesOfCookieCategory,
  recipientById,
  retentionRulesFor,
} from '../src/statement/statement-index.ts';
import { keysOf, NOTHING, pathOf, valueAt } from '../src/statement/statement-path.ts';
import { statementFile, the } from './statement-files.ts';

const kaukus = statementFile('kaukus');
const catacloud = statementFile('catacloud');
const articles = (purpose: string, population: string, category?: string) =>
  basesFor(the(kaukus.purposes, purpose), population, category).map(({ article }) => article);

describe('a person is told, and gets, the one legal basis that applies to them', () => {
  test('the two bases of answering enquiries are for different people', () => {
    expect(articles('answer-enquiries', 'private-enquirer')).toEqual(['6(1)(b)']);
    expect(articles('answer-enquiries', 'enquirer')).toEqual(['6(1)(f)']);
  });

  test('the two bases of analytics are for different data', () => {
    expect(articles('analytics', 'visitor', 'behaviour')).toEqual(['6(1)(a)']);
    expect(articles('analytics', 'visitor', 'visit-statistics')).toEqual(['6(1)(f)']);
    expect(articles('analytics', 'visitor')).toEqual(['6(1)(a)', '6(1)(f)']);
  });

  test('there is none for people and data outside the purpose', () => {
    expect(articles('newsletter', 'visitor')).toEqual([]);
    expect(articles('newsletter', 'newsletter-subscriber', 'enquiry')).toEqual([]);
  });

  test('the purposes that need consent are known', () => {
    expect(consentPurposes(kaukus).map(({ id }) => id)).toEqual([
      'analytics',
      'newsletter',
      'marketing',
      'preferences',
    ]);
    expect(purposesOfCookieCategory(catacloud, 'marketing').map(({ id }) => id)).toEqual([
      'campaign-measurement',
      'content-personalisation',
    ]);
  });
});

test('contact data of a customer has both rules that the published text gives, and the purpose can narrow them', () => {
  const ids = (purpose?: string) =>
    retentionRulesFor(catacloud, 'contact', 'customer-contact', purpose).map(({ id }) => id);
  expect(ids()).toEqual(['customer-after-subscription', 'contact-during-agreement', 'support']);
  expect(ids('support')).toEqual(['support']);
  expect(ids('newsletter')).toEqual([]);
});

test('data that rolls out by the month has a key of its own per month, other data has not', () => {
  expect(keyPeriodOf(catacloud, 'behaviour')).toBe('month');
  expect(keyPeriodOf(catacloud, 'contact')).toBe('none');
  expect(keyPeriodOf(catacloud, 'unheard-of')).toBe('none');
});

test('purposes and recipients are found by id, and what is not there is not found', () => {
  expect(purposeById(kaukus, 'newsletter')?.directMarketing).toBe(true);
  expect(recipientById(kaukus, 'hetzner')?.locations).toEqual(['DE', 'FI']);
  expect(purposeById(kaukus, 'sale')).toBeUndefined();
  expect(recipientById(kaukus, 'nobody')).toBeUndefined();
});

describe('a cookie is treated by what it does', () => {
  const cookie = (change: Partial<Cookie>): Cookie => ({ ...kaukus.cookies.table[0]!, ...change });

  test.each([
    ['Optional', 'login', 'necessary'],
    ['marketing', 'login', 'necessary'],
    ['necessary', 'statistics', 'statistics'],
    ['Optional', 'campaign-measurement', 'marketing'],
    ['preferences', 'campaign-measurement', 'marketing'],
    ['Marketing', 'statistics', 'marketing'],
  ] as const)('declared %s, for %s: %s', (declaredCategory, what, category) => {
    expect(cookieCategoryOf(cookie({ declaredCategory, function: what }))).toBe(category);
  });

  test('and never lives without an end', () => {
    expect(cookieLifeOf(cookie({ maxAge: 'session' }))).toBe('session');
    expect(cookieLifeOf(cookie({ maxAge: 'P7D' }))).toBe('P7D');
    expect(cookieLifeOf(cookie({ maxAge: 'until-next-visit' }))).toBe('P30D');
    expect(cookieLifeOf(cookie({ maxAge: 'until-next-visit', atMost: 'P90D' }))).toBe('P90D');
  });
});

test('durations are compared by length, not by letters', () => {
  expect(compareDurations('P18M', 'P2Y')).toBeLessThan(0);
  expect(compareDurations('P12M', 'P1Y')).toBe(0);
  expect(compareDurations('P5Y', 'P3Y6M')).toBeGreaterThan(0);
});

test('a path leads to a place in the file and back', () => {
  const path = 'retention/enquiries/keep/atMost';
  expect(valueAt(kaukus, path)).toBe('P24M');
  expect(pathOf(kaukus, keysOf(kaukus, path))).toBe(path);
  expect(valueAt(kaukus, 'retention/0/keep/atMost')).toBe('P24M');
  for (const nowhere of ['retention/99', 'retention/enquiries/constructor', 'nothing', 'vitne/x', '__proto__']) {
    expect(valueAt(kaukus, nowhere)).toBe(NOTHING);
  }
});

import type { Statement } from '@vitne/contracts/statement/schema';
import {
  allowed,
  analytics,
  type Case,
  counts,
  day,
  denied,
  enquiry,
  hetzner,
  logs,
  news,
  now,
  objection,
  provesCases,
} from './decide-cases.ts';
import { consents, keeping } from './decision-world.ts';

const { given, refused, withdrawn, expired } = consents;
const gone = [
  keeping.scheduled('enquiries', ['identity', 'contact', 'enquiry']),
  keeping.ordered('d-1', ['enquiries'], ['identity', 'contact', 'enquiry'], day(3)),
  keeping.completed('d-1', ['enquiries'], day(4)),
];
const optIn = (statement: Statement) => {
  const purpose = statement.purposes.find(({ id }) => id === 'newsletter');
  if (purpose) purpose.bases = [{ article: '6(1)(f)', appliesTo: { populations: purpose.populations } }];
};
const overlapping = (statement: Statement) => {
  const purpose = statement.purposes.find(({ id }) => id === 'newsletter');
  purpose?.bases.push({ article: '6(1)(b)', appliesTo: { populations: purpose.populations } });
};
const deviceOnInterest = (statement: Statement) => {
  const purpose = statement.purposes.find(({ id }) => id === 'analytics');
  if (purpose) purpose.bases = [{ article: '6(1)(f)', appliesTo: { populations: ['visitor'] } }];
};
const closedBanner = (statement: Statement) => {
  deviceOnInterest(statement);
  for (const category of statement.cookies.categories) category.canBeRefused = false;
};

const cases: Case[] = [
  { says: 'K5: logs on an interest', asks: logs, ...allowed(['legitimate-interest']) },
  {
    says: 'K5: an enquirer’s question on an interest',
    asks: { ...enquiry, population: 'enquirer' },
    ...allowed(['legitimate-interest']),
  },
  {
    says: 'K5: a private enquirer’s on a contract',
    asks: { ...enquiry, population: 'private-enquirer' },
    ...allowed(['contract']),
  },
  { says: 'K5: whoever asks, on both', asks: enquiry, ...allowed(['contract', 'legitimate-interest']) },
  { says: 'K5: anonymous counts on an interest', asks: counts, ...allowed(['legitimate-interest']) },
  { says: 'K5: a visitor’s behaviour without consent', asks: analytics, ...denied('consent-missing') },
  {
    says: 'K5: behaviour with consent',
    given: [given('analytics', '1.0')],
    asks: analytics,
    ...allowed(['consent-in-force']),
  },
  {
    says: 'K5: a newsletter with consent',
    given: [given('newsletter', '1.0')],
    asks: news,
    ...allowed(['consent-in-force']),
  },
  {
    says: 'K5: a newsletter to a visitor',
    given: [given('newsletter', '1.0')],
    asks: { ...news, population: 'visitor' },
    ...denied('no-basis', 'people-not-of-purpose'),
  },
  {
    says: 'K6: consent to statistics opens no marketing',
    given: [given('analytics', '1.0')],
    asks: { purpose: 'marketing', dataCategory: 'contact' },
    ...denied('consent-missing'),
  },
  { says: 'K7: refused', given: [refused('analytics', '1.0')], asks: analytics, ...denied('consent-refused') },
  {
    says: 'K7: withdrawn',
    given: [given('analytics', '1.0'), withdrawn('analytics', '1.0')],
    asks: analytics,
    ...denied('consent-withdrawn'),
  },
  {
    says: 'K7: given again after withdrawal',
    given: [given('analytics', '1.0'), withdrawn('analytics', '1.0'), given('analytics', '1.0')],
    asks: analytics,
    ...allowed(['consent-in-force']),
  },
  {
    says: 'a consent past its end, recorded or not',
    given: [given('analytics', '1.0', { expires: now })],
    asks: analytics,
    ...denied('consent-expired'),
  },
  {
    says: 'a consent whose end is recorded',
    given: [given('analytics', '1.0'), expired('analytics', day(3))],
    asks: analytics,
    ...denied('consent-expired'),
  },
  {
    says: 'a consent under a version that nobody published',
    given: [given('analytics', '0.9')],
    asks: analytics,
    ...denied('consent-invalidated'),
  },
  {
    says: 'a login’s own cookie needs no consent (K8)',
    asks: { purpose: 'login-session', dataCategory: 'access' },
    ...allowed(['legitimate-interest']),
  },
  {
    says: 'unknown names',
    asks: { purpose: 'spying', dataCategory: 'thoughts', population: 'everybody', recipient: 'stranger' },
    ...denied('unknown-data-category', 'unknown-population', 'unknown-purpose', 'unknown-recipient'),
  },
  {
    says: 'names that every object knows',
    asks: { purpose: 'constructor', dataCategory: 'prototype', recipient: 'constructor' },
    ...denied('unknown-data-category', 'unknown-purpose', 'unknown-recipient'),
  },
  {
    says: 'data that the purpose does not use',
    asks: { ...logs, dataCategory: 'contact' },
    ...denied('data-not-for-purpose', 'no-basis'),
  },
  {
    says: 'everything that stands in the way is told',
    given: [withdrawn('newsletter', '1.0'), objection, ...gone, hetzner],
    asks: { ...news, recipient: 'hetzner' },
    ...denied('agreement-missing', 'consent-withdrawn', 'data-disposed-of', 'objection-to-direct-marketing'),
  },
  {
    says: 'alternative-bases: where two overlap and one is consent, consent is needed',
    change: overlapping,
    asks: news,
    ...denied('consent-missing'),
  },
  {
    says: 'marketing-without-consent: messages go only to people whose consent is recorded',
    change: optIn,
    asks: news,
    ...denied('consent-missing'),
  },
  {
    says: 'device-access-without-consent: nothing is read before consent',
    change: deviceOnInterest,
    asks: analytics,
    ...denied('consent-missing'),
  },
  {
    says: 'device-access-without-consent: what is not read from the device is free',
    change: deviceOnInterest,
    asks: counts,
    ...allowed(['legitimate-interest']),
  },
  {
    says: 'cookie-consent-without-purpose: the category stays closed',
    change: closedBanner,
    given: [given('analytics', '1.0')],
    asks: analytics,
    ...denied('device-access-closed'),
  },
];

provesCases('kaukus', cases);

import {
  allowed,
  analytics,
  type Case,
  day,
  denied,
  enquiry,
  logs,
  news,
  objection,
  provesCases,
  restricting,
} from './decide-cases.ts';
import { consents, keeping, requests } from './decision-world.ts';

const { given } = consents;
const gone = [
  keeping.scheduled('enquiries', ['identity', 'contact', 'enquiry']),
  keeping.ordered('d-1', ['enquiries'], ['identity', 'contact', 'enquiry'], day(3)),
  keeping.completed('d-1', ['enquiries'], day(4)),
];

const cases: Case[] = [
  { says: 'K14: restricted when it is settled who asked', given: restricting, asks: logs, ...denied('restriction') },
  {
    says: 'K14: not restricted before',
    given: restricting.slice(0, 1),
    asks: logs,
    ...allowed(['legitimate-interest']),
  },
  {
    says: 'K14: restricted in spite of consent',
    given: [given('newsletter', '1.0'), ...restricting],
    asks: news,
    ...denied('restriction'),
  },
  {
    says: 'K14: not any more when taken back',
    given: [...restricting, requests.withdrawn('r-1', day(5))],
    asks: logs,
    ...allowed(['legitimate-interest']),
  },
  { says: 'K14: an objection stops an interest at once', given: [objection], asks: logs, ...denied('objection') },
  {
    says: 'K14: an objection leaves a contract',
    given: [objection],
    asks: { ...enquiry, population: 'private-enquirer' },
    ...allowed(['contract']),
  },
  {
    says: 'K14: an objection stops what may rest on an interest',
    given: [objection],
    asks: enquiry,
    ...denied('objection'),
  },
  {
    says: 'K14: an objection leaves consent to statistics',
    given: [given('analytics', '1.0'), objection],
    asks: analytics,
    ...allowed(['consent-in-force']),
  },
  {
    says: 'K14: an objection ends direct marketing in spite of consent',
    given: [given('newsletter', '1.0'), objection],
    asks: news,
    ...denied('objection-to-direct-marketing'),
  },
  {
    says: 'K14: an objection that was taken back',
    given: [objection, requests.withdrawn('r-1', day(4))],
    asks: logs,
    ...allowed(['legitimate-interest']),
  },
  {
    says: 'K14: compelling grounds go before an objection to an interest',
    given: [objection, requests.refused('r-1', 'compelling-grounds', day(4))],
    asks: logs,
    ...allowed(['legitimate-interest']),
  },
  {
    says: 'K14: no ground goes before an objection to direct marketing',
    given: [given('newsletter', '1.0'), objection, requests.refused('r-1', 'compelling-grounds', day(4))],
    asks: news,
    ...denied('objection-to-direct-marketing'),
  },
  {
    says: 'K14: an objection of which nobody knows who said it',
    given: [given('newsletter', '1.0'), objection, requests.refused('r-1', 'identity-not-established', day(4))],
    asks: news,
    ...allowed(['consent-in-force']),
  },
  {
    says: 'K14: one refused objection does not end another',
    given: [
      objection,
      requests.received('r-2', 'objection', day(3)),
      requests.refused('r-1', 'compelling-grounds', day(4)),
    ],
    asks: logs,
    ...denied('objection'),
  },
  {
    says: 'K14: a restriction that the person was told is lifted',
    given: [...restricting, requests.refused('r-1', 'right-not-given', day(5))],
    asks: logs,
    ...allowed(['legitimate-interest']),
  },
  {
    says: 'K14: other requests restrict nothing',
    given: [requests.received('r-1', 'access', day(2)), requests.accepted('r-1', 'access')],
    asks: logs,
    ...allowed(['legitimate-interest']),
  },
  { says: 'K10: data that is on its way out', given: gone.slice(0, 2), asks: enquiry, ...denied('disposal-under-way') },
  { says: 'K10: data that is disposed of', given: gone, asks: enquiry, ...denied('data-disposed-of') },
  {
    says: 'K10: data that another rule keeps',
    given: [...gone.slice(0, 1), keeping.scheduled('customers', ['enquiry']), ...gone.slice(1)],
    asks: enquiry,
    ...allowed(['contract', 'legitimate-interest']),
  },
  {
    says: 'K10: data that another rule kept and passed on',
    given: [
      ...gone.slice(0, 1),
      keeping.scheduled('customers', ['enquiry']),
      ...gone.slice(1),
      keeping.released('customers'),
    ],
    asks: enquiry,
    ...allowed(['contract', 'legitimate-interest']),
  },
  {
    says: 'K10: data that came in again',
    given: [...gone, keeping.told('enquiry.received', day(6))],
    asks: enquiry,
    ...allowed(['contract', 'legitimate-interest']),
  },
  {
    says: 'K10: data whose time is over and that only waits or is held',
    given: [keeping.scheduled('enquiries', ['enquiry'], '2026-03-01T23:00:00Z')],
    asks: enquiry,
    ...denied('keeping-time-over'),
  },
  {
    says: 'K10: data whose time is not over',
    given: [keeping.scheduled('enquiries', ['enquiry'], '2026-03-03T23:00:00Z')],
    asks: enquiry,
    ...allowed(['contract', 'legitimate-interest']),
  },
  {
    says: 'K10: a holding that another rule took over',
    given: [keeping.scheduled('enquiries', ['enquiry'], day(3)), keeping.released('enquiries')],
    asks: enquiry,
    ...allowed(['contract', 'legitimate-interest']),
  },
  {
    says: 'an opt-out told by a system, in spite of consent',
    given: [given('newsletter', '1.0'), keeping.told('newsletter.opted-out', day(3))],
    asks: news,
    ...denied('opted-out'),
  },
  {
    says: 'consent after an opt-out',
    given: [keeping.told('newsletter.opted-out', day(3)), given('newsletter', '1.0')],
    asks: news,
    ...allowed(['consent-in-force']),
  },
];

provesCases('kaukus', cases);

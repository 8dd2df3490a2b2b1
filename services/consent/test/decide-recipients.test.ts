import { allowed, type Case, denied, hetzner, logs, news, provesCases, signed } from './decide-cases.ts';
import { consents, recipients } from './decision-world.ts';

const { given, refused } = consents;

const agreements: Case[] = [
  {
    says: 'K9: a processor without an agreement',
    given: [given('newsletter', '1.0'), hetzner],
    asks: { ...news, recipient: 'hetzner' },
    ...denied('agreement-missing'),
  },
  {
    says: 'K9: under an agreement',
    given: [given('newsletter', '1.0'), hetzner, signed],
    asks: { ...news, recipient: 'hetzner' },
    ...allowed(['agreement-in-force', 'consent-in-force']),
  },
  {
    says: 'K9: the last day of an agreement',
    given: [hetzner, recipients.signed('hetzner', 'dpa-1', '2026-01-01', '2026-03-02')],
    asks: { ...logs, recipient: 'hetzner' },
    ...allowed(['agreement-in-force', 'legitimate-interest']),
  },
  {
    says: 'K9: the day after',
    given: [hetzner, recipients.signed('hetzner', 'dpa-1', '2026-01-01', '2026-03-01')],
    asks: { ...logs, recipient: 'hetzner' },
    ...denied('agreement-ended'),
  },
  {
    says: 'K9: an agreement that was ended',
    given: [hetzner, signed, recipients.ended('hetzner', 'dpa-1', '2026-03-02')],
    asks: { ...logs, recipient: 'hetzner' },
    ...denied('agreement-ended'),
  },
  {
    says: 'K9: consent that is refused for the processor alone',
    given: [given('newsletter', '1.0'), refused('newsletter', '1.0', { recipient: 'hetzner' }), hetzner, signed],
    asks: { ...news, recipient: 'hetzner' },
    ...denied('consent-refused'),
  },
  {
    says: 'K9: nobody whom the statement does not name',
    given: [signed],
    asks: { ...logs, recipient: 'stranger' },
    ...denied('unknown-recipient'),
  },
  {
    says: 'K9: a recipient that was removed',
    given: [hetzner, signed, recipients.removed('hetzner')],
    asks: { ...logs, recipient: 'hetzner' },
    ...denied('unknown-recipient'),
  },
  {
    says: 'K9: data and purposes that were not agreed',
    given: [
      recipients.registered('hetzner', {
        kind: 'processor',
        dataCategories: [],
        purposes: [],
        statementVersion: '1.0',
      }),
      signed,
    ],
    asks: { ...logs, recipient: 'hetzner' },
    ...denied('recipient-not-for-data', 'recipient-not-for-purpose'),
  },
  {
    says: 'K13: outside the EEA without a basis',
    given: [
      recipients.registered('away', {
        kind: 'processor',
        locations: ['US'],
        dataCategories: ['technical-log'],
        purposes: ['operate-and-secure'],
      }),
      recipients.signed('away', 'dpa-2', '2026-01-01'),
    ],
    asks: { ...logs, recipient: 'away' },
    ...denied('transfer-without-basis'),
  },
  {
    says: 'K13: outside the EEA on standard clauses',
    given: [
      recipients.registered('away', {
        kind: 'processor',
        locations: ['US'],
        dataCategories: ['technical-log'],
        purposes: ['operate-and-secure'],
        transfer: { article: '46(2)(c)', instrument: 'SCC' },
      }),
      recipients.signed('away', 'dpa-2', '2026-01-01'),
    ],
    asks: { ...logs, recipient: 'away' },
    ...allowed(['agreement-in-force', 'legitimate-interest', 'transfer-based']),
  },
  {
    says: 'K13: on a basis that the statement does not allow',
    given: [
      recipients.registered('away', {
        kind: 'processor',
        locations: ['US'],
        dataCategories: ['technical-log'],
        purposes: ['operate-and-secure'],
        transfer: { article: '49(1)(b)', instrument: 'contract' },
      }),
      recipients.signed('away', 'dpa-2', '2026-01-01'),
    ],
    asks: { ...logs, recipient: 'away' },
    ...denied('transfer-without-basis'),
  },
];

provesCases('kaukus', agreements);

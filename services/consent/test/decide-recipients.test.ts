import { computeDue } from '@vitne/contracts/law/due';
import { allowed, type Case, day, denied, hetzner, logs, news, provesCases, signed } from './decide-cases.ts';
import { consents, recipients } from './decision-world.ts';

const { given, refused } = consents;

const backup = recipients.registered('backup', {
  kind: 'sub-processor',
  under: 'hetzner',
  dataCategories: ['technical-log'],
  purposes: ['operate-and-secure'],
});
const change = (what: string, facts: object) => ({
  type: `sub-processor.change-${what}.v1`,
  id: 'backup',
  facts: { change: 'change-1', processor: 'hetzner', subProcessor: 'backup', ...facts },
});
const announced = change('announced', {
  name: 'Backup',
  services: [{ nb: 'Kopier', en: 'Copies' }],
  locations: ['NO'],
  dataCategories: ['technical-log'],
  purposes: ['operate-and-secure'],
  agreement: 'dpa-1',
  announced: day(8),
  due: computeDue({ clock: 'gdpr-12-3', received: day(8) }),
});

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
  ...(
    [
      ['in effect under a processor’s agreement', [], allowed(['agreement-in-force', 'legitimate-interest'])],
      ['that is only announced', [announced], denied('sub-processor-not-in-effect')],
      [
        'that was objected to',
        [announced, change('objected-to', { objected: day(9), reason: 'No.' })],
        denied('sub-processor-not-in-effect'),
      ],
      [
        'that took effect',
        [announced, change('took-effect', { how: 'accepted', effective: day(9) })],
        allowed(['agreement-in-force', 'legitimate-interest']),
      ],
      [
        'whose processor has no agreement any more',
        [recipients.ended('hetzner', 'dpa-1', '2026-02-01')],
        denied('processor-agreement-missing'),
      ],
    ] as const
  ).map(([says, more, answer]) => ({
    says: `a sub-processor ${says}`,
    given: [hetzner, signed, backup, recipients.signed('backup', 'dpa-2', '2026-01-01'), ...more],
    asks: { ...logs, recipient: 'backup' },
    ...answer,
  })),
];

provesCases('kaukus', agreements);

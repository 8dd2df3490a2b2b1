import type { Statement } from '@vitne/contracts/statement/schema';
import { isStrictlyNecessary } from '@vitne/contracts/statement/statement-index';
import { statementOf } from '@vitne/testing/statement-files';
import { describe, expect, it } from 'vitest';
import {
  allowed,
  bothConsents,
  type Case,
  day,
  denied,
  hetzner,
  logs,
  news,
  now,
  objection,
  provesCases,
  sharing,
  signed,
} from './decide-cases.ts';
import { asVisitor, consents, keeping, merged, recipients, worldOf } from './decision-world.ts';

type Stated = Statement['recipients'][number];
const statedHetzner = (change: Partial<Stated>) => (statement: Statement) => {
  const found = statement.recipients.find(({ id }) => id === 'hetzner');
  if (!found) throw new Error('Kaukus’ statement names Hetzner.');
  Object.assign(found, change);
};
const onlyOn =
  (purpose: string, article: '6(1)(e)' | '6(1)(f)') =>
  ({ purposes }: Statement) => {
    const found = purposes.find(({ id }) => id === purpose);
    if (found) found.bases = [{ article, appliesTo: { populations: found.populations } }];
  };
const alsoOn =
  (article: '6(1)(b)' | '6(1)(c)') =>
  ({ purposes }: Statement) => {
    const found = purposes.find(({ id }) => id === 'operate-and-secure');
    found?.bases.push({ article, appliesTo: { populations: found.populations } });
  };
const toHetzner = { ...logs, recipient: 'hetzner' };
const clauses = { transfer: { article: '46(2)(c)', instrument: 'SCC' } };

provesCases('kaukus', [
  {
    says: 'K13: a country that only the statement names counts before the registry has followed it',
    change: statedHetzner({ locations: ['DE', 'US'] }),
    given: [hetzner, signed],
    asks: toHetzner,
    ...denied('transfer-without-basis'),
  },
  {
    says: 'K13: a basis that the statement has taken away counts no more, though the registry still has it',
    change: statedHetzner({ locations: ['US'] }),
    given: [{ ...hetzner, facts: { ...hetzner.facts, ...clauses } }, signed],
    asks: toHetzner,
    ...denied('transfer-without-basis'),
  },
  {
    says: 'K9: what the statement says a recipient is goes before what the registry still says',
    change: statedHetzner({ kind: 'public-authority' }),
    given: [hetzner, signed],
    asks: toHetzner,
    ...denied('order-needed'),
  },
  {
    says: 'K9: a sub-processor of nobody needs its own agreement only',
    given: [
      recipients.registered('backup', {
        kind: 'sub-processor',
        dataCategories: ['technical-log'],
        purposes: ['operate-and-secure'],
      }),
      recipients.signed('backup', 'dpa-2', '2026-01-01'),
    ],
    asks: { ...logs, recipient: 'backup' },
    ...allowed(['agreement-in-force', 'legitimate-interest']),
  },
  {
    says: 'K14: an objection stops a public task as it stops an interest',
    change: onlyOn('operate-and-secure', '6(1)(e)'),
    given: [objection],
    asks: logs,
    ...denied('objection'),
  },
  {
    says: 'K5: a contract and an interest for the same people, without an objection',
    change: alsoOn('6(1)(b)'),
    asks: logs,
    ...allowed(['contract', 'legitimate-interest']),
  },
  {
    says: 'K5: a contract and an interest for the same people: an objection stops it',
    change: alsoOn('6(1)(b)'),
    given: [objection],
    asks: logs,
    ...denied('objection'),
  },
  {
    says: 'K5: a duty beside an interest remains',
    change: alsoOn('6(1)(c)'),
    given: [objection],
    asks: logs,
    ...allowed(['legal-duty']),
  },
  {
    says: 'a public task without an objection',
    change: onlyOn('operate-and-secure', '6(1)(e)'),
    asks: logs,
    ...allowed(['public-task']),
  },
] satisfies Case[]);

provesCases('catacloud', [
  {
    says: 'C11: nothing is sold on an interest, whatever the statement says',
    change: onlyOn('sale', '6(1)(f)'),
    asks: { ...sharing, purpose: 'sale' },
    ...denied('company-consent-missing', 'consent-missing'),
  },
  {
    says: 'C11: sold with both consents, also where the statement says an interest',
    change: onlyOn('sale', '6(1)(f)'),
    given: bothConsents('sale'),
    asks: { ...sharing, purpose: 'sale' },
    ...allowed(['company-consent-in-force', 'consent-in-force', 'legitimate-interest']),
  },
] satisfies Case[]);

describe('what a visitor has said', () => {
  it('an opt-out of the visitor outweighs a consent that the person had given before it', async () => {
    const world = await worldOf('kaukus');
    await world.happens(consents.given('newsletter', '1.0'), day(2));
    await world.happens(asVisitor(keeping.told('newsletter.opted-out', day(3))), day(3));
    expect((await world.ask(news, now)).reasons).toEqual(['consent-in-force']);
    await world.happens(merged, day(4));
    expect((await world.ask(news, now)).reasons).toEqual(['opted-out']);
  });

  it('a consent that was taken over is as old as the visitor’s own: an opt-out in between outweighs it', async () => {
    const world = await worldOf('kaukus');
    const visitorsAct = await world.happens(asVisitor(consents.given('newsletter', '1.0')), day(2));
    await world.happens(keeping.told('newsletter.opted-out', day(3)), day(3));
    await world.happens(merged, day(4));
    await world.happens(consents.takenOver('newsletter', '1.0', 'given', visitorsAct), day(4));
    expect((await world.ask(news, now)).reasons).toEqual(['opted-out']);
  });
});

it('what is direct marketing is never strictly necessary, whatever category its cookies are in', () => {
  const statement = statementOf('kaukus');
  const login = statement.purposes.find(({ id }) => id === 'login-session');
  if (!login) throw new Error('Kaukus’ statement has a purpose of logging in.');
  expect(isStrictlyNecessary(statement, login)).toBe(true);
  expect(isStrictlyNecessary(statement, { ...login, directMarketing: true })).toBe(false);
});

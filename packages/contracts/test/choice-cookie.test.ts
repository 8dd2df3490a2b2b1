import { expect, test } from 'vitest';
import { choiceCookieOf } from '../src/statement/choice-cookie.ts';
import type { Cookie } from '../src/statement/schema.ts';
import { statementFile } from './statement-files.ts';

const own: Cookie = {
  identifier: 'our_choice',
  type: 'cookie',
  declaredCategory: 'necessary',
  function: 'consent-choice',
  maxAge: 'P3M',
  domains: ['kaukus.no'],
  description: { nb: 'Husker valget.', en: 'Remembers the choice.' },
};

test('the banner’s cookie lives as the published table says', () => {
  const statement = statementFile('kaukus');
  statement.cookies.table.push(own);
  expect(choiceCookieOf(statement)).toEqual({
    identifier: 'our_choice',
    life: 'P3M',
    renewed: false,
    domains: ['kaukus.no'],
    listed: true,
  });
  statement.cookies.table = [{ ...own, maxAge: 'until-next-visit', atMost: 'P90D' }];
  expect(choiceCookieOf(statement)).toMatchObject({ life: 'P90D', renewed: true });
});

test('where the table is silent it lives no longer than the rules keep what a cookie holds', () => {
  const statement = statementFile('kaukus');
  expect(choiceCookieOf(statement)).toMatchObject({ identifier: 'vitne_visitor', life: 'P6M', renewed: false });
  expect(choiceCookieOf(statementFile('catacloud'))).toMatchObject({ life: 'P6M', renewed: true, listed: false });
  const rule = statement.retention.find(({ anchor }) => anchor === 'cookie-set');
  if (rule) statement.retention.push({ ...rule, id: 'shorter', keep: { atMost: 'P2M' } });
  expect(choiceCookieOf(statement).life).toBe('P2M');
  statement.retention = [];
  expect(choiceCookieOf(statement).life).toBe('P6M');
});

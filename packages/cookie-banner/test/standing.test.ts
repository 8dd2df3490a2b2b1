import { describe, expect, it } from 'vitest';
import type { CategoryRow, CookieTable, Question } from '../src/browser/public-api.ts';
import { standingOf } from '../src/browser/standing.ts';
import { languageOf } from '../src/browser/words.ts';

const name = { nb: 'navn', en: 'name' };
const purpose = (id: string, noticeHashes = { nb: 'hash', en: 'hash' } as object) => ({
  purpose: id,
  name,
  noticeHashes,
});
const row = (category: CategoryRow['category'], purposes: CategoryRow['purposes']): CategoryRow => ({
  category,
  name,
  consentRequired: category !== 'necessary',
  purposes,
  cookies: [],
});
const table: CookieTable = {
  statementVersion: '1.0',
  languages: ['nb', 'en'],
  choiceCookie: { identifier: 'vitne_visitor', life: 'P6M', renewed: false, domains: [], listed: false },
  categories: [
    row('necessary', [purpose('login', {})]),
    row('statistics', [purpose('counting'), purpose('usability')]),
    row('marketing', []),
  ],
};
const question = (id: string, because: string, ask = false): Question => ({ purpose: id, because, ask });
const names = (rows: CategoryRow[]) => rows.map(({ category }) => category);

describe('how the choices stand', () => {
  it('allows a new visitor nothing but what is strictly necessary, and asks the rest', () => {
    const standing = standingOf(table, undefined);
    expect([standing.allowed(), names(standing.asked())]).toEqual([['necessary'], ['statistics']]);
    expect(['necessary', 'login', 'statistics', 'counting'].map(standing.may)).toEqual([true, true, false, false]);
  });

  it('allows a category only when each of its purposes is, and a purpose by itself', () => {
    const standing = standingOf(table, [question('counting', 'given'), question('usability', 'withdrawn')]);
    expect(['statistics', 'counting', 'usability'].map(standing.may)).toEqual([false, true, false]);
  });

  it('asks about no category of which one purpose has a no that still rests', () => {
    const standing = standingOf(table, [question('counting', 'refused'), question('usability', 'invalidated', true)]);
    expect(standing.asked()).toEqual([]);
    const renewed = standingOf(table, [question('counting', 'given'), question('usability', 'invalidated', true)]);
    expect(names(renewed.asked())).toEqual(['statistics']);
  });

  it('never allows a category that no purpose uses, and nothing that it does not know', () => {
    const standing = standingOf(table, undefined);
    expect(['marketing', 'everything', ''].map(standing.may)).toEqual([false, false, false]);
  });

  it('keeps saying that it was the browser who said no', () => {
    const standing = standingOf(table, [
      question('counting', 'browser-signal'),
      question('usability', 'browser-signal'),
    ]);
    standing.learn({ counting: { status: 'refused' }, usability: { status: 'refused' } });
    expect(table.categories.map((one) => standing.category(one).because)).toContain('browser-signal');
    standing.learn({ counting: { status: 'given' }, usability: { status: 'given' } });
    expect(standing.may('statistics')).toBe(true);
  });
});

describe('the language', () => {
  it('is the page’s where the statement has it, otherwise the statement’s first', () => {
    const spoken = ['nb-NO', 'no', 'nn', 'en', 'EN-gb', 'de', ''].map((page) => languageOf(page, ['nb', 'en']));
    expect(spoken).toEqual(['nb', 'nb', 'nb', 'en', 'en', 'nb', 'nb']);
    expect([languageOf('nb', ['en']), languageOf('de', ['en', 'nb'])]).toEqual(['en', 'en']);
  });
});

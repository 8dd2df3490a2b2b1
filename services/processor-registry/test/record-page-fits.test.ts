import { launchBrowser } from '@vitne/testing/browser';
import { screenWidths, standingOut } from '@vitne/testing/page-fit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityFactsOf } from '../src/domain/statement-facts.ts';
import { recordOfProcessing } from '../src/record-of-processing.ts';
import { recordPage } from '../src/record-page.ts';
import { statementOf } from './registry-scenarios.ts';

let browser: Awaited<ReturnType<typeof launchBrowser>>;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

describe.each(['catacloud', 'kaukus'] as const)('the record of processing of %s', (name) => {
  const statement = statementOf(name);
  const activities = statement.activities.map((activity) => activityFactsOf(activity, '1.0'));
  const record = recordOfProcessing(activities, statement, []);

  it.each(screenWidths)('fits a screen of %i points, in both languages', async (width) => {
    for (const language of ['nb', 'en'] as const)
      expect(await standingOut(browser, recordPage(record, statement, language), width)).toEqual([]);
  });

  it('names recipients in the language of the page', () => {
    const called = { nb: 'Norske offentlige myndigheter', en: 'Norwegian public authorities' };
    for (const language of ['nb', 'en'] as const) {
      const isNamed = recordPage(record, statement, language).includes(called[language]);
      expect(isNamed).toBe(name === 'catacloud');
    }
  });
});

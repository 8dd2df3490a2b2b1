import { oddStatement } from '@vitne/testing/odd-statements';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueOnReceipt } from '../src/domain/due-date.ts';

test('a statement that the check lets pass gives every request its date, however odd its values are', () => {
  fc.assert(
    fc.property(fc.constantFrom('kaukus' as const, 'catacloud' as const), fc.nat(), (name, seed) => {
      const { statement, requests } = oddStatement(name, seed);
      const terms = { zone: statement.timeZone, answerWithin: requests.answerWithin };
      for (const { right } of requests.rights) {
        const due = dueOnReceipt(right, '2026-01-31T22:30:00Z', terms, '2026-02-01T00:00:00Z');
        expect([right, terms, due]).not.toMatchObject([right, terms, { rejected: {} }]);
      }
    }),
    { numRuns: 10 },
  );
});

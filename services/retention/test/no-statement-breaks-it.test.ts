import { holdingScheduled } from '@vitne/contracts/catalogue/retention-events';
import { isRejected } from '@vitne/contracts/law/moments';
import { oddStatement } from '@vitne/testing/odd-statements';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scheduleHolding } from '../src/domain/holding.ts';

test('a statement that the check lets pass gives every rule its date, however odd its values are', () => {
  fc.assert(
    fc.property(fc.constantFrom('kaukus' as const, 'catacloud' as const), fc.nat(), (name, seed) => {
      const statement = oddStatement(name, seed);
      for (const rule of statement.retention) {
        const holding = scheduleHolding({
          statement,
          statementVersion: '1.0',
          rule,
          person: 'p4k7w2m9x1c6v3b8n5z0',
          dataCategories: new Set(rule.dataCategories),
          systems: new Set(rule.systems),
          anchored: '2026-12-31T00:00:00+01:00',
        });
        if (isRejected(holding)) expect([rule.id, holding.rejected]).toEqual([]);
        holdingScheduled.facts.parse(holding);
      }
    }),
    { numRuns: 10 },
  );
}, 120_000);

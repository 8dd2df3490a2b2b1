import type { LedgerExportAsked } from '@vitne/contracts/catalogue/ledger-export-events';
import type { Actor } from '@vitne/contracts/envelope';
import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { ledgerExports } from '../src/ledger-exports.ts';

const type = 'ledger-export.asked.v1';
const spec = specificationFor(ledgerExports);
const at = (minutes: number): string => new Date(Date.parse('2026-03-02T09:00:00Z') + minutes * 60_000).toISOString();
const asked = (minutes: number, more: Partial<LedgerExportAsked> = {}): LedgerExportAsked => ({
  audit: '4f1c2b7a9d3e5f608172635445362718',
  role: 'auditor',
  from: 10,
  encrypted: false,
  asked: at(minutes),
  ...more,
});
const ola: Actor = 'staff:ola';
const before = [{ type, facts: asked(0), meta: { actor: ola } }] as const;

describe('an export of the ledger that is asked for is recorded', () => {
  it('the first time', () => {
    const facts = asked(0);
    spec.given([]).when({ actor: ola, facts }).then([{ type, facts }]);
  });

  it('once, when the same is asked again within a quarter of an hour', () => {
    spec
      .given(before)
      .when({ actor: ola, facts: asked(14) })
      .thenNothing();
  });

  it('again, after it: it is another export by then', () => {
    const facts = asked(15);
    spec.given(before).when({ actor: ola, facts }).then([{ type, facts }]);
  });

  it.each([
    ['by somebody else', 'staff:eva', {}],
    ['in another role', ola, { role: 'privacy-officer' }],
    ['for another part', ola, { from: 11 }],
    ['to an end that was open', ola, { to: 20 }],
    ['encrypted, and was not', ola, { encrypted: true }],
  ] as const)('by itself, when it is asked for %s', (_what, actor, more) => {
    const facts = asked(1, more);
    spec.given(before).when({ actor, facts }).then([{ type, facts }]);
  });
});

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canaryComplaints } from './check.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules.ts';

describe('a gate that cannot fail is noticed', () => {
  const [rule] = rules as readonly [Rule, ...Rule[]];

  it.each(rules)('$name refuses exactly what its canary says', (each) => {
    expect(canaryComplaints(each)).toEqual([]);
  });

  it('notices a rule that finds nothing', () => {
    expect(canaryComplaints({ ...rule, check: () => [] }).join('\n')).toMatch(/does not bite/);
  });

  it('notices a rule that refuses what is right', () => {
    const eager: Rule = {
      ...rule,
      check: (repository) => [...repository.files.keys()].map((file) => ({ file, what: 'is there' })),
    };
    expect(canaryComplaints(eager).join('\n')).toMatch(/which is right/);
  });

  it('notices a rule without a canary', () => {
    expect(() => canaryComplaints({ ...rule, name: 'new-rule' })).toThrow(/Add a tree/);
  });

  it('has no canary that belongs to no gate', () => {
    const gates = [...rules.map(({ name }) => name), 'types', 'browser-types', 'lint', 'format'].sort();
    expect(readdirSync(join(import.meta.dirname, '..', 'canaries')).sort()).toEqual(gates);
  });
});

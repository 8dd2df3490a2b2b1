import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '@vitne/contracts/catalogue/catalogue';
import { beforeAll, describe, expect, test } from 'vitest';
import { altered, hasType, type Line, linesOf, torn, typeOf, without } from './altered-ledger.ts';
import { type Audited, audit } from './auditor/audit.ts';
import { type Played, play } from './play.ts';
import { sizeFromEnvironment } from './size.ts';
import { statements } from './statements.ts';
import { forgeries } from './what-else-is-altered.ts';
import type { TenantName } from './world/acts.ts';
import { worldOf } from './world/world.ts';

const size = sizeFromEnvironment();
const tenants: readonly TenantName[] = ['catacloud', 'kaukus'];
const knownTypes: readonly string[] = catalogue.map(({ type }) => type);
let played: Played;

beforeAll(async () => {
  process.stdout.write(`simulation: VITNE_SIMULATION_SEED=${size.seed} people=${size.people} ticks=${size.ticks}\n`);
  played = await play(worldOf(size));
}, 1_800_000);

const judged = (tenant: TenantName, ledger = played.ledgers[tenant], types = knownTypes): Audited =>
  audit(ledger, statements()[tenant], types);
const rulesBroken = (audited: Audited) => [...new Set(audited.violations.map(({ rule }) => rule))];

describe(`ten years on the real platform, seed ${size.seed}`, () => {
  test.each(tenants)('an auditor with the ledger and the statement finds nothing wrong at %s', (tenant) => {
    expect(judged(tenant).violations).toEqual([]);
  });

  test('every system and person got the answer that they had to get, whatever was killed meanwhile', () => {
    expect(played.surprises).toEqual({});
  });

  test('enough happened for the auditor’s silence to mean something', () => {
    const counts = tenants.map((tenant) => judged(tenant).counts);
    const sum = (part: string, name: string) => counts.reduce((all, one) => all + (one[part]?.[name] ?? 0), 0);
    const enough = Math.floor(size.people / 10);
    expect(sum('disposals', 'ordered')).toBeGreaterThan(enough);
    expect(sum('disposals', 'completed')).toBeGreaterThan(enough);
    expect(sum('requests', 'received')).toBeGreaterThan(enough);
    expect(sum('requests', 'late')).toBeGreaterThan(0);
    expect(sum('uses', 'allowed')).toBeGreaterThan(enough);
    expect(sum('uses', 'expired')).toBeGreaterThan(0);
    expect(sum('notices', 'given')).toBeGreaterThan(0);
    for (const [part, name] of [
      ['disclosures', 'recorded'],
      ['incidents', 'notified'],
      ['incidents', 'late'],
      ['incidents', 'overdueSeen'],
      ['incidents', 'waived'],
      ['tasks', 'completed'],
      ['tasks', 'overdueSeen'],
      ['packages', 'assembled'],
      ['packages', 'downloaded'],
      ['packages', 'disposed'],
      ['records', 'matters'],
      ['records', 'forgotten'],
    ] as const)
      expect({ [`${part} ${name}`]: sum(part, name) }).not.toEqual({ [`${part} ${name}`]: 0 });
    expect(played.counts['repeated']).toBeGreaterThan(0);
    expect(played.counts['twice']).toBeGreaterThan(0);
    expect(played.counts['refused']).toBe(played.counts['wrongly']);
  });
});

describe('the canary: what is altered in a copy of the ledger is named', () => {
  const found = (tenant: TenantName, fits: (line: Line) => boolean): Line => {
    const line = linesOf(played.ledgers[tenant]).find(fits);
    if (!line) throw new Error('This seed has no such message: choose another, or more people.');
    return line;
  };
  const orderOf = (rule: string) => (line: Line) =>
    typeOf(line) === 'disposal.ordered.v1' &&
    line.data.facts['reason'] === 'retention-rule' &&
    (line.data.facts['holdings'] as string[]).some((holding) => holding.startsWith(rule));
  const shifted = (tenant: TenantName, rule: string): string => {
    const order = found(tenant, orderOf(rule));
    const { person, holdings } = order.data.facts as { person: string; holdings: string[] };
    const scheduled = linesOf(played.ledgers[tenant]).findLast(
      (line) =>
        line.sequence < order.sequence &&
        typeOf(line) === 'holding.scheduled.v1' &&
        line.data.facts['person'] === person &&
        line.data.facts['holding'] === holdings[0],
    );
    const early = new Date(Date.parse(String(scheduled?.data.facts['due'])) - 86_400_000).toISOString();
    return altered(played.ledgers[tenant], order.sequence, (line) => {
      line.headers['ce-time'] = early;
      line.data.facts['ordered'] = early;
    });
  };

  test.each([
    ['catacloud', 'bookkeeping', 'disposed-before-at-least'],
    ['catacloud', 'behaviour', 'disposed-too-early'],
    ['kaukus', 'enquiries', 'disposed-too-early'],
  ] as const)('at %s, what %s keeps goes one day early', (tenant, rule, broken) => {
    expect(rulesBroken(judged(tenant, shifted(tenant, rule)))).toContain(broken);
  });

  test.each([
    ['catacloud', 'behaviour'],
    ['kaukus', 'technical-logs'],
    ['catacloud', 'support'],
  ] as const)('at %s, what %s ended was never ordered away', (tenant, rule) => {
    const { disposal } = found(tenant, orderOf(rule)).data.facts;
    const ledger = without(played.ledgers[tenant], (line) => line.data.facts['disposal'] === disposal);
    expect(rulesBroken(judged(tenant, ledger))).toContain('kept-beyond-at-most');
  });

  test.each(tenants)('at %s, nothing says that a request is late', (tenant) => {
    const ledger = without(played.ledgers[tenant], (line) => typeOf(line).startsWith('request.overdue'));
    const audited = judged(tenant, ledger, [...knownTypes, 'request.overdue.v1']);
    expect(rulesBroken(audited)).toContain('clock-missed-without-overdue');
  });

  test('a use of what was disposed of is allowed', () => {
    const tenant = tenants.find((one) => linesOf(played.ledgers[one]).some(deniedAfterDisposal)) ?? 'catacloud';
    const { sequence } = found(tenant, deniedAfterDisposal);
    const ledger = altered(played.ledgers[tenant], sequence, ({ data }) => {
      data.facts['decision'] = 'allow';
      data.facts['purpose'] = data.facts['purpose'] ?? 'newsletter';
    });
    const broken = judged(tenant, ledger).violations.filter((violation) => violation.sequence === sequence);
    expect(broken.map(({ rule }) => rule)).toContain('used-after-disposal');
  });

  test('the end of a consent is left out', () => {
    const ledger = without(played.ledgers.catacloud, hasType('consent.expired.v1'));
    expect(rulesBroken(judged('catacloud', ledger))).toContain('consent-outlived');
  });

  test('a system never confirmed, and the disposal is called complete', () => {
    const { disposal } = found('catacloud', hasType('disposal.completed.v1')).data.facts;
    const ledger = without(
      played.ledgers.catacloud,
      (line) => typeOf(line) === 'disposal.confirmed.v1' && line.data.facts['disposal'] === disposal,
    );
    expect(rulesBroken(judged('catacloud', ledger))).toContain('completed-before-confirmed');
  });

  test('a key that still opens what was disposed of was kept', () => {
    const destroys = (line: Line) =>
      typeOf(line) === 'disposal.completed.v1' && (line.data.facts['keysDestroyed'] as object[]).length > 0;
    const ledger = altered(played.ledgers.catacloud, found('catacloud', destroys).sequence, ({ data }) => {
      data.facts['keysDestroyed'] = [];
    });
    expect(rulesBroken(judged('catacloud', ledger))).toContain('readable-after-disposal');
  });

  test('a person is told a later date than the law’s', () => {
    const ledger = altered(
      played.ledgers.kaukus,
      found('kaukus', hasType('request.received.v1')).sequence,
      ({ data }) => {
        const due = data.facts['due'] as { due: string };
        due.due = new Date(Date.parse(due.due) + 86_400_000).toISOString();
      },
    );
    expect(rulesBroken(judged('kaukus', ledger))).toContain('due-date-wrong');
  });

  test('nobody was told of data from a register', () => {
    const ledger = without(played.ledgers.catacloud, (line) => typeOf(line).startsWith('source-notice.'));
    expect(rulesBroken(judged('catacloud', ledger))).toContain('notice-not-owed');
  });

  test.each(forgeries)('$does', ({ find, forge, broken }) => {
    const tenant = tenants.find((one) => find(linesOf(played.ledgers[one])) !== undefined);
    const line = tenant && find(linesOf(played.ledgers[tenant]));
    if (!line) throw new Error('This seed has no such message: choose another, or more people.');
    expect(rulesBroken(judged(tenant))).not.toContain(broken);
    expect(rulesBroken(judged(tenant, forge(played.ledgers[tenant], line)))).toContain(broken);
  });

  test('the record is kept longer than a statement with a shorter term says', () => {
    const statement = statements().kaukus.replace('keep: { atMost: P10Y }', 'keep: { atMost: P1Y }');
    expect(statement).not.toBe(statements().kaukus);
    expect(rulesBroken(audit(played.ledgers.kaukus, statement, knownTypes))).toContain('record-kept-beyond-term');
  });

  test('a message was torn out', () => {
    expect(rulesBroken(judged('kaukus', torn(played.ledgers.kaukus, 40)))).toContain('ledger-gap');
  });
});

const deniedAfterDisposal = (line: Line): boolean =>
  typeOf(line) === 'decision.made.v1' &&
  ['data-disposed-of', 'disposal-under-way'].some((reason) =>
    (line.data.facts['reasons'] as string[]).includes(reason),
  );

test('the auditor shares no code with what it judges', () => {
  const folder = join(import.meta.dirname, 'auditor');
  const imports = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/from '([^']+)'/g)].map(([, from]) => from ?? ''),
  );
  expect(imports.filter((from) => !from.startsWith('./') && !from.startsWith('node:') && from !== 'yaml')).toEqual([]);
});

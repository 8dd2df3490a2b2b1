import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { audit } from './audit.ts';

/**
 * Judges ledgers that lie in files: `node main.ts --ledger kaukus.ndjson --statement statements/kaukus.yaml`. Exits with 1
 * when something is wrong.
 */
const { values } = parseArgs({
  options: {
    ledger: { type: 'string' },
    statement: { type: 'string' },
    types: { type: 'string', default: '' },
    json: { type: 'boolean' },
  },
});
if (values.ledger === undefined || values.statement === undefined) {
  process.stderr.write('Give --ledger <file of JSON lines> and --statement <YAML file>.\n');
  process.exit(2);
}
const audited = audit(
  readFileSync(values.ledger, 'utf8'),
  readFileSync(values.statement, 'utf8'),
  values.types.split(','),
);
const { violations, messages, ticks, counts } = audited;
const lines = [
  ...violations.map(({ rule, sequence, says }) => `${rule}  message ${sequence}: ${says}`),
  `${messages} messages, ${ticks} moments, ${violations.length} violations; ${JSON.stringify(counts)}`,
];
process.stdout.write(`${values.json ? JSON.stringify(audited, undefined, 2) : lines.join('\n')}\n`);
process.exitCode = violations.length === 0 ? 0 : 1;

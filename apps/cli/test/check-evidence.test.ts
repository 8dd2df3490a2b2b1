import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { auditCheck } from '../src/commands/audit-check.ts';
import { UsageError } from '../src/usage-error.ts';

const vectors = `${import.meta.dirname}/../../../packages/evidence/test/vectors`;
const expected = JSON.parse(readFileSync(`${vectors}/expected.json`, 'utf8')) as Record<string, string>;
const key = [readFileSync(`${vectors}/key.txt`, 'utf8')];
const fileOf = (name: string): string => `${vectors}/${name}.vitne.json`;

it.each(Object.entries(expected))('vitne audit check says of the file %s: %s', async (name, code) => {
  const checked = await auditCheck(fileOf(name), { key });
  expect(checked).toMatchObject(code === 'valid' ? { valid: true } : { valid: false, code });
});

it('tells what a file of evidence says, and by whose signature', async () => {
  const checked = await auditCheck(fileOf('nothing-changed-request-answer'), { key });
  expect(checked).toMatchObject({
    kind: 'request-answer',
    size: 8,
    signedBy: ['vitne.example/ledger/acme'],
    events: [{ type: 'request.received.v1', opened: { contact: { email: 'kari@example.org' } } }, { position: 3 }],
  });
  expect(checked.says).toContain('The request was refused.');
});

it('believes no key that came in the file', async () => {
  await expect(auditCheck(fileOf('nothing-changed-consent-receipt'), {})).rejects.toThrow(UsageError);
});

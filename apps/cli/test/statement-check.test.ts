import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from '@vitne/contracts/statement/findings';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isOneSentence, vitne } from './run-vitne.ts';

const kaukus = fileURLToPath(new URL('../../../statements/kaukus.yaml', import.meta.url));

describe('vitne statement check', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vitne-cli-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('a statement that can be published has findings to read, and exits 0', async () => {
    const { code, stdout } = await vitne('statement', 'check', kaukus, '--json');
    const findings = JSON.parse(stdout) as Finding[];
    expect(code).toBe(0);
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) {
      expect(finding.severity).not.toBe('error');
      expect(finding.mend).not.toBe('');
    }
  });

  test('a statement with an error exits 1 and names the place and what mends it', async () => {
    const spoilt = join(folder, 'spoilt.yaml');
    writeFileSync(spoilt, readFileSync(kaukus, 'utf8').replace(/^tenant: .*$/m, 'tenant: Not A Tenant'));
    const { code, stdout } = await vitne('statement', 'check', spoilt, '--json');
    expect(code).toBe(1);
    const errors = (JSON.parse(stdout) as Finding[]).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ path }) => path)).toContain('tenant');
    const inWords = await vitne('statement', 'check', spoilt);
    expect(inWords.code).toBe(1);
    expect(inWords.stdout).toContain('Mend: ');
  });

  test.each([
    ['is not there', 'missing.yaml'],
    ['is a folder', '.'],
  ])('a file that %s is said in one sentence, and exits 2', async (_what, name) => {
    const { code, stdout, stderr } = await vitne('statement', 'check', join(folder, name), '--json');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toSatisfy(isOneSentence);
  });
});

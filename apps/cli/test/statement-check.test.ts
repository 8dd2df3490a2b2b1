import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
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

  test('a file that is no YAML cannot be checked: every place is told, and it exits 2', async () => {
    const broken = join(folder, 'broken.yaml');
    writeFileSync(broken, 'vitne: 1\n tenant: kaukus\nvitne: 1\nlist: [a\n');
    const { code, stdout } = await vitne('statement', 'check', broken, '--json');
    expect(code).toBe(2);
    const codes = (JSON.parse(stdout) as Finding[]).map((finding) => finding.code);
    expect(new Set(codes)).toEqual(new Set(['not-yaml']));
    expect(codes.length).toBeGreaterThan(1);
  });

  test('bytes that are no text are no statement, and it exits 2', async () => {
    const binary = join(folder, 'binary.yaml');
    for (const bytes of [
      [0xff, 0xfe, 0x00, 0x41],
      [0x61, 0x3a, 0x20, 0x00],
    ]) {
      writeFileSync(binary, new Uint8Array(bytes));
      const { code, stderr } = await vitne('statement', 'check', binary);
      expect(code).toBe(2);
      expect(stderr).toSatisfy(isOneSentence);
    }
  });

  test('a file is found from the folder in which the command was typed, through npm too', async () => {
    writeFileSync(join(folder, 'here.yaml'), readFileSync(kaukus));
    const tool = fileURLToPath(new URL('../../../tools/run.mjs', import.meta.url));
    const words = [tool, 'vitne', '--', 'statement', 'check', 'here.yaml', '--json'];
    const root = fileURLToPath(new URL('../../..', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, words, {
      cwd: root,
      env: { ...process.env, INIT_CWD: folder },
      timeout: 25_000,
    });
    expect((JSON.parse(stdout) as Finding[]).length).toBeGreaterThan(0);
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

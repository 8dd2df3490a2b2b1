import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isOneSentence, vitne } from './run-vitne.ts';

const kaukus = fileURLToPath(new URL('../../../statements/kaukus.yaml', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vitne-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('vitne statement check --json', () => {
  test('prints an array of findings with six fields each and no others, for scripts to rely on', async () => {
    const { stdout } = await vitne('statement', 'check', kaukus, '--json');
    const findings = JSON.parse(stdout) as object[];
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) {
      expect(Object.keys(finding)).toEqual(['code', 'severity', 'article', 'path', 'message', 'mend']);
    }
  });
});

describe('vitne statement diff', () => {
  test('says what changed, whom it concerns, and which consents end', async () => {
    const newer = written(
      'newer.yaml',
      readFileSync(kaukus, 'utf8').replace('Vil du ha nyhetsbrevet vårt på e-post?', 'Vil du ha nyhetsbrev?'),
    );
    const { code, stdout } = await vitne('statement', 'diff', kaukus, newer, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        code: 'consent-question-changed',
        path: 'purposes/newsletter/consent/ask',
        significant: true,
        affects: { populations: ['newsletter-subscriber'], consentsInvalidated: ['newsletter'] },
      },
    ]);
    const inWords = await vitne('statement', 'diff', kaukus, newer);
    expect(inWords.stdout).toContain('Consents to be asked for again: newsletter.');
  });

  test('says so when nothing has changed, and prints an empty array', async () => {
    expect((await vitne('statement', 'diff', kaukus, kaukus)).stdout).toBe('Nothing has changed.\n');
    expect((await vitne('statement', 'diff', kaukus, kaukus, '--json')).stdout).toBe('[]\n');
  });

  test('compares no file that could not be published: one sentence, and exits 2', async () => {
    for (const other of [join(folder, 'missing.yaml'), written('broken.yaml', 'tenant: x')]) {
      const { code, stdout, stderr } = await vitne('statement', 'diff', kaukus, other, '--json');
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toSatisfy(isOneSentence);
    }
  });
});

describe('vitne statement export and import', () => {
  test('dpv is JSON-LD', async () => {
    const { code, stdout } = await vitne('statement', 'export', kaukus, '--format', 'dpv');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ '@type': 'dpv:PrivacyNotice', 'dct:identifier': 'kaukus/1.0' });
  });

  test('fideslang comes back as a draft, which exits 1 because somebody must still write what it lacks', async () => {
    const exported = await vitne('statement', 'export', kaukus, '--format', 'fideslang');
    const manifest = written('manifest.yaml', exported.stdout);
    const { code, stdout, stderr } = await vitne('statement', 'import', manifest);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^vitne: 1\ntenant: kaukus\n/);
    expect(stderr).toContain('unspecified-anchor at retention/');
    const asJson = JSON.parse((await vitne('statement', 'import', manifest, '--json')).stdout) as { draft: object };
    expect(asJson.draft).toMatchObject({ tenant: 'kaukus' });
    expect((await vitne('statement', 'check', written('draft.yaml', stdout))).code).toBe(1);
  });

  test('another format, or what is no manifest, is said in one sentence and exits 2', async () => {
    for (const words of [
      ['export', kaukus, '--format', 'csv'],
      ['import', kaukus],
      ['import', written('not-yaml.yaml', 'a: [')],
    ]) {
      const { code, stdout, stderr } = await vitne('statement', ...words);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toSatisfy(isOneSentence);
    }
  });
});

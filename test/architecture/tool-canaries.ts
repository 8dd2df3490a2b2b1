import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Canary, readCanary } from './canary.ts';

const root = join(import.meta.dirname, '..', '..');
const browserProject = 'tsconfig.browser.json';
const configuration = [
  'package.json',
  'tsconfig.json',
  'tsconfig.base.json',
  '.oxlintrc.json',
  'biome.json',
  browserProject,
];

/** A gate that is another program: how it is run on a whole repository; it prints one finding per line. */
type Tool = { name: string; program: string; arguments: string[] };

const onOneLine = (output: string, file: string, code: string) =>
  output.split('\n').some((line) => line.includes(file) && line.includes(code));

const tools: Tool[] = [
  { name: 'types', program: 'tsc', arguments: ['--noEmit', '--project', 'tsconfig.json', '--pretty', 'false'] },
  { name: 'browser-types', program: 'tsc', arguments: ['--noEmit', '--project', browserProject, '--pretty', 'false'] },
  { name: 'lint', program: 'oxlint', arguments: ['--type-aware', '--deny-warnings', '--format=unix', 'packages'] },
  { name: 'format', program: 'biome', arguments: ['check', '--reporter=github', 'packages'] },
];

/**
 * Runs the type checker, the linter and the formatter, as this repository configures them, on a scratch repository whose
 * only code is the canary. Each must refuse what it is told to refuse, with the code, and leave the clean file alone.
 * They are told the folder, because the linter would walk into the linked node_modules.
 * @returns for each gate what it should have refused and did not; nothing when it bites.
 */
export function refusalsMissing(): { gate: string; missing: string[] }[] {
  return tools.map((tool) => ({ gate: tool.name, missing: missingOf(tool, readCanary(tool.name)) }));
}

function missingOf(tool: Tool, canary: Canary): string[] {
  const scratch = mkdtempSync(join(tmpdir(), 'vitne-canary-'));
  try {
    for (const file of configuration) {
      if (!existsSync(join(root, file))) continue;
      mkdirSync(dirname(join(scratch, file)), { recursive: true });
      copyFileSync(join(root, file), join(scratch, file));
    }
    symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
    for (const [path, text] of canary.files) {
      mkdirSync(dirname(join(scratch, path)), { recursive: true });
      writeFileSync(join(scratch, path), text);
    }
    const run = spawnSync(join(root, 'node_modules', '.bin', tool.program), tool.arguments, {
      cwd: scratch,
      encoding: 'utf8',
      timeout: 60_000,
    });
    if (run.error) return [`${tool.program} could not be run (${run.error.message}); install the dependencies first`];
    return judge(tool, canary, run.status, `${run.stdout}\n${run.stderr}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function judge(tool: Tool, { files, mustRefuse }: Canary, status: number | null, output: string): string[] {
  const missing: string[] = [];
  if (status === 0) missing.push(`${tool.program} accepted the canary`);
  for (const [file, codes] of mustRefuse) {
    for (const code of codes)
      if (!onOneLine(output, file, code)) missing.push(`${tool.program} did not say ${code} about ${file}`);
  }
  for (const file of files.keys()) {
    if (!mustRefuse.has(file) && output.includes(file)) missing.push(`${tool.program} refused ${file}, which is clean`);
  }
  return missing.length === 0 ? [] : [...missing, `it printed: ${output.trim().slice(0, 1_500)}`];
}

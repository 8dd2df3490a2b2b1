import { join } from 'node:path';
import { catalogue } from '@vitne/contracts/catalogue/catalogue';
import { readCanary } from './canary.ts';
import { readTree, repositoryOf } from './repository.ts';
import type { Finding, Rule } from './rule.ts';
import { rules } from './rules.ts';
import { refusalsMissing } from './tool-canaries.ts';

/**
 * `node test/architecture/check.ts` proves that types, lint and format refuse their canaries, and holds every rule first
 * against its canary and then against this repository. It prints a line per gate and exits 1 when one fails.
 */
export function checkRepository(root: string, say: (line: string) => void): boolean {
  const eventTypes = catalogue.map(({ type }) => type);
  const repository = repositoryOf(readTree(root), eventTypes);
  let good = true;
  const report = (name: string, complaints: string[]) => {
    if (complaints.length > 0) good = false;
    say(`${complaints.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
    for (const complaint of complaints) say(`     ${complaint}`);
  };
  for (const { gate, missing } of refusalsMissing()) report(`canary of ${gate}`, missing);
  for (const rule of rules) {
    const toothless = canaryComplaints(rule);
    const findings = rule.check(repository).map((finding) => `${placeOf(finding)} ${finding.what}.`);
    report(rule.name, [...toothless, ...findings, ...(findings.length > 0 ? [`What to do: ${rule.mend}`] : [])]);
  }
  return good;
}

/** Sentences about a rule that refuses too little or too much of its canary; none when it bites exactly. */
export function canaryComplaints(rule: Rule): string[] {
  const { files, mustRefuse } = readCanary(rule.name);
  const types = JSON.parse(files.get('event-types.json') ?? '[]') as string[];
  const found = rule.check(repositoryOf(files, types));
  const complaints: string[] = [];
  for (const [file, words] of mustRefuse) {
    const said = found.filter((finding) => finding.file === file);
    if (said.length === 0) complaints.push(`The rule does not bite: it accepts ${file} of its canary.`);
    for (const word of words) {
      if (said.length > 0 && !said.some(({ what }) => what.includes(word)))
        complaints.push(`The rule says nothing of ${word} in ${file} of its canary.`);
    }
  }
  for (const finding of found) {
    if (!mustRefuse.has(finding.file))
      complaints.push(`The rule refuses ${placeOf(finding)} of its canary, which is right: ${finding.what}.`);
  }
  return complaints;
}

const placeOf = ({ file, line }: Finding) => (line === undefined ? file : `${file}:${line}`);

if (import.meta.main) {
  const good = checkRepository(join(import.meta.dirname, '..', '..'), (line) => process.stdout.write(`${line}\n`));
  process.exitCode = good ? 0 : 1;
}

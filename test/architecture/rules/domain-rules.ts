import { contexts } from '@vitne/contracts/channels';
import { type Import, importsOf } from '../import-graph.ts';
import { isForTests, type Repository } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';
import { lineAt } from '../source-code.ts';

const contractsSource = 'packages/contracts/src/';
/** The folder whose code must be pure and in which its relative imports must stay, if the file is in one. */
const pureFolder = (file: string): string | undefined =>
  file.startsWith(contractsSource) ? contractsSource : /^services\/[^/]+\/src\/domain\//.exec(file)?.[0];

/** Ways to time, chance and the world outside, as they look with strings and comments blanked. */
const impureWords: [pattern: RegExp, name: string][] = [
  [/(?<![\w$.])Date\s*\.\s*now\b/g, 'Date.now'],
  [/(?<![\w$.])new\s+Date\s*(?:\(\s*\)|(?!\s*\())/g, 'new Date()'],
  [/(?<![\w$.])Date\s*\(\s*\)/g, 'Date()'],
  [/(?<![\w$.])Math\s*\.\s*random\b/g, 'Math.random'],
  [/(?<![\w$])Temporal\s*\.\s*Now\b/g, 'Temporal.Now'],
  // A digest of given bytes is arithmetic and always the same; everything else of crypto is chance or secret.
  [/(?<![\w$.])crypto\s*\.(?!\s*subtle\s*\.\s*digest\b)/g, 'crypto'],
  [/(?<![\w$.])process\s*(?:\.|\[)/g, 'process'],
  [/(?<![\w$.])performance\s*\./g, 'performance'],
  [/(?<![\w$.])globalThis\b/g, 'globalThis'],
  [/(?<![\w$.])(?:fetch|setTimeout|setInterval|setImmediate|queueMicrotask)\s*\(/g, 'fetch or a timer'],
  [/(?<![\w$.])(?:import|require)\s*\(/g, 'a dynamic import'],
];

export const pureDomain: Rule = {
  name: 'pure-domain',
  mend: 'Let time, ids, randomness and look-ups come in as data of the command; a domain imports only contracts, zod and temporal-polyfill.',
  check(repository) {
    return [...foreignImports(repository), ...impureCode(repository)];
  },
};

function foreignImports(repository: Repository): Finding[] {
  return importsOf(repository).flatMap((site) => {
    const folder = pureFolder(site.file);
    if (!folder || isPure(site, folder)) return [];
    return [{ file: site.file, line: site.line, what: `imports ${site.specifier}` }];
  });
}

function isPure({ packageName, target }: Import, folder: string): boolean {
  if (packageName === undefined) return target?.startsWith(folder) === true;
  if (['@vitne/contracts', 'zod', 'temporal-polyfill'].includes(packageName)) return true;
  return packageName === 'yaml' && folder === contractsSource;
}

function impureCode(repository: Repository): Finding[] {
  const findings: Finding[] = [];
  for (const [file, { code }] of repository.sources) {
    if (!pureFolder(file)) continue;
    for (const [pattern, name] of impureWords) {
      for (const match of code.matchAll(pattern))
        findings.push({ file, line: lineAt(code, match.index), what: `uses ${name}` });
    }
  }
  return findings;
}

const serviceFolders = ['domain', 'routes', 'projections', 'reactions'];
/** Keeps no read model and answers to no event: it follows the messages, not what they say. */
const withoutReadModels = ['notary'];

export const serviceSkeleton: Rule = {
  name: 'service-skeleton',
  mend: 'Give the service src/domain, src/routes, src/projections and src/reactions, each with what its name says.',
  check(repository) {
    const paths = [...repository.files.keys()];
    return contexts.flatMap((context) => {
      const main = `services/${context}/src/main.ts`;
      if (!repository.files.has(main)) return [];
      const wanted = withoutReadModels.includes(context) ? ['domain', 'routes'] : serviceFolders;
      const missing = wanted.filter(
        (folder) => !paths.some((path) => path.startsWith(`services/${context}/src/${folder}/`)),
      );
      return missing.map((folder) => ({ file: main, what: `stands beside no folder ${folder}` }));
    });
  },
};

/** `export … from '…'`, with the text of its specifier blanked. */
const reExport = /(?<![\w$.])export\s+(?:type\s+)?(?:\*(?:\s*as\s+[\w$]+)?|\{[^{}]*\})\s*from\s*(['"])\s*\1\s*;?/g;
const importStatement = /(?<![\w$.])import\s+(?:[\w$\s{},*]+?\bfrom\s*)?(['"])\s*\1\s*;?/g;
const exportList = /(?<![\w$.])export\s+(?:type\s+)?\{[^{}]*\}\s*;?/g;

export const noBarrels: Rule = {
  name: 'no-barrels',
  mend: "Delete the file and import each thing from the file that makes it; a package's exports open its files by name.",
  check(repository) {
    const findings: Finding[] = [];
    for (const [file, { code }] of repository.sources) {
      const handsOn = code.replaceAll(reExport, '').replaceAll(importStatement, '').replaceAll(exportList, '');
      if (code.trim() !== '' && handsOn.trim() === '' && /\bexport\b/.test(code))
        findings.push({ file, what: 'only hands on what other files export' });
    }
    return findings;
  },
};

const skipped =
  /(?<![\w$.])(?:describe|it|test|suite|bench)(?:\s*\.\s*[\w$]+)*\s*\.\s*(?:skip|only|todo|fails|skipIf|runIf)\b/g;

export const noSkippedTests: Rule = {
  name: 'no-skipped-tests',
  mend: 'Mend the test or delete it; every test runs in every build.',
  check(repository) {
    const findings: Finding[] = [];
    for (const [file, { code }] of repository.sources) {
      if (!isForTests(file)) continue;
      for (const match of code.matchAll(skipped))
        findings.push({ file, line: lineAt(code, match.index), what: `says ${match[0].replaceAll(/\s/g, '')}` });
    }
    return findings;
  },
};

import { matchesGlob } from 'node:path';
import { cyclesOf, importsOf } from '../import-graph.ts';
import { isForTests, packageOf } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';

const libraries = [
  'packages/ledger',
  'packages/contracts',
  'packages/evidence',
  'packages/event-log',
  'packages/vault',
  'packages/projector',
  'packages/service-kit',
];
const everything = ['packages/*', 'services/*', 'infra/*', 'apps/*'];

/** Who may import whom, by folder; the first row that fits counts. */
const layers: [folder: string, mayImport: string[]][] = [
  ['packages/ledger', []],
  ['packages/contracts', []],
  ['packages/evidence', ['packages/ledger', 'packages/contracts']],
  ['packages/event-log', ['packages/ledger', 'packages/contracts']],
  ['packages/vault', ['packages/contracts']],
  ['packages/audit', ['packages/ledger', 'packages/contracts', 'packages/event-log']],
  ['packages/projector', ['packages/contracts', 'packages/event-log', 'packages/vault']],
  ['packages/service-kit', libraries],
  ['packages/cookie-banner', ['packages/contracts']],
  // The gateway serves the banner's script and knows nothing of what is in it.
  ['services/gateway', [...libraries, 'packages/cookie-banner']],
  ['services/*', libraries],
  ['infra/engines', []],
  ['infra/embedded', [...libraries, 'services/*', 'apps/auditor', 'infra/engines']],
  ['apps/cli', [...libraries, 'packages/audit', 'services/*', 'infra/engines']],
  // Its tests run the registry beside it, which records exports.
  ['apps/auditor', [...libraries, 'apps/cli', 'infra/engines', 'services/processor-registry']],
  ['apps/*', [...libraries, 'infra/engines']],
  // Tests of what a service gives with proof run a real notary beside it.
  ['packages/testing', [...libraries, 'infra/engines', 'services/notary']],
  ['test', everything],
  ['bench', everything],
  ['', ['infra/engines']],
];
const testsMayAlsoImport = ['packages/testing', 'infra/engines'];

const fits = (folder: string, patterns: string[]) => patterns.some((pattern) => matchesGlob(folder, pattern));

export const oneWayDependencies: Rule = {
  name: 'one-way-dependencies',
  mend: 'Move the code down to a package that both may import, or let the one follow the events of the other. The table is in test/architecture/rules/dependency-rules.ts.',
  check(repository) {
    const findings: Finding[] = [];
    for (const { file, line, to } of importsOf(repository)) {
      const from = packageOf(repository, file);
      if (!from || !to || from === to) continue;
      const row = layers.find(([folder]) => folder === from.folder || matchesGlob(from.folder, folder));
      const allowed = [...(row?.[1] ?? []), ...(isForTests(file) ? testsMayAlsoImport : [])];
      if (!row) findings.push({ file, line, what: `${from.folder} has no place in the table of layers` });
      else if (!fits(to.folder, allowed))
        findings.push({ file, line, what: `${from.folder || 'the root'} may not import ${to.folder || 'the root'}` });
    }
    return findings;
  },
};

/** Evidence must be checkable by whoever has a browser or Node and nothing else. */
export const platformOnly: Rule = {
  name: 'platform-only',
  mend: 'packages/ledger imports nothing; only src/node-hashing.ts may import node:crypto, since everything else runs in browsers too.',
  check(repository) {
    return importsOf(repository)
      .filter(({ file, packageName }) => file.startsWith('packages/ledger/src/') && packageName !== undefined)
      .filter(({ file, specifier }) => file !== 'packages/ledger/src/node-hashing.ts' || specifier !== 'node:crypto')
      .map(({ file, line, specifier }) => ({ file, line, what: `imports ${specifier}` }));
  },
};

export const importsThroughExports: Rule = {
  name: 'imports-through-exports',
  mend: 'Import another package as @vitne/<package>/<file>, naming a file that its exports open; relative paths stay inside their package.',
  check(repository) {
    const findings: Finding[] = [];
    for (const { file, line, specifier, packageName, to, target } of importsOf(repository)) {
      const from = packageOf(repository, file);
      // The tools of the root fetch the engines before anything is installed, so they have no other way than the path.
      const beforeInstalling = from?.folder === '' && to?.folder === 'infra/engines';
      if (packageName === undefined && to !== from && !beforeInstalling)
        findings.push({ file, line, what: `${specifier} leaves the package` });
      else if (packageName !== undefined && to && !target)
        findings.push({ file, line, what: `${specifier} is no file that the package opens` });
    }
    return findings;
  },
};

export const noImportCycles: Rule = {
  name: 'no-import-cycles',
  mend: 'Move what both need into a third file; an import of types counts too.',
  check(repository) {
    return cyclesOf(importsOf(repository)).flatMap((members) =>
      members.map((file) => ({
        file,
        what: `is in an import cycle with ${members.filter((other) => other !== file).join(', ') || 'itself'}`,
      })),
    );
  },
};

export const declaredDependencies: Rule = {
  name: 'declared-dependencies',
  mend: 'Add it to the dependencies of the package.json that is nearest to the file (tests may use the devDependencies, also of the root).',
  check(repository) {
    const root = repository.packages.find(({ folder }) => folder === '')?.manifest;
    const findings: Finding[] = [];
    for (const { file, line, packageName } of importsOf(repository)) {
      const own = packageOf(repository, file)?.manifest;
      if (packageName === undefined || packageName.startsWith('node:') || packageName === own?.name) continue;
      const declared = {
        ...own?.dependencies,
        ...own?.optionalDependencies,
        ...(isForTests(file) && own?.devDependencies),
      };
      const ofRoot = isForTests(file) || own === root ? { ...root?.devDependencies } : {};
      if (!(packageName in declared) && !(packageName in ofRoot))
        findings.push({ file, line, what: `${packageName} is not declared` });
    }
    return findings;
  },
};

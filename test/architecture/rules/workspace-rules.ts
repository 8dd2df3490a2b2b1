import { parse } from 'yaml';
import type { Repository } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';

const workspaceFile = 'pnpm-workspace.yaml';

function catalogOf(repository: Repository): Record<string, string> {
  const workspace = parse(repository.files.get(workspaceFile) ?? '{}') as { catalog?: Record<string, string> };
  return workspace.catalog ?? {};
}

export const versionsInCatalog: Rule = {
  name: 'versions-in-catalog',
  mend: 'Write the exact version in the catalog of pnpm-workspace.yaml, and catalog: (or workspace:*) in the package.json.',
  check(repository) {
    const findings: Finding[] = Object.entries(catalogOf(repository))
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => ({ file: workspaceFile, what: `${name} ${version} is no exact version` }));
    for (const { folder, manifest } of repository.packages) {
      const declared = [
        manifest.dependencies,
        manifest.devDependencies,
        manifest.optionalDependencies,
        manifest.peerDependencies,
      ];
      for (const [name, version] of declared.flatMap((dependencies) => Object.entries(dependencies ?? {}))) {
        if (version === 'catalog:' || version === 'workspace:*') continue;
        findings.push({ file: `${folder}${folder && '/'}package.json`, what: `${name} is declared as ${version}` });
      }
    }
    return findings;
  },
};

const decisions = 'docs/decisions/';

export const decidedDependencies: Rule = {
  name: 'decided-dependencies',
  mend: 'Say in docs/decisions why this library, and whether it is alive; the table is in 0010.',
  check(repository) {
    const records = [...repository.files].filter(([path]) => path.startsWith(decisions)).map(([, text]) => text);
    return Object.keys(catalogOf(repository))
      .filter((name) => !records.some((text) => text.includes(`\`${name}\``)))
      .map((name) => ({ file: workspaceFile, what: `${name} is named in no decision record` }));
  },
};

export const readmeEverywhere: Rule = {
  name: 'readme-everywhere',
  mend: 'Write a short README.md: what it is, the port, what it guarantees, how to use it.',
  check(repository) {
    return repository.packages
      .filter(
        ({ folder }) =>
          /^(packages|services|infra|apps)\//.test(folder) && !repository.files.has(`${folder}/README.md`),
      )
      .map(({ folder }) => ({ file: `${folder}/package.json`, what: 'has no README.md beside it' }));
  },
};

export const frozenSamples: Rule = {
  name: 'frozen-samples',
  mend: 'Write one message of the new event type to that file and run `node packages/contracts/test/freeze-history.ts` once; see the README of contracts.',
  check(repository) {
    return repository.eventTypes
      .map((type) => `packages/contracts/history/${type}.json`)
      .filter((file) => !repository.files.has(file))
      .map((file) => ({ file, what: 'is missing: an event type without a frozen sample' }));
  },
};

import { importsOf } from '../import-graph.ts';
import { isForTests, type Repository } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';
import { lineAt } from '../source-code.ts';

/** Where personal data is opened without anybody of the organisation seeing it, and what becomes of it. */
const opensWithoutReader: Readonly<Record<string, string>> = {
  'packages/service-kit/src/consult.ts': 'shows it to whoever is recorded to read it: the one way',
  'packages/service-kit/src/addressees.ts': 'the address that a mail to the person goes to',
  'packages/service-kit/src/make-evidence.ts': 'the evidence behind a link that only the person was sent',
  'packages/service-kit/src/system-orders.ts': 'the numbers by which a system knows the person, in an order to it',
  'services/request-intake/src/message-to-asker.ts': 'what is written to the person',
  'services/request-intake/src/answer-address.ts': 'the address that is kept for an answer, and that it is mailed to',
  'services/request-intake/src/identity-address.ts': 'the address that a code is sent to',
  'services/request-intake/src/package/person-address.ts': 'the address that a link is sent to',
  'services/request-intake/src/processors/person-identities.ts':
    'the identifiers by which a processor knows the person, in what is asked of it',
  'services/request-intake/src/package-contents.ts': 'deliveries of systems, for the package of the person',
  'services/request-intake/src/package/held-data.ts': 'the package of the person',
  'services/request-intake/src/package/make-package.ts': 'the package of the person',
};

/** Routes on which the person reads, with a secret that only the person was sent; these readings have events of their own. */
const routesOfThePerson = ['services/request-intake/src/routes/package-pages.ts'];

const waysToOpen: [pattern: RegExp, what: string][] = [
  [/(?<![\w$])vault\s*\??\.\s*(?:open|disclose)\b/g, 'opens with the vault'],
  [/\{[^{}]*\b(?:open|disclose)\b[^{}]*\}\s*=\s*[\w$.]*\bvault\b/g, 'takes open from the vault'],
  [/\bplatformOpener\b/g, 'opens as the platform'],
  [/\bpackageContents\s*\([^()]*\)\s*\.\s*open\b/g, 'opens a delivery'],
];

export const recordedOpenings: Rule = {
  name: 'recorded-openings',
  mend: 'Open what somebody reads with `consult` of the service kit, which records it first. What nobody reads stands in the rule, with what becomes of it.',
  check: (repository) => [...unrecorded(repository), ...reachedByRoutes(repository)],
};

const isJudged = (file: string): boolean =>
  /^(services|apps|infra|packages)\//.test(file) && !file.startsWith('packages/vault/') && !isForTests(file);

function unrecorded(repository: Repository): Finding[] {
  const findings: Finding[] = [];
  for (const [file, { code }] of repository.sources) {
    if (!isJudged(file) || file in opensWithoutReader) continue;
    for (const [pattern, what] of waysToOpen) {
      for (const match of code.matchAll(pattern)) findings.push({ file, line: lineAt(code, match.index), what });
    }
  }
  return findings;
}

/** A route that imports what opens could answer with it. */
function reachedByRoutes(repository: Repository): Finding[] {
  return importsOf(repository).flatMap(({ file, line, specifier, target }) => {
    const isRoute = /^services\/[^/]+\/src\/routes\//.test(file) && !routesOfThePerson.includes(file);
    const opens = target !== undefined && target in opensWithoutReader && !target.endsWith('/consult.ts');
    return isRoute && opens ? [{ file, line, what: `imports ${specifier}, which opens without a record` }] : [];
  });
}

import { basename, dirname } from 'node:path/posix';
import type { Repository } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';
import { lineAt } from '../source-code.ts';

const emptyNames = /^(utils?|helpers?|common|shared|types|managers?|base)$/;
const emptyEndings = /-(utils?|helpers?|managers?)$/;
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export const tellingNames: Rule = {
  name: 'telling-names',
  mend: 'Name files and folders in kebab-case after what is inside.',
  check(repository) {
    return [...repository.sources.keys()].flatMap((file) => {
      const words = [...dirname(file).split('/'), basename(file).split('.')[0] ?? ''].filter(
        (word) => word !== '' && !word.startsWith('.'),
      );
      const bad = words.find((word) => emptyNames.test(word) || emptyEndings.test(word) || !kebabCase.test(word));
      return bad === undefined ? [] : [{ file, what: `the name ${bad} says nothing, or is not in kebab-case` }];
    });
  },
};

const longestFile = 300;

export const shortFiles: Rule = {
  name: 'short-files',
  mend: `Split the file by what it is about; ${longestFile} lines are the most.`,
  check(repository) {
    return [...repository.sources.keys()].flatMap((file) => {
      const lines = (repository.files.get(file) ?? '').trimEnd().split('\n').length;
      return lines > longestFile ? [{ file, what: `has ${lines} lines` }] : [];
    });
  },
};

export const nothingUnfinished: Rule = {
  name: 'nothing-unfinished',
  mend: 'Do it now or write an issue; the code says what is.',
  check: (repository) => wordsIn(repository, /\b(?:TO(?:DO)|FIX(?:ME)|X{3})\b/g, 'a note that something is unfinished'),
};

/** Hosts of package registries; a registry that is set for this run is added to them. */
const registryHosts = [
  /registry\.(?:npmjs|yarnpkg|npmmirror)\.\w+/g,
  /\bnpm\.pkg\.github\.com/g,
  /\b(?:files\.pythonhosted\.org|(?:test\.)?pypi\.org)/g,
  /\bhttps?:\/\/[\w.-]*(?:artifactory|nexus|verdaccio|registry|mirror)[\w-]*\.[\w./-]+/g,
];

export const noRegistryHost: Rule = {
  name: 'no-registry-host',
  mend: 'Leave it to the configuration of the machine which registry the packages come from.',
  check: (repository) =>
    [...registryHosts, ...configuredRegistries()].flatMap((host) =>
      wordsIn(repository, host, 'the host of a package registry'),
    ),
};

function configuredRegistries(): RegExp[] {
  return ['npm_config_registry', 'NPM_CONFIG_REGISTRY', 'PIP_INDEX_URL'].flatMap((name) => {
    const address = process.env[name];
    return address && URL.canParse(address) ? [new RegExp(RegExp.escape(new URL(address).host), 'g')] : [];
  });
}

export const noMachinePath: Rule = {
  name: 'no-machine-path',
  mend: 'Start from import.meta.dirname, os.tmpdir() or a setting; a path of one machine works on that machine only.',
  check: (repository) =>
    wordsIn(
      repository,
      /(?<![\w.@~$}*-])\/(?:work|tmp|root|home|Users)\/(?=[\w.$*{-])/g,
      'an absolute path of a machine',
    ),
};

function wordsIn(repository: Repository, pattern: RegExp, what: string): Finding[] {
  const findings: Finding[] = [];
  for (const [file, text] of repository.files) {
    for (const match of text.matchAll(pattern))
      findings.push({ file, line: lineAt(text, match.index), what: `holds ${what}` });
  }
  return findings;
}

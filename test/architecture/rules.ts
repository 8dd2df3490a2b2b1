import type { Rule } from './rule.ts';
import {
  declaredDependencies,
  importsThroughExports,
  noImportCycles,
  oneWayDependencies,
  platformOnly,
} from './rules/dependency-rules.ts';
import { noBarrels, noSkippedTests, pureDomain, serviceSkeleton } from './rules/domain-rules.ts';
import { noMachinePath, noRegistryHost, nothingUnfinished, shortFiles, tellingNames } from './rules/file-rules.ts';
import { recordedOpenings } from './rules/opening-rules.ts';
import { decidedDependencies, frozenSamples, readmeEverywhere, versionsInCatalog } from './rules/workspace-rules.ts';

/** Every rule of the architecture, in the order in which they are reported. */
export const rules: readonly Rule[] = [
  oneWayDependencies,
  platformOnly,
  importsThroughExports,
  noImportCycles,
  declaredDependencies,
  pureDomain,
  serviceSkeleton,
  recordedOpenings,
  noBarrels,
  tellingNames,
  shortFiles,
  nothingUnfinished,
  noSkippedTests,
  versionsInCatalog,
  decidedDependencies,
  readmeEverywhere,
  frozenSamples,
  noRegistryHost,
  noMachinePath,
];

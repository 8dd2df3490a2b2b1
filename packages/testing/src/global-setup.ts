import { startTestEngines } from '@vitne/engines/test-engines';
import type { TestProject } from 'vitest/node';

/** Starts one pair of real engines for a whole test run, and ends it with the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const engines = await startTestEngines({ log: (line) => process.stderr.write(`${line}\n`) });
  project.provide('engines', engines.address);
  return engines.stop;
}

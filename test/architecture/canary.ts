import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readTree } from './repository.ts';

/**
 * A tiny tree that a gate must refuse. Its files end in `.txt`, so that no tool takes them for ours, and ⟦⟧ is left out
 * of their text on reading, so that words which may stand nowhere in this repository can stand in a canary.
 */
export type Canary = {
  files: Map<string, string>;
  /** What the gate must find, and nothing else: files, each with the codes that must be named for it. */
  mustRefuse: Map<string, string[]>;
};

const verdict = 'must-be-refused.txt';
const folder = join(import.meta.dirname, '..', 'canaries');

/**
 * The canary of a rule or tool: every line of its must-be-refused.txt is `<file>` or `<file>: <code>`.
 * @throws {Error} when it has none; a gate that was never seen to bite is no gate.
 */
export function readCanary(name: string): Canary {
  const root = join(folder, name);
  if (!existsSync(join(root, verdict)))
    throw new Error(`There is no test/canaries/${name}/${verdict}. Add a tree that the rule must refuse.`);
  const files = new Map<string, string>();
  const mustRefuse = new Map<string, string[]>();
  for (const [path, text] of readTree(root)) {
    if (path !== verdict) {
      files.set(path.replace(/\.txt$/, ''), text.replaceAll('⟦⟧', ''));
      continue;
    }
    for (const line of text.split('\n').filter((entry) => entry.trim() !== '')) {
      const [file = '', code] = line.split(': ');
      mustRefuse.set(file, [...(mustRefuse.get(file) ?? []), ...(code ? [code] : [])]);
    }
  }
  return { files, mustRefuse };
}

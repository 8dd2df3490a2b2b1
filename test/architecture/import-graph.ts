import { posix } from 'node:path';
import { packageOf, type Repository, type WorkspacePackage } from './repository.ts';

export type Import = {
  file: string;
  line: number;
  specifier: string;
  /** The package's name of a specifier that is no path: `zod`, `@vitne/contracts`, `node:fs`. */
  packageName?: string;
  /** The package of this workspace that it leads to. */
  to?: WorkspacePackage;
  /** The file of this workspace that it leads to, if there is one. */
  target?: string;
};

/** Every import of every source file, led to its file where that file is ours. Imports of types count like all others. */
export function importsOf(repository: Repository): Import[] {
  const found: Import[] = [];
  for (const [file, source] of repository.sources) {
    for (const { specifier, line } of source.imports) {
      const site = { file, line, specifier };
      found.push({
        ...site,
        ...(specifier.startsWith('.') ? relative(repository, file, specifier) : bare(repository, specifier)),
      });
    }
  }
  return found;
}

function relative(repository: Repository, file: string, specifier: string): Partial<Import> {
  const target = posix.join(posix.dirname(file), specifier);
  const to = packageOf(repository, target);
  return { ...(to && { to }), ...(repository.files.has(target) && { target }) };
}

function bare(repository: Repository, specifier: string): Partial<Import> {
  const parts = specifier.split('/');
  const packageName = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
  const to = repository.packages.find(({ manifest }) => manifest.name === packageName);
  if (!to) return { packageName };
  const target = exported(to, `.${specifier.slice(packageName.length)}`);
  return { packageName, to, ...(target && repository.files.has(target) && { target }) };
}

/** The file that a package's `exports` gives for a name such as `./channels`. */
function exported({ folder, manifest }: WorkspacePackage, name: string): string | undefined {
  for (const [pattern, file] of Object.entries(manifest.exports ?? {})) {
    const [before = '', after] = pattern.split('*');
    if (after === undefined) {
      if (pattern === name) return posix.join(folder, file);
    } else if (name.startsWith(before) && name.endsWith(after) && name.length > before.length + after.length) {
      return posix.join(folder, file.replace('*', name.slice(before.length, name.length - after.length)));
    }
  }
  return undefined;
}

/** Groups of files that need each other, directly or around a corner (Tarjan's strongly connected components). */
export function cyclesOf(imports: readonly Import[]): string[][] {
  const needs = new Map<string, string[]>();
  for (const { file, target } of imports) if (target) needs.set(file, [...(needs.get(file) ?? []), target]);
  const seen = new Map<string, { index: number; low: number; open: boolean }>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string) => {
    const mark = { index: seen.size, low: seen.size, open: true };
    seen.set(file, mark);
    stack.push(file);
    for (const next of needs.get(file) ?? []) {
      const other = seen.get(next) ?? visit(next);
      if (other.open) mark.low = Math.min(mark.low, other.low);
    }
    if (mark.low === mark.index) close(file);
    return mark;
  };
  const close = (file: string) => {
    const group = stack.splice(stack.indexOf(file));
    for (const member of group) {
      const mark = seen.get(member);
      if (mark) mark.open = false;
    }
    if (group.length > 1 || needs.get(file)?.includes(file)) cycles.push(group);
  };
  for (const file of needs.keys()) if (!seen.has(file)) visit(file);
  return cycles;
}

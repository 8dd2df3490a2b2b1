import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readSource, type SourceCode } from './source-code.ts';

export type PackageManifest = {
  name?: string;
  exports?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
};

/** A folder with a package.json; the root's folder is the empty text. */
export type WorkspacePackage = { folder: string; manifest: PackageManifest };

/** What the rules look at: all text files of a repository, by their path with forward slashes. */
export type Repository = {
  files: ReadonlyMap<string, string>;
  /** The files that are programs, read. */
  sources: ReadonlyMap<string, SourceCode>;
  packages: WorkspacePackage[];
  /** Every event type that a ledger can hold. */
  eventTypes: readonly string[];
};

const isCode = /\.[cm]?[jt]s$/;
const isBinary = /\.(png|jpe?g|gif|ico|webp|woff2?|pdf|gz|zip|mov|mp4|webm)$/i;
/** What git ignores, and git itself. */
const ignoredNames = new Set(['.git', 'node_modules', '.engines', '.data', 'coverage']);
const ignoredFiles = /\.(log|tsbuildinfo)$/;

export function repositoryOf(files: ReadonlyMap<string, string>, eventTypes: readonly string[]): Repository {
  const sources = new Map<string, SourceCode>();
  const packages: WorkspacePackage[] = [];
  for (const [path, text] of files) {
    if (isCode.test(path)) sources.set(path, readSource(text));
    if (posix.basename(path) !== 'package.json') continue;
    const folder = posix.dirname(path);
    packages.push({ folder: folder === '.' ? '' : folder, manifest: JSON.parse(text) as PackageManifest });
  }
  packages.sort((a, b) => b.folder.length - a.folder.length);
  return { files, sources, packages, eventTypes };
}

/** All text files under a folder, by their path relative to it. */
export function readTree(root: string): Map<string, string> {
  const files = new Map<string, string>();
  const visit = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      // In a second work tree of git `.git` is a file.
      if (ignoredNames.has(entry.name)) continue;
      if (entry.isDirectory()) visit(path);
      if (entry.isFile() && !ignoredFiles.test(path) && !isBinary.test(path))
        files.set(path, readFileSync(join(root, path), 'utf8'));
    }
  };
  visit('');
  return files;
}

/** The package that a file belongs to: the nearest package.json above it. */
export function packageOf(repository: Repository, path: string): WorkspacePackage | undefined {
  return repository.packages.find(({ folder }) => folder === '' || path.startsWith(`${folder}/`));
}

/** Whether a file is run by tests only; the testing package is for nothing else. */
export const isForTests = (path: string): boolean =>
  /(^|\/)(test|bench)\//.test(path) || path.startsWith('packages/testing/');

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FolderInUse, lockFolder } from '../src/folder-lock.ts';

test('a folder is one holder’s until it is given back, and another folder is nobody’s', () => {
  const root = mkdtempSync(join(tmpdir(), 'vitne-lock-'));
  try {
    const release = lockFolder(join(root, 'new', 'one'));
    expect(() => lockFolder(join(root, 'new', 'one'))).toThrow(FolderInUse);
    lockFolder(join(root, 'other'))();
    release();
    lockFolder(join(root, 'new', 'one'))();
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('a folder that cannot be written to is an error of its own, and nobody is blamed for using it', () => {
  expect(() => lockFolder('/dev/null/folder')).toThrow(/ENOTDIR/);
});

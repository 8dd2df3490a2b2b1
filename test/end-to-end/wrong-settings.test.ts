import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main, startProgram } from '../started-program.ts';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'vitne-settings-'));
  writeFileSync(join(scratch, 'file'), '');
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const refusal = async (environment: Record<string, string>) => {
  const { code, output } = await startProgram(main, [], { VITNE_DATA: join(scratch, 'data'), ...environment }).ended;
  expect(code).toBe(1);
  expect(output).toMatch(/^[^\n]+\.\n$/);
  return output;
};

test.each(['abc', '99999', '-1', '7400.5', '', '1e3'])(
  'a port that is none is one clear sentence: %j',
  async (port) => {
    expect(await refusal({ VITNE_PORT: port })).toContain('VITNE_PORT is no port: set it to a whole number');
  },
);

test.each(['file', 'file/inside'])('a data folder that is a file is one clear sentence: %s', async (name) => {
  const said = await refusal({ VITNE_DATA: join(scratch, name) });
  expect(said).toContain('a file is in its place');
  expect(said).toContain('name another folder with VITNE_DATA');
});

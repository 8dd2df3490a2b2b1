import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonicalJson, sha256Hex } from '../src/statement/canonical-json.ts';
import { type HashedNotice, noticeOf } from '../src/statement/notice.ts';
import { LATEST_NOTICE_FORMAT, NOTICE_FORMATS } from '../src/statement/notice-formats.ts';
import { statementSchema } from '../src/statement/schema.ts';

const folder = join(import.meta.dirname, '..', 'notice-history');
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');
const sampleOf = (format: number) => JSON.parse(textOf(`format-${format}.json`)) as HashedNotice[];
const formats = [...NOTICE_FORMATS.keys()];

/** SHA-256 of each sample, as it was frozen. A new format adds a line; no line ever changes. */
const frozen = {
  'format-1.json': '0f0348d06f27c42cd3ab75a5ca2a6a18498edc621a88311819f79425e94447ed',
  'format-2.json': '6699dfe421aa7f9b93d42ba1edea94d1483040aa0986486e69ce9fa1d8e91fe4',
  'statement.json': 'bbc09c16d42f1589d165924292a7fe783b1392f10dce5e984134b107880d4fac',
};

describe('what people were shown years ago can be shown again today', () => {
  const statement = statementSchema.parse(JSON.parse(textOf('statement.json')));

  test.each(formats)('a notice in format %i is made again word by word, in both languages', async (format) => {
    const again = [
      await noticeOf(statement, 'newsletter', 'nb', format),
      await noticeOf(statement, 'newsletter', 'en', format),
    ];
    expect(again).toEqual(sampleOf(format));
    for (const one of again) expect(await sha256Hex(canonicalJson(one?.notice))).toBe(one?.hash);
  });

  test('the format in use is the newest, and each says its number but the first', async () => {
    expect(LATEST_NOTICE_FORMAT).toBe(Math.max(...formats));
    for (const format of formats) {
      const said = format === 1 ? undefined : format;
      for (const { notice } of sampleOf(format)) expect(notice.format).toBe(said);
    }
    expect(await noticeOf(statement, 'newsletter', 'nb')).toEqual(sampleOf(LATEST_NOTICE_FORMAT)[0]);
    expect(await noticeOf(statement, 'newsletter', 'nb', 99)).toBeUndefined();
  });

  test('never changes a frozen sample, and freezes one of every format', () => {
    const files = readdirSync(folder).sort();
    const now = files.map((file) => [file, createHash('sha256').update(textOf(file)).digest('hex')]);
    expect(Object.fromEntries(now)).toEqual(frozen);
    expect(files).toEqual([...formats.map((format) => `format-${format}.json`), 'statement.json']);
  });
});

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const folder = join(import.meta.dirname, '..', 'history');
const digestsFile = 'digests.json';

/** One event type as a ledger holds it: the message, and beside it what its sealed parts say when they are opened. */
const sampleSchema = z.strictObject({
  subject: z.string(),
  headers: z.record(z.string(), z.string()),
  data: z.record(z.string(), z.unknown()),
  opened: z.record(z.string(), z.unknown()),
});
export type Sample = z.infer<typeof sampleSchema> & { name: string; type: string };

/** All frozen samples. A file is `<type>.json`, or `<type>+<what it shows beside>.json` for what was added later. */
export function samples(): Sample[] {
  return sampleFiles().map((file) => {
    const sample = sampleSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    const name = file.slice(0, -'.json'.length);
    return Object.assign(sample, { name, type: name.split('+')[0] ?? name });
  });
}

/** The message's bytes and its headers as the ledger's client gives them. */
export function messageOf(sample: Sample): { header: (name: string) => string | undefined; data: Uint8Array } {
  return {
    header: (name) => sample.headers[name],
    data: new TextEncoder().encode(JSON.stringify(sample.data)),
  };
}

const sampleFiles = (): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json') && file !== digestsFile)
    .sort();

/** SHA-256 of each sample file, as it is now. */
export const digestsNow = (): Record<string, string> =>
  Object.fromEntries(
    sampleFiles().map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
    ]),
  );

/** SHA-256 of each sample file, as it was frozen. */
export const frozenDigests = (): Record<string, string> =>
  z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(join(folder, digestsFile), 'utf8')));

/** Freezes samples that are new, and leaves all others as they were frozen. Returns the names of the new ones. */
export function freezeNewSamples(): string[] {
  const frozen = frozenDigests();
  const now = digestsNow();
  const added = Object.keys(now).filter((file) => !(file in frozen));
  const digests = Object.fromEntries(Object.entries({ ...now, ...frozen }).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(folder, digestsFile), `${JSON.stringify(digests, null, 2)}\n`);
  return added;
}

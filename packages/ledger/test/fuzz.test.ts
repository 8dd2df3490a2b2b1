import { describe, expect, it } from 'vitest';
import { formatCheckpoint, parseUnverifiedCheckpoint } from '../src/checkpoint.ts';
import { decodeEntryBundle, encodeEntryBundle } from '../src/entry-bundle.ts';
import { nodeHashing } from '../src/node-hashing.ts';
import { formatTlogProof, parseUnverifiedProofFile } from '../src/proof-file.ts';
import { formatNote, parseUnverifiedNote } from '../src/signed-note.ts';
import { decodeMessage, encodeMessage } from '../src/stored-message.ts';
import { parseTilePath, tilePath } from '../src/tile-path.ts';
import { formatVerifierKey, parseVerifierKey } from '../src/verifier-key.ts';
import { findMisreading } from './fuzzer.ts';
import { sampleMessage, sampleProof } from './sample-proof.ts';

const run = { seed: 20_261_126, rounds: 20_000 };
const { checkpoint, file, policy } = await sampleProof();
const text = checkpoint.slice(0, checkpoint.indexOf('\n\n') + 1);
/** Bytes as text, one character for each. */
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const bytesOf = (binary: string): Uint8Array => new Uint8Array(Buffer.from(binary, 'latin1'));

type Canonical = (text: string) => string | undefined;
const parsers: Record<string, { samples: string[]; canonical: Canonical }> = {
  'signed notes': {
    samples: [checkpoint],
    canonical: (given) => {
      const read = parseUnverifiedNote(given);
      return read.valid ? formatNote(read.note.text, read.note.signatures) : undefined;
    },
  },
  checkpoints: {
    samples: [text],
    canonical: (given) => {
      const read = parseUnverifiedCheckpoint(given);
      return read.valid ? formatCheckpoint(read.checkpoint) : undefined;
    },
  },
  'proof files': {
    samples: [new TextDecoder().decode(file)],
    canonical: (given) => {
      const read = parseUnverifiedProofFile(new TextEncoder().encode(given));
      return read.valid ? formatTlogProof(read.file) : undefined;
    },
  },
  'verifier keys': {
    samples: policy.logKeys.map(formatVerifierKey),
    canonical: (given) => {
      const read = parseVerifierKey(given, nodeHashing.sha256);
      return read.valid ? formatVerifierKey(read.key) : undefined;
    },
  },
  'tile paths': {
    samples: ['tile/0/x001/x234/067', 'tile/3/000.p/17', 'tile/entries/x001/000.p/255'],
    canonical: (given) => {
      const read = parseTilePath(given);
      return read.valid ? tilePath(read.tile) : undefined;
    },
  },
  messages: {
    samples: [latin1(encodeMessage(sampleMessage(1)))],
    canonical: (given) => {
      if (latin1(bytesOf(given)) !== given) return undefined;
      const read = decodeMessage(bytesOf(given));
      return read.valid ? latin1(encodeMessage(read.message)) : undefined;
    },
  },
  'entry bundles': {
    samples: [latin1(encodeEntryBundle([bytesOf('one'), bytesOf(''), bytesOf('three')]))],
    canonical: (given) => {
      if (latin1(bytesOf(given)) !== given) return undefined;
      const read = decodeEntryBundle(bytesOf(given), 3);
      return read.valid ? latin1(encodeEntryBundle(read.entries)) : undefined;
    },
  },
};

describe('no text has two readings and none makes a parser throw', () => {
  it.each(Object.entries(parsers))('%s', (_, { samples, canonical }) => {
    for (const sample of samples) expect(canonical(sample)).toBe(sample);
    expect(findMisreading(samples, canonical, run)).toBeUndefined();
  });
});

describe('the fuzzer finds a planted mistake', () => {
  const planted: Record<string, { samples: string[]; canonical: Canonical }> = {
    'a size with leading zeros or a sign is taken': {
      samples: [text],
      canonical: (given) => {
        const lines = given.split('\n');
        if (Number.isSafeInteger(Number(lines[1]))) lines[1] = String(Number(lines[1]));
        const read = parseUnverifiedCheckpoint(lines.join('\n'));
        return read.valid ? formatCheckpoint(read.checkpoint) : undefined;
      },
    },
    'bytes after a message are overlooked': {
      samples: [latin1(encodeMessage(sampleMessage(1)))],
      canonical: (given) => {
        for (let end = given.length; end > given.length - 3; end -= 1) {
          const read = decodeMessage(bytesOf(given.slice(0, end)));
          if (read.valid) return latin1(encodeMessage(read.message));
        }
        return undefined;
      },
    },
    'a cut-off note makes the parser throw': {
      samples: [checkpoint],
      canonical: (given) => {
        if (!given.includes('\u2014')) throw new TypeError('no signature');
        return undefined;
      },
    },
  };

  it.each(Object.entries(planted))('%s', (_, { samples, canonical }) => {
    for (const sample of samples) expect([sample, undefined]).toContain(canonical(sample));
    expect(findMisreading(samples, canonical, run)).toBeDefined();
  });
});

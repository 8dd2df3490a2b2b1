import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { portableHashing } from '../src/hashing.ts';
import { nodeHashing } from '../src/node-hashing.ts';
import { verifyProofFile } from '../src/proof-file.ts';
import { corruptFiles, corruptions } from './make-corruptions.ts';
import { sampleProof } from './sample-proof.ts';

const folder = `${import.meta.dirname}/vectors/corruptions`;
const fileOf = (name: string): Uint8Array => new Uint8Array(readFileSync(`${folder}/${name}.tlog-proof`));
const { policy, message, index } = await sampleProof();

describe('a proof file that was tampered with is refused, and the verdict says what is wrong', () => {
  it('takes the one that nobody touched', async () => {
    const verdict = await verifyProofFile(fileOf('nothing-changed'), policy, nodeHashing);
    expect(verdict).toMatchObject({ valid: true, position: index + 1, message: { subject: message.subject } });
    expect(await verifyProofFile(fileOf('nothing-changed'), policy, portableHashing)).toEqual(verdict);
  });

  it.each(Object.entries(corruptions))('%s: %s', async (name, code) => {
    expect(await verifyProofFile(fileOf(name), policy, nodeHashing)).toMatchObject({ valid: false, code });
  });

  it('has a file for every corruption, and every file is what is made today', async () => {
    const made = await corruptFiles();
    expect(Object.keys(made).sort()).toEqual(Object.keys(corruptions).sort());
    const names = readdirSync(folder).map((file) => file.replace('.tlog-proof', ''));
    expect(names.sort()).toEqual([...Object.keys(corruptions), 'nothing-changed'].sort());
    for (const [name, text] of Object.entries(made)) expect(new TextDecoder().decode(fileOf(name)), name).toBe(text);
  });
});

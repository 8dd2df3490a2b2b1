import { readdirSync, readFileSync } from 'node:fs';
import { portableHashing } from '@vitne/ledger/hashing';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { describe, expect, it } from 'vitest';
import { checkEvidence } from '../src/check-evidence.ts';
import { evidenceKinds, formatEvidence } from '../src/evidence-file.ts';
import { corruptFiles, corruptions, goodName, witnessedFile, witnessedName } from './make-corruptions.ts';
import { origin, sampleEvidence, sampleWitness, signedLedger } from './sample-evidence.ts';

const folder = `${import.meta.dirname}/vectors`;
const fileOf = (name: string): Uint8Array => new Uint8Array(readFileSync(`${folder}/${name}.vitne.json`));
const { key } = await signedLedger();
const known = { keys: [key], origin };

describe('a receipt, an answer and a confirmation prove themselves, and what was tampered with is named', () => {
  it.each(evidenceKinds)('takes the %s that nobody touched', async (kind) => {
    const verdict = await checkEvidence(fileOf(goodName(kind)), known, nodeHashing);
    expect(verdict).toMatchObject({ valid: true, trust: 'known-key', checkpoint: { origin, size: 8 } });
    expect(await checkEvidence(fileOf(goodName(kind)), known, portableHashing)).toEqual(verdict);
  });

  it.each(Object.entries(corruptions))('%s: %s', async (name, code) => {
    expect(await checkEvidence(fileOf(name), known, nodeHashing)).toMatchObject({ valid: false, code });
  });

  it('has a file for every corruption, and every file is what is made today', async () => {
    const made = await corruptFiles();
    expect(Object.keys(made).sort()).toEqual(Object.keys(corruptions).sort());
    for (const kind of evidenceKinds) made[goodName(kind)] = formatEvidence(await sampleEvidence(kind));
    made[witnessedName] = await witnessedFile();
    const names = readdirSync(folder).filter((file) => file.endsWith('.vitne.json'));
    const expected = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as Record<string, string>;
    expect(Object.entries(expected).filter(([, code]) => code !== 'valid')).toEqual(Object.entries(corruptions));
    expect(names.sort()).toEqual(
      Object.keys(made)
        .map((name) => `${name}.vitne.json`)
        .sort(),
    );
    for (const [name, bytes] of Object.entries(made))
      expect(new TextDecoder().decode(fileOf(name)), name).toBe(new TextDecoder().decode(bytes));
  });

  it('says when nothing but the file itself vouches for the key', async () => {
    const stranger = await signedLedger({ seed: 'somebody else' });
    const forged = formatEvidence(await sampleEvidence('consent-receipt', stranger));
    expect(await checkEvidence(forged, {}, nodeHashing)).toMatchObject({ valid: true, trust: 'key-in-file' });
    expect(await checkEvidence(forged, known, nodeHashing)).toMatchObject({ valid: false, code: 'key-unknown' });
  });

  it('counts the witnesses that are known, and tells when each saw the ledger', async () => {
    const witness = await sampleWitness();
    const asked = { ...known, cosignerKeys: [witness.key], cosignersRequired: 1 };
    const verdict = await checkEvidence(fileOf(witnessedName), asked, nodeHashing);
    expect(verdict).toMatchObject({ valid: true, cosignatures: [{ key: { name: witness.key.name } }] });
    const unseen = await checkEvidence(fileOf(goodName('consent-receipt')), asked, nodeHashing);
    expect(unseen).toMatchObject({ valid: false, code: 'too-few-cosigners' });
  });

  it('takes any proof in it as a proof of its own, which other programs read', async () => {
    const { events } = await sampleEvidence('request-answer');
    for (const { proof } of events) expect(proof).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra /);
  });
});

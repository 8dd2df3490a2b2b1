import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { launchBrowser } from '@vitne/testing/browser';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { formatVerifierKey } from '../src/verifier-key.ts';
import { corruptions } from './make-corruptions.ts';
import { origin, sampleProof } from './sample-proof.ts';

const inTheBrowser = `
  import { parseVerifierKey } from './src/verifier-key.ts';
  import { portableHashing } from './src/hashing.ts';
  import { verifyProofFile } from './src/proof-file.ts';
  globalThis.verify = async (binary, origin, logKey, cosignerKey) => {
    const keys = [logKey, cosignerKey].map((key) => parseVerifierKey(key, portableHashing.sha256).key);
    const policy = { origin, logKeys: [keys[0]], cosignerKeys: [keys[1]], cosignersRequired: 1 };
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const verdict = await verifyProofFile(bytes, policy, portableHashing);
    return verdict.valid ? verdict.position : verdict.code;
  };`;

it('a proof file is verified in a real browser, with the same verdicts', async () => {
  const { outputFiles } = await build({
    stdin: { contents: inTheBrowser, resolveDir: `${import.meta.dirname}/..`, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
  });
  const { policy, index } = await sampleProof();
  // WebCrypto is there on pages of a secure origin only, and this machine's own is one.
  const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<!doctype html>'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
    const [logKey, cosignerKey] = [...policy.logKeys, ...(policy.cosignerKeys ?? [])].map(formatVerifierKey);
    const verdictOf = (name: string): Promise<unknown> => {
      const binary = readFileSync(`${import.meta.dirname}/vectors/corruptions/${name}.tlog-proof`, 'latin1');
      const given = [binary, origin, logKey, cosignerKey].map((text) => JSON.stringify(text)).join(', ');
      return page.evaluate(`verify(${given})`);
    };
    expect(await verdictOf('nothing-changed')).toBe(index + 1);
    for (const [name, code] of Object.entries(corruptions)) expect(await verdictOf(name), name).toBe(code);
  } finally {
    await browser.close();
    server.close();
  }
});

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOpenDsrProcessor } from '@vitne/testing/open-dsr-processor';

/**
 * A processor that speaks OpenDSR, and the settings of a platform that is started afterwards: its tenant signs with a key of
 * its own, and shows the processor of `system` the token that it asks for.
 */
export async function openDsrAtWork(tenant: string, system: string, token: string) {
  const folder = mkdtempSync(join(tmpdir(), 'vitne-open-dsr-'));
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const processor = await startOpenDsrProcessor(publicKey);
  writeFileSync(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(join(folder, 'certificate.pem'), 'what controllers are shown');
  writeFileSync(join(folder, 'token'), token);
  const settings = {
    domain: 'privacy.kaukus.example',
    certificate: 'certificate.pem',
    key: 'key.pem',
    controllers: [],
    processors: [{ system, token: 'token' }],
  };
  process.env['VITNE_OPENDSR'] = join(folder, 'open-dsr.json');
  writeFileSync(process.env['VITNE_OPENDSR'], JSON.stringify({ [tenant]: settings }));
  return {
    processor,
    async stop(): Promise<void> {
      await processor.stop();
      delete process.env['VITNE_OPENDSR'];
      rmSync(folder, { recursive: true });
    },
  };
}

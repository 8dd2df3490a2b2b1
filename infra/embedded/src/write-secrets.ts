import { chownSync, mkdirSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Tenant } from '@vitne/contracts/channels';
import { EngineError } from '@vitne/engines/engine-error';
import { natsConfig } from '@vitne/engines/nats-config';
import { ensureAccess, type NatsAccess, writePrivately } from '@vitne/engines/nats-folder';
import { prepareStore } from '@vitne/engines/nats-store-key';
import { demoIssuer } from '@vitne/service-kit/demo-issuer';
import { tenantListSchema } from '@vitne/service-kit/process-environment';

/** Who signs in on the bus from a container of its own. */
const busUsers = [
  'admin',
  'consent',
  'request-intake',
  'retention',
  'processor-registry',
  'notary',
  'auditor',
  'gateway',
];

/**
 * Makes what must be there before anything starts, and keeps what is there from earlier: the passwords of the bus, the
 * key of its store and the server's configuration, the password of each process in a folder that only it is given, the issuer's key, and the
 * folders of the key-encryption keys, of the notary's keys, of the archive and of a witness.
 * @param root the folder to write into; each container is given the part of it that is its own
 * @param owner the user id that the services run as, when this runs as root
 * @throws {EngineError} store-key-missing when there are ledgers that the key does not open
 */
export async function writeSecrets(root: string, tenants: readonly Tenant[], owner?: number): Promise<void> {
  const folder = (name: string): string => {
    const path = join(root, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  };
  const nats = folder('nats');
  const access = await ensureAccess(nats, tenants);
  // Only a digest of the key goes to the ledgers, so that a key that was lost is not replaced without a word.
  const { keyFile } = prepareStore(folder('ledgers'), nats);
  const storeKeyFile = keyFile === undefined ? undefined : relative(nats, keyFile);
  const config = natsConfig({ host: '0.0.0.0', port: 4222, storeDir: '/data/store', access, storeKeyFile });
  writePrivately(join(nats, 'nats-server.conf'), config);
  const issuer = await demoIssuer(folder('token-issuer'));
  for (const user of busUsers) {
    const own = folder(user);
    writePrivately(join(own, 'nats-password'), passwordOf(access, user));
    writePrivately(join(own, 'token-keys.json'), JSON.stringify(issuer.jwks()));
  }
  for (const name of ['key-encryption-keys', 'notary-keys', 'archive', 'witness']) folder(name);
  if (owner === undefined) return;
  for (const name of readdirSync(root)) if (name !== 'ledgers') giveTo(owner, join(root, name));
}

function passwordOf({ passwords }: NatsAccess, user: string): string {
  const password = passwords[user];
  if (password === undefined) throw new TypeError(`The bus has no user ${user}.`);
  return password;
}

function giveTo(owner: number, path: string): void {
  chownSync(path, owner, owner);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) giveTo(owner, inside);
    else chownSync(inside, owner, owner);
  }
}

if (import.meta.main) {
  const tenants = tenantListSchema.safeParse(process.env['VITNE_TENANTS']);
  const root = process.env['VITNE_SECRETS'];
  const owner = Number(process.env['VITNE_SECRETS_OWNER'] ?? 0);
  if (tenants.success && root && Number.isInteger(owner)) {
    await writeSecrets(root, tenants.data, owner > 0 ? owner : undefined).then(
      () => process.stdout.write('The secrets are there.\n'),
      (error: unknown) => {
        if (!(error instanceof EngineError)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 1;
      },
    );
  } else {
    process.stderr.write('Set VITNE_TENANTS and VITNE_SECRETS, and VITNE_SECRETS_OWNER to a number or not at all.\n');
    process.exitCode = 2;
  }
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { foreignCredentials } from '@vitne/engines/foreign-nats';
import { startEngines } from '@vitne/engines/start-engines';
import type { CheckpointPolicy } from '@vitne/ledger/checkpoint';
import { rebuildCheckpoints, UnknownNote } from '@vitne/notary/archive/rebuild-checkpoints';
import { RebuildRefused, type Rebuilt, rebuildLedger } from '@vitne/notary/archive/rebuild-ledger';
import { RepublishFailed } from '@vitne/notary/archive/republish';
import { originPrefixSchema } from '@vitne/notary/origin-prefix';
import { fileSigner } from '@vitne/notary/signing/file-signer';
import { durableFiles } from '@vitne/service-kit/durable-files';
import { fromCaller } from '../called-from.ts';
import { type KeyOptions, policyOf } from '../checkpoint-file.ts';
import { dataFolder, readAddress, requireTenants, tenantsOf } from '../platform-address.ts';
import { progressLine } from '../progress-line.ts';
import { UsageError } from '../usage-error.ts';

/** Beside the ledger's events the checkpoints that were published again. */
export type RebuiltWithCheckpoints = Rebuilt & { readonly checkpoints: number };

export type LedgerRebuildOptions = KeyOptions & { archive?: string; data?: string; nats?: string; replace?: boolean };

/**
 * Puts a ledger back as its archive has it.
 * @throws {UsageError} in a sentence, when it cannot or must not be done
 */
export async function ledgerRebuild(tenant: string, options: LedgerRebuildOptions): Promise<RebuiltWithCheckpoints> {
  const dataDir = dataFolder(options.data);
  const archive = options.archive === undefined ? join(dataDir, 'archive') : fromCaller(options.archive);
  if (!existsSync(join(archive, tenant)))
    throw new UsageError(`There is no archive of ${tenant} in ${archive}: name its folder with --archive.`);
  const policy = options.key ? policyOf(options) : await ownPolicy(dataDir, tenant);
  const bus = await reachAsAdministrator(dataDir, tenant, options.nats);
  const line = progressLine();
  try {
    const from = { connection: bus.connection, tenant, files: durableFiles(join(archive, tenant)), policy };
    const rebuilt = await rebuildLedger({
      ...from,
      replace: options.replace ?? false,
      onProgress: (position, newest) => line.show(tenant, position, newest),
    });
    return { ...rebuilt, checkpoints: await rebuildCheckpoints(from) };
  } catch (error) {
    if (error instanceof UnknownNote)
      throw new UsageError(
        `The events are whole; of the checkpoints none was published again, because the archive has one that none of the keys signed (${error.message}) Name the older keys with --key too.`,
      );
    if (error instanceof RebuildRefused || error instanceof RepublishFailed) throw new UsageError(error.message);
    throw error;
  } finally {
    line.end();
    await bus.leave();
  }
}

export const describeRebuilt = (
  tenant: string,
  { restored, newest, signed, takenOver, kept, checkpoints }: RebuiltWithCheckpoints,
): string =>
  [
    restored === 0
      ? `The ledger of ${tenant} is whole: ${newest} events, of which ${signed} lead to the root that was signed.`
      : `${restored} events of ${tenant} were put back. It ends at ${newest} again, and its first ${signed} lead to the root that was signed.`,
    ...(takenOver > 0 ? [`${takenOver} of them were not archived yet, and were taken over from what was there.`] : []),
    ...(checkpoints > 0 ? [`${checkpoints} checkpoints that the bus had no more were published again.`] : []),
    ...(kept === undefined ? [] : [`What the replaced ledger still delivered is kept in ${kept} of the archive.`]),
  ].join('\n');

/** The keys of the notary on this machine; it makes none. */
async function ownPolicy(dataDir: string, tenant: string): Promise<CheckpointPolicy> {
  const folder = join(dataDir, 'keys', 'notary');
  if (!existsSync(join(folder, tenant, 'keys.json')))
    throw new UsageError(`The notary’s keys are not in ${dataDir}: give its verifier key with --key.`);
  const originPrefix = originPrefixSchema.parse(process.env['VITNE_NOTARY_ORIGIN']);
  const signer = fileSigner({ folder, originPrefix, now: () => new Date().toISOString() });
  return { origin: signer.origin(tenant), logKeys: (await signer.keys(tenant)).map(({ key }) => key) };
}

type Bus = { connection: NatsConnection; leave(): Promise<void> };

/** Signs in on a bus that runs, or runs that of the data folder meanwhile: a damaged ledger keeps the platform from starting. */
async function reachAsAdministrator(dataDir: string, tenant: string, nats: string | undefined): Promise<Bus> {
  const running = nats === undefined ? platformThatRuns(dataDir) : { natsUrl: nats, natsPasswords: undefined };
  if (!running) return ownBus(dataDir, tenant);
  const { natsUrl, natsPasswords } = running;
  const named = natsPasswords === undefined ? process.env : { VITNE_NATS_PASSWORDS: natsPasswords };
  const connection = await connect({ servers: natsUrl, ...foreignCredentials(named, 'admin') }).catch(() => {
    throw new UsageError('NATS does not let the administrator in: set VITNE_NATS_PASSWORDS, or start the platform.');
  });
  return { connection, leave: () => connection.drain() };
}

async function ownBus(dataDir: string, tenant: string): Promise<Bus> {
  const tenants = tenantsOf(dataDir);
  if (!tenants) throw new UsageError(`No platform was ever run in ${dataDir}: name its data folder with --data.`);
  requireTenants([tenant], tenants);
  const engines = await startEngines({
    dataDir: join(dataDir, 'engines'),
    keyFolder: join(dataDir, 'keys', 'bus'),
    tenants,
    onExit: () => {},
  });
  const connection = await connect({ servers: engines.nats.url, ...engines.nats.credentials('admin') });
  return {
    connection,
    async leave() {
      await connection.drain();
      await engines.stop();
    },
  };
}

function platformThatRuns(dataDir: string) {
  try {
    return readAddress(dataDir);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatVerifierKey } from '@vitne/ledger/verifier-key';
import { originPrefixSchema } from '@vitne/notary/origin-prefix';
import { fileSigner } from '@vitne/notary/signing/file-signer';
import { fromCaller } from '../called-from.ts';
import { dataFolder } from '../platform-address.ts';
import { UsageError } from '../usage-error.ts';

export type LedgerKeyOptions = { keys?: string; data?: string };
export type LedgerKeyChangeOptions = LedgerKeyOptions & { overlapUntil?: string };
export type ShownKey = { generation: number; key: string; from: string; until?: string };

const dayMs = 86_400_000;
const usualOverlapDays = 30;
/** Longer than two years is a slip of the pen, or two keys for ever. */
const longestOverlapDays = 731;

/**
 * Gives a ledger another signing key. The notary signs with both from its next checkpoint on, until the overlap ends, and records
 * the change in the ledger; it need not be restarted, and need not run now.
 * @throws {UsageError} when there is no key to change, or the overlap ends in the past or in years
 */
export async function ledgerKeyChange(tenant: string, options: LedgerKeyChangeOptions): Promise<ShownKey[]> {
  const now = Date.now();
  const untilMs = Date.parse(options.overlapUntil ?? new Date(now + usualOverlapDays * dayMs).toISOString());
  if (Number.isNaN(untilMs)) throw new UsageError('--overlap-until is a day or a moment such as 2026-12-31T00:00:00Z.');
  if (untilMs <= now)
    throw new UsageError('The overlap has to end in the future: readers learn the new key meanwhile.');
  if (untilMs > now + longestOverlapDays * dayMs) throw new UsageError('The overlap ends within two years.');
  const signer = signerOf(tenant, options);
  await signer.changeKey(tenant, new Date(untilMs).toISOString());
  return ledgerKeyList(tenant, options);
}

/** Every key that signs, or signed, a ledger's checkpoints. @throws {UsageError} when there is none here */
export async function ledgerKeyList(tenant: string, options: LedgerKeyOptions): Promise<ShownKey[]> {
  const keys = await signerOf(tenant, options).keys(tenant);
  return keys.map(({ generation, key, from, until }) => ({
    generation,
    key: formatVerifierKey(key),
    from,
    ...(until !== undefined && { until }),
  }));
}

export const describeKeys = (keys: readonly ShownKey[]): string =>
  keys
    .map(
      ({ generation, key, from, until }) =>
        `${generation}  ${key}  signs from ${from}${until === undefined ? '' : ` until ${until}`}`,
    )
    .join('\n');

export const describeChange = (tenant: string, keys: readonly ShownKey[]): string =>
  [
    describeKeys(keys),
    `From its next checkpoint on the ledger of ${tenant} is signed with both keys, until ${keys.at(-2)?.until}. Until then:`,
    '- publish the new key where the old one stands (GET /v1/public/<tenant>/ledger/keys shows it), and give it to auditors by another way;',
    '- give it to those who run witnesses, for their list of logs;',
    '- put the folder of keys into its own backup. The old key stays in the list: it verifies what it signed.',
  ].join('\n');

/** The keys lie where the notary runs; nothing is made here where there are none. */
function signerOf(tenant: string, { keys, data }: LedgerKeyOptions) {
  const folder = keys === undefined ? join(dataFolder(data), 'keys', 'notary') : fromCaller(keys);
  if (!existsSync(join(folder, tenant, 'keys.json')))
    throw new UsageError(`There is no key of ${tenant} in ${folder}: name the notary's folder with --keys.`);
  const originPrefix = originPrefixSchema.parse(process.env['VITNE_NOTARY_ORIGIN']);
  return fileSigner({ folder, originPrefix, now: () => new Date().toISOString() });
}

import type { LedgerSource } from '@vitne/audit/ledger-source';
import { publishedRoots, type Witnessed } from '@vitne/audit/published-roots';
import type { KeptRoot } from '@vitne/audit/roots-in-passes';
import { type VerifiedLedger, verifyLedger } from '@vitne/audit/verify-ledger';
import type { VerifierKey } from '@vitne/ledger/verifier-key';
import { type LedgerOptions, tenantsThere, withLedgers } from '../ledgers.ts';
import { UsageError } from '../usage-error.ts';

/** Where it is read, and which tenants; a file or a bus that is named has one ledger, whose tenant has to be said. */
export type VerifyOptions = Omit<LedgerOptions, 'tenant'> & {
  tenants?: readonly string[];
  /** Roots that an earlier audit printed, by tenant. */
  kept?: Readonly<Record<string, KeptRoot[]>>;
  /** The notary's keys, by which every published checkpoint has to be signed. */
  keys?: readonly VerifierKey[];
  /** Those of witnesses, and how many of them have to have cosigned a checkpoint of each ledger. */
  witnesses?: { readonly cosignerKeys: readonly VerifierKey[]; readonly cosignersRequired: number };
  onProgress?: (tenant: string, events: number, newest: number) => void;
};

/**
 * Judges every event of each ledger by the stored messages alone: no database and no service is asked.
 * @throws {UsageError} when the bus does not answer, or a tenant has no ledger here
 */
export async function auditVerify({
  tenants,
  kept = {},
  keys = [],
  witnesses = { cosignerKeys: [], cosignersRequired: 0 },
  onProgress,
  ...where
}: VerifyOptions): Promise<VerifiedAgainstCheckpoints[]> {
  const verified: VerifiedAgainstCheckpoints[] = [];
  for (const tenant of tenants ?? tenantsThere(where)) {
    const telling = { onProgress: (events: number, newest: number) => onProgress?.(tenant, events, newest) };
    const asked = { kept: kept[tenant] ?? [], ...telling };
    verified.push(
      await withLedgers({ ...where, tenant }, (source) => verifiedWith(source, tenant, asked, { keys, witnesses })),
    );
  }
  return verified;
}

/** What was found, and with how many published checkpoints the ledger was compared, and whose they are. */
export type VerifiedAgainstCheckpoints = VerifiedLedger & {
  checkpoints: number;
  signedBy: string[];
  /** What each witness saw at most, and how many were named. */
  witnessed: Witnessed[];
  witnesses: number;
};

async function verifiedWith(
  source: LedgerSource,
  tenant: string,
  options: Parameters<typeof verifyLedger>[2],
  { keys, witnesses }: Required<Pick<VerifyOptions, 'keys' | 'witnesses'>>,
): Promise<VerifiedAgainstCheckpoints> {
  const { cosignerKeys, cosignersRequired } = witnesses;
  const { roots, seen } = publishedRoots(source, tenant, keys, cosignerKeys);
  const verified = await verifyLedger(source, tenant, { ...options, published: roots });
  const { checkpoints, signedBy, witnessed } = seen;
  const isSeen = witnessed.length >= cosignersRequired;
  const detail = `${witnessed.length} of ${cosignersRequired} required witnesses cosigned a checkpoint of this ledger.`;
  return {
    ...verified,
    findings: [
      ...seen.findings,
      ...(isSeen ? [] : [{ code: 'too-few-cosigners' as const, detail }]),
      ...verified.findings,
    ],
    unlisted: seen.unlisted + verified.unlisted,
    checkpoints,
    signedBy,
    witnessed,
    witnesses: cosignerKeys.length,
  };
}

export const findingsIn = (verified: readonly VerifiedLedger[]): number =>
  verified.reduce((sum, { findings, unlisted }) => sum + findings.length + unlisted, 0);

/** What a person at a terminal reads: each finding with its place, and a line for each ledger. */
export function describeVerified(verified: readonly VerifiedAgainstCheckpoints[]): string {
  const lines = verified.flatMap(({ tenant, events, newest, root, findings, unlisted, ...read }) => [
    ...findings.map(({ code, position, detail }) => `${tenant}  ${position ?? '-'}  ${code}: ${detail}`),
    ...(unlisted > 0 ? [`${tenant}  and ${unlisted} more`] : []),
    `${tenant}  ${events} events  ${findings.length + unlisted === 0 ? 'whole' : `${findings.length + unlisted} findings`}`,
    ...comparedWith(tenant, read),
    ...(root === undefined ? [] : [`${tenant}  root ${tenant}@${newest}:${root}`]),
  ]);
  const events = verified.reduce((sum, ledger) => sum + ledger.events, 0);
  lines.push(`verified ${events} events of ${verified.length} ledgers: ${findingsIn(verified)} findings`);
  return lines.join('\n');
}

function comparedWith(
  tenant: string,
  { checkpoints, signedBy, witnessed, witnesses }: Omit<VerifiedAgainstCheckpoints, keyof VerifiedLedger>,
): string[] {
  const each = witnessed.map(({ name, size, time }) => `${name} the first ${size} events at ${time}`);
  return [
    ...(checkpoints === 0 ? [] : [`${tenant}  compared with ${checkpoints} checkpoints, ${whose(signedBy)}`]),
    ...(witnesses === 0
      ? []
      : [
          `${tenant}  seen by ${each.length} of ${witnesses} witnesses${each.length === 0 ? '' : `: ${each.join('; ')}`}`,
        ]),
  ];
}

const whose = (signedBy: readonly string[]): string =>
  signedBy.length > 0
    ? `signed by ${signedBy.join(', ')}`
    : 'whose signatures nobody verified: name the key with --key';

/**
 * Roots as `audit verify` printed them, `<tenant>@<size>:<root>`.
 * @throws {UsageError} naming one that is none
 */
export function keptRoots(texts: readonly string[]): Record<string, KeptRoot[]> {
  const kept: Record<string, KeptRoot[]> = {};
  for (const text of texts) {
    const [, tenant, size, root] = /^([a-z][a-z0-9-]{1,30})@([1-9]\d{0,15}):([0-9a-f]{64})$/.exec(text) ?? [];
    if (tenant === undefined || size === undefined || root === undefined)
      throw new UsageError('A kept root is <tenant>@<size>:<root>, as audit verify printed it.');
    (kept[tenant] ??= []).push({ size: Number(size), root });
  }
  return kept;
}

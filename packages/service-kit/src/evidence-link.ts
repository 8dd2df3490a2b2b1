import { timingSafeEqual } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import { keyPeriodAt } from '@vitne/contracts/key-period';
import type { EvidenceKind } from '@vitne/evidence/evidence-file';
import { originOfPlatform } from './public-origin.ts';
import type { ServiceContext } from './service.ts';

/** What a link leads to: everything that the person may see, or the same without what is sealed. */
export type EvidenceScope = 'opened' | 'sealed';

/** Where each kind is fetched, below `/v1/public/<tenant>/`; the gateway knows the first word. */
const places: Record<EvidenceKind, string> = {
  'consent-receipt': 'consents',
  'request-answer': 'requests',
  'disposal-confirmation': 'disposals',
};

export type EvidencePlace = {
  readonly kind: EvidenceKind;
  /** Of the consent's event, of the request, or of the disposal. */
  readonly id: string;
  /** Whose it is: a random id. */
  readonly person: string;
};

export const publicEvidencePath = (kind: EvidenceKind): string =>
  `/v1/public/:tenant/${places[kind]}/:person/:id/proof/:secret`;

/**
 * An address from which the person downloads the evidence, without signing in. Its secret is made of the vault's key of the
 * month: it opens for that month and the next, is kept nowhere, and says nothing of anybody.
 * @throws {Error} when the vault has no key of the present month
 */
export async function evidenceLink(
  context: Pick<ServiceContext, 'vault' | 'clock' | 'publicOrigin'>,
  tenant: Tenant,
  place: EvidencePlace,
  scope: EvidenceScope,
): Promise<string> {
  const month = keyPeriodAt(context.clock.now());
  const secret = await secretOf(context, tenant, place, scope, month);
  if (secret === undefined) throw new Error('The vault has no key of the present month.');
  const { kind, id, person } = place;
  const path = [places[kind], person, id, 'proof', `${month}.${secret}`].map(encodeURIComponent).join('/');
  return `${originOfPlatform(context)}/v1/public/${tenant}/${path}`;
}

/** Where anybody verifies a file; the gateway serves it. */
export const verifyingPage = (context: Pick<ServiceContext, 'publicOrigin'>, language: 'nb' | 'en'): string =>
  `${originOfPlatform(context)}/verify?language=${language}`;

/** What a link with this secret leads to; undefined when it leads nowhere, or no longer. */
export async function scopeOfLink(
  context: Pick<ServiceContext, 'vault'>,
  tenant: Tenant,
  place: EvidencePlace,
  shown: string,
): Promise<EvidenceScope | undefined> {
  const [, month, secret] = /^(\d{4}-(?:0[1-9]|1[0-2]))\.([\w-]{32})$/.exec(shown) ?? [];
  if (month === undefined || secret === undefined) return undefined;
  let found: EvidenceScope | undefined;
  for (const scope of ['opened', 'sealed'] as const) {
    const right = await secretOf(context, tenant, place, scope, month);
    if (right !== undefined && isSame(right, secret)) found = scope;
  }
  return found;
}

const secretOf = (
  { vault }: Pick<ServiceContext, 'vault'>,
  tenant: Tenant,
  { kind, id, person }: EvidencePlace,
  scope: EvidenceScope,
  month: string,
): Promise<string | undefined> =>
  vault.fingerprint(tenant, month, JSON.stringify(['evidence-link', kind, id, person, scope]));

/** Compares in a time that does not tell where they differ. */
const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

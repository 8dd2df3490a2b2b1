import { createHash, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { OpenDsr } from '@vitne/contracts/statement/schema';
import { openDsrSigned } from '@vitne/service-kit/open-dsr';
import type { z } from 'zod';
import { discoverySchema } from './processor-answers.ts';
import { CallFailed, callOut, isWithin, jsonOf } from './processor-door.ts';

type Known = { discovery: z.infer<typeof discoverySchema>; certificates: X509Certificate[]; learned: number };
export type Signed = { digest: string; signature: string; certificate: string };

/** What a processor says of itself is asked for again after an hour, and sooner when no known certificate fits a signature. */
const rememberedMs = 3_600_000;
const askedAgainMs = 60_000;

/**
 * What processors say of themselves, and the certificates that they sign with: fetched where the statement says, and counted
 * only if the statement names their fingerprints. One memory for a process; times are real ones.
 */
export function processorCertificates() {
  const known = new Map<string, Promise<Known>>();

  async function learn(url: string, maxAgeMs: number): Promise<Known> {
    const before = await known.get(url)?.catch(() => undefined);
    if (before && Date.now() - before.learned < maxAgeMs) return before;
    const asked = discover(url);
    known.set(url, asked);
    asked.catch(() => known.get(url) === asked && known.delete(url));
    return asked;
  }

  return {
    /** @throws {CallFailed} */
    discovery: async ({ url }: OpenDsr): Promise<Known['discovery']> => (await learn(url, rememberedMs)).discovery,

    /**
     * Verifies a signature over bytes as they came, before anybody parses them (§ 8.8).
     * @param now when the certificate has to be valid
     * @throws {CallFailed} `bad-signature`, `bad-certificate`, or what the processor's discovery failed with
     */
    async verified(openDsr: OpenDsr, raw: Buffer, headers: Headers, now: string): Promise<Signed> {
      const domain = hostOf(openDsr);
      const signature = headers.get('x-opendsr-signature') ?? '';
      if (headers.get('x-opendsr-processor-domain')?.toLowerCase() !== domain || !isSignature(signature)) {
        throw new CallFailed('bad-signature');
      }
      let trusted: X509Certificate[] = [];
      for (const maxAgeMs of [Number.POSITIVE_INFINITY, askedAgainMs]) {
        trusted = trustedOf(await learn(openDsr.url, maxAgeMs), openDsr, now);
        const signer = trusted.find((one) => openDsrSigned(raw, signature, one.publicKey));
        if (signer) {
          const digest = createHash('sha256').update(raw).digest('hex');
          return { digest, signature, certificate: fingerprintOf(signer) };
        }
      }
      throw new CallFailed(trusted.length === 0 ? 'bad-certificate' : 'bad-signature');
    },
  };
}
export type ProcessorCertificates = ReturnType<typeof processorCertificates>;

/** The domain that signs is the one on which requests are received (§ 8.3). */
export const hostOf = ({ url }: Pick<OpenDsr, 'url'>): string => new URL(url).hostname.toLowerCase();

const isSignature = (value: string): boolean => /^[A-Za-z0-9+/]{16,1996}={0,2}$/.test(value);

async function discover(url: string): Promise<Known> {
  const { raw } = await callOut(`${url.replace(/\/$/, '')}/discovery`, { method: 'GET', expected: [200] });
  const discovery = discoverySchema.safeParse(jsonOf(raw));
  if (!discovery.success) throw new CallFailed('malformed');
  const { processor_certificate: at } = discovery.data;
  if (!isWithin(at, url)) throw new CallFailed('bad-certificate');
  const file = await callOut(at, { method: 'GET', expected: [200] });
  return { discovery: discovery.data, certificates: certificatesIn(file.raw), learned: Date.now() };
}

/** A file of one or several certificates, as PEM or one as DER. */
function certificatesIn(file: Buffer): X509Certificate[] {
  const pems = file.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  try {
    return (pems ?? [file]).slice(0, 10).map((one) => new X509Certificate(one));
  } catch {
    throw new CallFailed('bad-certificate');
  }
}

/** Those whose fingerprints the statement names, which are valid now, are issued to the processor's domain, and can sign so. */
function trustedOf({ certificates }: Known, openDsr: OpenDsr, now: string): X509Certificate[] {
  const named = new Set(openDsr.certificates.map((one) => one.replaceAll(':', '').toLowerCase()));
  const host = hostOf(openDsr).replace(/^\[|\]$/g, '');
  return certificates.filter((one) => {
    const isIssuedTo = isIP(host) === 0 ? one.checkHost(host) !== undefined : one.checkIP(host) !== undefined;
    const isValid = Date.parse(one.validFrom) <= Date.parse(now) && Date.parse(now) <= Date.parse(one.validTo);
    const canSign = ['rsa', 'ec'].includes(one.publicKey.asymmetricKeyType ?? '');
    return named.has(fingerprintOf(one)) && isIssuedTo && isValid && canSign;
  });
}

const fingerprintOf = ({ fingerprint256 }: X509Certificate): string => fingerprint256.replaceAll(':', '').toLowerCase();

import { generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { isIPv4 } from 'node:net';

export type TestCertificate = { key: KeyObject; pem: string; fingerprint: string };

/** What a certificate of a test says; it is issued to `host`, and signed by its own key. */
export type CertificateWanted = { host: string; from?: string; until?: string };

/** A certificate (RFC 5280) with an RSA key of its own, made here because nothing of Node makes one. */
export function testCertificate({
  host,
  from = '2020-01-01',
  until = '2049-12-31',
}: CertificateWanted): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const algorithm = sequence(sha256WithRsa, der(0x05));
  const name = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(host)))));
  const alternative = isIPv4(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host));
  const tbs = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    sequence(utcTime(from), utcTime(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(subjectAltName, der(0x04, sequence(alternative))))),
  );
  const raw = sequence(tbs, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', tbs, privateKey)])));
  const certificate = new X509Certificate(raw);
  return { key: privateKey, pem: certificate.toString(), fingerprint: certificate.fingerprint256 };
}

/** One value in the distinguished encoding of ASN.1 (X.690): its tag, its length, its content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const utcTime = (day: string): Buffer => der(0x17, Buffer.from(`${day.replaceAll('-', '').slice(2)}000000Z`));
/** 1.2.840.113549.1.1.11, 2.5.4.3, 2.5.29.17. */
const sha256WithRsa = Buffer.from('06092a864886f70d01010b', 'hex');
const commonName = Buffer.from('0603550403', 'hex');
const subjectAltName = Buffer.from('0603551d11', 'hex');

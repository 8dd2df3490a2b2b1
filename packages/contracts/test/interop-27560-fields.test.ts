import { describe, expect, test } from 'vitest';
import type { ConsentProof } from '../src/interop/consent-proof.ts';
import { consentReceipt, consentRecord } from '../src/interop/consent-receipt.ts';
import { consentRecordShape, RECEIPT_PROFILES, RECORD_PROFILES } from '../src/interop/consent-record-shape.ts';
import { FIELDS_OF_27560, missingFieldsOf27560 } from '../src/interop/dpv-27560-fields.ts';
import { CONTEXT, type JsonLd } from '../src/interop/json-ld.ts';
import { noticeOf } from '../src/statement/notice.ts';
import type { Statement } from '../src/statement/schema.ts';
import { statementFile } from './statement-files.ts';

const statement = statementFile('kaukus');
const noticeHash = (await noticeOf(statement, 'analytics', 'nb'))?.hash ?? '';
const shown = { noticeHash, language: 'nb', surface: 'cookie-banner', method: 'pressed-button' } as const;
const proofOf = (of: Statement): ConsentProof => ({
  statement: of,
  person: 'p4k7w2m9x1c6v3b8n5z0',
  purpose: 'analytics',
  acts: [{ eventId: 'event-1', at: '2026-03-01T10:00:00Z', status: 'given', statementVersion: '1.0', shown }],
  links: {
    notice: 'https://vitne.example/notices/1',
    withdraw: 'https://vitne.example/withdraw',
    withdrawByApi: 'https://vitne.example/withdrawals',
    rights: 'mailto:privacy@vitne.example',
    record: 'https://vitne.example/records/1',
  },
});
const receipt = { id: 'receipt-1', created: '2026-03-01T10:00:01Z' };
const without = (node: unknown, keys: readonly string[]): unknown => {
  if (Array.isArray(node)) return node.map((one) => without(one, keys));
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([key]) => !keys.includes(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, without(value, keys)]));
};

describe('a consent record, held to the published table of fields', () => {
  const record = consentRecord(proofOf(statement));

  test('has every field that the base profile and the one for the GDPR make mandatory', () => {
    expect(missingFieldsOf27560(record, 'base')).toEqual([]);
    expect(missingFieldsOf27560(record, 'gdpr')).toEqual([]);
    expect(record['dct:conformsTo']).toEqual(RECORD_PROFILES);
  });

  test.each(FIELDS_OF_27560)('is refused without its %s', (field, _place, base, _gdpr, keys) => {
    const lacking = without(record, keys) as JsonLd;
    expect(missingFieldsOf27560(lacking, 'gdpr')).toContain(field);
    expect(missingFieldsOf27560(lacking, 'base').includes(field)).toBe(base === 'mandatory');
    const refused = consentRecordShape.safeParse({ ...lacking, 'dct:conformsTo': RECORD_PROFILES });
    // The field that names the profiles is put back, so that they can be claimed.
    expect(refused.success).toBe(field === 'schema version');
  });

  test('claims the profile for the GDPR only where the statement tells all that it asks for', () => {
    const silent = { ...statementFile('kaukus'), complaints: undefined };
    expect(consentRecord(proofOf(silent))['dct:conformsTo']).toEqual([RECORD_PROFILES[0]]);
    expect(consentReceipt(proofOf(silent), receipt)['dct:conformsTo']).toEqual([RECEIPT_PROFILES[0]]);
  });

  test('names the profiles as the group publishes them', () => {
    const published = ['record', 'record-eu-gdpr', 'receipt', 'receipt-eu-gdpr'];
    expect([...RECORD_PROFILES, ...RECEIPT_PROFILES]).toEqual(
      published.map((name) => `https://w3id.org/dpv/schema/dpv-27560#${name}`),
    );
  });

  test('names the controller as a recipient where nobody else is one, and holds no empty list', () => {
    const alone = statementFile('kaukus');
    for (const purpose of alone.purposes) purpose.recipients = [];
    const told = consentReceipt(proofOf(alone), receipt);
    expect(JSON.stringify(told)).not.toContain('[]');
    const process = (told['dpv:hasRecordOfActivity'] as Record<string, JsonLd[]>)['dpv:hasProcess']?.[0];
    expect(process?.['dpv:hasRecipient']).toEqual([{ '@id': 'https://kaukus.no/personvern#controller-kaukus' }]);
  });

  test('every address and term in it is one to a reader of RDF too, and no mere word', () => {
    const told: string[] = [];
    const walk = (node: unknown, key: string): void => {
      if (Array.isArray(node)) for (const one of node) walk(one, key);
      else if (typeof node === 'object' && node !== null)
        for (const [inside, value] of Object.entries(node)) if (inside !== '@context') walk(value, inside);
      const isIri = typeof node === 'string' && /^(dpv|eu-gdpr|legal-eu|pd|loc|https?|mailto):\S+$/.test(node);
      const term = CONTEXT[key] as { '@type'?: string } | undefined;
      const isReference = key.startsWith('@') || term?.['@type'] === '@id' || key === 'dct:identifier';
      if (isIri && !isReference) told.push(`${key}: ${node}`);
    };
    walk(consentReceipt(proofOf(statement), receipt), '');
    expect(told).toEqual([]);
  });
});

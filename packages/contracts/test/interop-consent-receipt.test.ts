import { describe, expect, test } from 'vitest';
import { type ConsentAct, type ConsentProof, type ConsentState, wasAsked } from '../src/interop/consent-proof.ts';
import { consentReceipt, consentRecord } from '../src/interop/consent-receipt.ts';
import { consentReceiptShape, consentRecordShape, RECEIPT_PROFILES } from '../src/interop/consent-record-shape.ts';
import { unknownDpvTerms } from '../src/interop/dpv-terms.ts';
import { kantaraReceipt, kantaraReceiptShape } from '../src/interop/kantara-receipt.ts';
import { noticeOf } from '../src/statement/notice.ts';
import type { Statement } from '../src/statement/schema.ts';
import { statementFile, the } from './statement-files.ts';

const statement = statementFile('kaukus');
const hash = (await noticeOf(statement, 'analytics', 'nb'))?.hash ?? '';
const shown = { noticeHash: hash, language: 'nb', surface: 'cookie-banner', method: 'pressed-button' } as const;
const act = (status: ConsentState, day: number, over: Partial<ConsentAct> = {}): ConsentAct => ({
  eventId: `event-${day}`,
  at: `2026-03-0${day}T10:00:00Z`,
  status,
  ...over,
});
const given = act('given', 1, { shown, statementVersion: '1.0', expires: '2027-03-01T10:00:00Z' });
const proofOf = (acts: readonly ConsentAct[], over: Partial<ConsentProof> = {}): ConsentProof => ({
  statement,
  person: '0193f0a2-0000-7000-8000-000000000001',
  purpose: 'analytics',
  acts,
  links: {
    notice: 'https://vitne.example/notices/1',
    withdrawByApi: 'https://vitne.example/withdrawals',
    withdraw: 'https://vitne.example/withdraw',
    rights: 'https://vitne.example/rights',
    record: 'https://vitne.example/records/1',
  },
  ...over,
});
const receipt = { id: 'receipt-1', created: '2026-03-01T10:00:01Z' };
type Status = { '@type': string[]; 'dpv:isIndicatedBy': string; 'dpv:hasDuration': Record<string, string> };
const statuses = (record: Record<string, unknown>) => record['dpv:hasConsentStatus'] as Status[];

describe('a consent record after ISO/IEC TS 27560', () => {
  const record = consentRecord(proofOf([given]));

  test('names both profiles, the act, the pseudonym, and exactly what was shown', () => {
    expect(record).toMatchObject({
      '@type': 'dpv:ConsentRecord',
      'dct:conformsTo': [
        'https://w3id.org/dpv/schema/dpv-27560#record',
        'https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr',
      ],
      'dct:identifier': 'event-1',
      'dpv:hasDataSubject': { 'dct:identifier': '0193f0a2-0000-7000-8000-000000000001' },
      'dpv:hasNotice': { 'dct:identifier': `sha256:${hash}`, 'dct:language': 'nb', 'schema:version': '1.0' },
      'dpv:hasJurisdiction': 'loc:NO',
      'dpv:hasConsentControl': {
        '@type': 'dpv:WithdrawConsent',
        'dpv:isExercisedAt': ['https://vitne.example/withdraw', 'https://vitne.example/withdrawals'],
      },
    });
  });

  test('lists processes as an array, and only those that stand on the consent', () => {
    const processes = record['dpv:hasProcess'] as {
      'dpv:hasLegalBasis': string;
      'dpv:hasPersonalData': Record<string, string>[];
    }[];
    expect(processes.map((one) => one['dpv:hasLegalBasis'])).toEqual(['eu-gdpr:A6-1-a']);
    const data = processes[0]?.['dpv:hasPersonalData'].map((one) => one['dct:identifier']);
    expect(data).toContain('behaviour/page');
    expect(data).not.toContain('visit-statistics/count');
  });

  test('uses only terms that the vocabularies have', () => {
    expect(unknownDpvTerms(record)).toEqual([]);
    expect(unknownDpvTerms(consentReceipt(proofOf([given]), receipt))).toEqual([]);
  });

  test.each([
    ['given', 'dpv:ConsentGiven', 'dpv:DataSubject'],
    ['renewed', 'dpv:RenewedConsentGiven', 'dpv:DataSubject'],
    ['refused', 'dpv:ConsentRefused', 'dpv:DataSubject'],
    ['withdrawn', 'dpv:ConsentWithdrawn', 'dpv:DataSubject'],
    ['expired', 'dpv:ConsentExpired', 'https://kaukus.no/personvern#controller-kaukus'],
    ['invalidated', 'dpv:ConsentInvalidated', 'https://kaukus.no/personvern#controller-kaukus'],
    ['revoked', 'dpv:ConsentRevoked', 'https://kaukus.no/personvern#controller-kaukus'],
    ['requested', 'dpv:ConsentRequested', 'https://kaukus.no/personvern#controller-kaukus'],
  ] as const)('tells that a consent was %s as %s, and by whom', (status, term, by) => {
    const [, last] = statuses(consentRecord(proofOf([given, act(status, 2)])));
    expect(last?.['@type'][0]).toBe(term);
    expect(last?.['dpv:isIndicatedBy']).toBe(by);
    // Only a given consent counts as an expression of consent, however the choice was made.
    expect(last?.['@type'].length).toBe(status === 'given' || status === 'renewed' ? 2 : 1);
  });

  test('tells how long each state counts: to its end, to the withdrawal, or to the next choice', () => {
    const acts = [given, act('withdrawn', 2), act('given', 3, { shown })];
    expect(statuses(consentRecord(proofOf(acts))).map((one) => one['dpv:hasDuration'])).toEqual([
      { '@type': 'dpv:UntilTimeDuration', 'rdf:value': '2027-03-01T10:00:00Z' },
      { '@type': 'dpv:UntilEventDuration', 'rdf:value': 'the next choice' },
      { '@type': 'dpv:UntilEventDuration', 'rdf:value': 'withdrawal' },
    ]);
  });

  test('calls a consent explicit only where the person said or ticked exactly this', () => {
    const settings = act('given', 1, { shown: { ...shown, method: 'settings-page' } });
    expect(statuses(consentRecord(proofOf([given])))[0]?.['@type'][1]).toBe('dpv:ExplicitlyExpressedConsent');
    expect(statuses(consentRecord(proofOf([settings])))[0]?.['@type'][1]).toBe('dpv:ExpressedConsent');
  });

  test('tells who acted for a child, and which browser signal acted for the person', () => {
    const acts = [act('given', 1, { shown, guardian: 'g' }), act('refused', 2, { signal: 'gpc' })];
    expect(statuses(consentRecord(proofOf(acts)))).toMatchObject([
      { 'dpv:isIndicatedBy': 'dpv:GuardianOfDataSubject' },
      { 'dpv:isIndicatedBy': 'dpv:DataSubject', 'dpv:hasIndicationMethod': 'browser signal gpc' },
    ]);
  });

  test('of one recipient names that one alone', () => {
    const one = consentRecord(proofOf([given], { recipient: 'partner' }));
    expect(one['dpv:hasProcess']).toMatchObject([
      {
        'dpv:hasRecipient': [
          { '@id': 'https://kaukus.no/personvern#controller-kaukus' },
          { '@id': 'https://kaukus.no/personvern#recipient-partner' },
        ],
      },
    ]);
    // An empty list is no statement at all in RDF.
    expect(one).not.toHaveProperty('dpv:hasRecipient');
  });

  test('is possible for every consent that either customer asks for, in a file without retention rules too', () => {
    for (const tenant of ['catacloud', 'kaukus'] as const) {
      for (const rules of [statementFile(tenant).retention, []]) {
        const file: Statement = { ...statementFile(tenant), retention: rules };
        for (const { id } of file.purposes.filter(({ consent }) => consent)) {
          expect(consentRecord(proofOf([given], { statement: file, purpose: id }))['@type']).toBe('dpv:ConsentRecord');
        }
      }
    }
  });

  test('is refused for a choice that was never asked, and for a purpose that asks nothing', () => {
    const unasked = [act('refused', 1, { signal: 'gpc' })];
    expect(wasAsked(unasked)).toBe(false);
    expect(() => consentRecord(proofOf(unasked))).toThrow('what was shown');
    expect(() => consentRecord(proofOf([given], { purpose: 'login-session' }))).toThrow('asks no consent');
  });
});

describe('a receipt', () => {
  test('is the whole record under its own profile, number, date and publisher', () => {
    const document = consentReceipt(proofOf([given]), receipt);
    const { '@context': _, ...record } = consentRecord(proofOf([given]));
    expect(document).toMatchObject({
      '@type': 'dpv:ConsentReceipt',
      'dct:conformsTo': RECEIPT_PROFILES,
      'dct:identifier': 'receipt-1',
      'dct:created': '2026-03-01T10:00:01Z',
      'schema:recipient': 'dpv:DataSubject',
      'dpv:hasRecordOfActivity': record,
    });
  });

  test('for Kantara 1.1 holds what that specification requires', () => {
    expect(kantaraReceipt(proofOf([given]), 'receipt-1')).toMatchObject({
      version: 'KI-CR-v1.1.0',
      jurisdiction: 'NO',
      consentTimestamp: Date.UTC(2026, 2, 1, 10) / 1000,
      consentReceiptID: 'receipt-1',
      language: 'nb',
      piiControllers: [{ piiController: 'Kaukus AS', email: 'personvern@kaukus.no' }],
      services: [{ purposes: [{ consentType: 'EXPLICIT', thirdPartyDisclosure: true, thirdPartyName: 'Hetzner' }] }],
      sensitive: false,
    });
  });

  test.each(['refused', 'withdrawn', 'expired', 'invalidated', 'revoked'] as const)(
    'for Kantara is none once a consent was %s, because the format can only say that it runs',
    (status) => {
      expect(kantaraReceipt(proofOf([given, act(status, 2, { shown })]), 'r')).toBeUndefined();
    },
  );

  test('for Kantara holds no value that the statement does not have', () => {
    const [controller] = kantaraReceipt(proofOf([given]), 'r')?.piiControllers ?? [];
    expect(controller).toMatchObject({ phone: '', address: { addressCountry: 'NO' } });
    expect(controller?.address).not.toHaveProperty('streetAddress');
  });
});

/** A check that never fails proves nothing: without any one mandatory field, a document is refused. */
describe('the shapes refuse', () => {
  const record = consentRecord(proofOf([given]));
  const whole = consentReceipt(proofOf([given]), receipt);
  const kantara = kantaraReceipt(proofOf([given]), 'r') ?? {};

  const optional = ['dpv:hasRecipient'];
  const mandatory = Object.keys(consentRecordShape.shape).filter((key) => !optional.includes(key));
  test.each(mandatory)('a record without %s', (key) => {
    expect(consentRecordShape.safeParse(without(record, key)).success).toBe(false);
  });

  test.each(Object.keys(consentReceiptShape.shape))('a receipt without %s', (key) => {
    expect(consentReceiptShape.safeParse(without(whole, key)).success).toBe(false);
  });

  test.each(Object.keys(kantaraReceiptShape.shape))('a Kantara receipt without %s', (key) => {
    expect(kantaraReceiptShape.safeParse(without(kantara, key)).success).toBe(false);
  });

  test.each([
    ['a process that is no list', { 'dpv:hasProcess': (record['dpv:hasProcess'] as unknown[])[0] }],
    ['a profile that is none', { 'dct:conformsTo': ['https://w3id.org/dpv/schema/dpv-27560#receipt-record'] }],
    ['no right to withdraw', { 'dpv:hasRight': [] }],
    ['no act', { 'dpv:hasConsentStatus': [] }],
    [
      'an act without a time',
      { 'dpv:hasConsentStatus': [without(statuses(record)[0] ?? {}, 'dpv:isIndicatedAtTime')] },
    ],
  ])('a record with %s', (_what, over) => {
    expect(consentRecordShape.safeParse({ ...record, ...over }).success).toBe(false);
  });

  test('a third party disclosure that names nobody', () => {
    const nobody = structuredClone(statement);
    the(nobody.recipients, 'hetzner').name = '';
    expect(() => kantaraReceipt(proofOf([given], { statement: nobody }), 'r')).toThrow('thirdPartyName');
  });
});

function without(document: object, key: string): object {
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== key));
}

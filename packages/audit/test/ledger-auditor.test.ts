import { createHash } from 'node:crypto';
import { headers as natsHeaders } from '@nats-io/nats-core';
import { dataschemaOf } from '@vitne/contracts/catalogue/catalogue';
import { channelOf } from '@vitne/contracts/channels';
import { encodeEvent } from '@vitne/contracts/cloud-event';
import type { EventMeta, SealedEvent } from '@vitne/contracts/envelope';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import type { DeliveredMessage } from '@vitne/event-log/stored-messages';
import { describe, expect, it } from 'vitest';
import { ledgerAuditor } from '../src/ledger-auditor.ts';

const person = 'p4k7w2m9x1c6v3b8n5z0';
const tenant = 'kaukus';
type Tampered = { meta?: Partial<EventMeta>; facts?: object; sealed?: SealedEvent['sealed']; subject?: string };

/** An event as a service writes it, or with something about it changed; `type` is one without personal parts. */
function message(position: number, of: 'statement' | 'withdrawal' | 'refusal', over: Tampered = {}): DeliveredMessage {
  const [type, context, entity, facts] = plain[of](position);
  const meta: EventMeta = {
    id: `command-${position}.0`,
    source: `/services/${context}`,
    type,
    time: '2026-03-01T12:00:00.000Z',
    entity: `e-${position}`,
    dataschema: dataschemaOf(type),
    tenant,
    actor: `service:${context}`,
    correlation: `command-${position}`,
    ...over.meta,
  };
  const encoded = encodeEvent({ meta, facts: { ...facts, ...over.facts }, sealed: over.sealed ?? [] });
  const headers = natsHeaders();
  for (const [name, value] of encoded.headers) headers.append(name, value);
  const subject = over.subject ?? channelOf({ tenant, context, entity, id: meta.entity });
  return { position, subject, headers, data: encoded.data };
}

const document = { anything: 'that was published' };
const shown = { noticeHash: 'a'.repeat(64), language: 'nb', surface: 'portal', method: 'pressed-button' };
const plain = {
  statement: () =>
    [
      'statement.published.v1',
      'consent',
      'statement',
      {
        version: 1,
        revision: 0,
        updated: '2026-01-01',
        hash: createHash('sha256').update(canonicalJson(document)).digest('hex'),
        document,
      },
    ] as const,
  withdrawal: (position: number) =>
    [
      'request.withdrawn.v1',
      'request-intake',
      'request',
      { request: `r-${position}`, person, withdrawn: '2026-03-01T12:00:00.000Z' },
    ] as const,
  refusal: () =>
    [
      'consent.refused.v1',
      'consent',
      'person',
      { person, purpose: 'newsletter', statementVersion: '1.0', shown },
    ] as const,
};

/** What an auditor says of these messages, each with its position. */
function judged(messages: readonly DeliveredMessage[], newest = messages.at(-1)?.position ?? 0): [string, number?][] {
  const auditor = ledgerAuditor(tenant);
  const findings = [...messages.flatMap((one) => auditor.look(one)), ...auditor.end(newest)];
  return findings.map(({ code, position }) => [code, position as number]);
}

const whole = [
  message(1, 'statement'),
  message(2, 'withdrawal'),
  message(3, 'refusal', { meta: { statementVersion: '1.0' } }),
];

describe('an auditor who reads the messages alone', () => {
  it('finds nothing in a ledger as the services write it', () => {
    expect(judged(whole)).toEqual([]);
    expect(judged([])).toEqual([]);
  });

  const sealed = [{ part: 'contact', person, category: 'contact', key: 'k1', blob: 'AAECAwQFBgcICQoL' }];
  const wrong: Record<string, [code: string, DeliveredMessage]> = {
    'a message of somebody else': ['not-an-event', { ...message(2, 'withdrawal'), headers: undefined }],
    'a payload that is no JSON': ['not-an-event', { ...message(2, 'withdrawal'), data: new Uint8Array([123]) }],
    'a type that nobody declared': [
      'unknown-type',
      message(2, 'withdrawal', { meta: { type: 'request.vanished.v1' } }),
    ],
    'a fact that the type does not have': ['schema-violation', message(2, 'withdrawal', { facts: { more: true } })],
    'a fact of another kind': ['schema-violation', message(2, 'withdrawal', { facts: { withdrawn: 'yesterday' } })],
    'a personal part that the type does not have': ['schema-violation', message(2, 'withdrawal', { sealed })],
    'the name of another schema': ['schema-violation', message(2, 'withdrawal', { meta: { dataschema: 'urn:x' } })],
    'the subject of another entity': [
      'wrong-place',
      message(2, 'withdrawal', { subject: `ledger.${tenant}.request-intake.request.other` }),
    ],
    'the subject of another context': [
      'wrong-place',
      message(2, 'withdrawal', { subject: `ledger.${tenant}.consent.person.e-2` }),
    ],
    'an event written by another service': [
      'wrong-source',
      message(2, 'withdrawal', { meta: { source: '/services/consent' } }),
    ],
    'an act of another service': ['wrong-source', message(2, 'withdrawal', { meta: { actor: 'service:consent' } })],
    'an id that was used before': ['id-repeated', message(2, 'withdrawal', { meta: { id: 'command-1.0' } })],
    'an answer to what is not there': ['cause-unknown', message(2, 'withdrawal', { meta: { causation: 'nothing.0' } })],
    'a decision under no statement': [
      'statement-unknown',
      message(2, 'withdrawal', { meta: { statementVersion: '1.1' } }),
    ],
    'a statement that is not the one of its hash': [
      'statement-altered',
      message(2, 'statement', { facts: { document: { anything: 'else' } } }),
    ],
  };
  for (const [what, [code, tampered]] of Object.entries(wrong)) {
    it(`names ${what}, and where it is`, () => {
      const [first] = whole as [DeliveredMessage];
      expect(judged([first, tampered])).toEqual([[code, 2]]);
    });
  }

  it('names an event of another tenant', () => {
    const [first] = whole as [DeliveredMessage];
    const found = judged([first, message(2, 'withdrawal', { meta: { tenant: 'catacloud' } })]);
    expect(new Set(found.map(String))).toEqual(new Set(['wrong-place,2']));
  });

  it('names what is sealed under the key of another person or category', () => {
    const [first] = whole as [DeliveredMessage];
    const sealedAs = (over: object) => {
      const part = { part: 'circumstances', person, category: 'device', key: 'k1', blob: 'AAECAwQFBgcICQoL' };
      return judged([first, message(2, 'refusal', { sealed: [{ ...part, ...over }] })]);
    };
    expect(sealedAs({})).toEqual([]);
    expect(sealedAs({ person: 'q4k7w2m9x1c6v3b8n5z0' })).toEqual([['sealed-for-another', 2]]);
    expect(sealedAs({ category: 'contact' })).toEqual([['sealed-for-another', 2]]);
  });

  it('names a version of the statement that is one more than it tells apart, and lets none pass by it', () => {
    const auditor = ledgerAuditor(tenant, { mostStatements: 1 });
    const versions = [
      message(1, 'statement'),
      message(2, 'statement'),
      message(3, 'statement', { facts: { revision: 1 } }),
      message(4, 'withdrawal', { meta: { statementVersion: '1.0' } }),
      message(5, 'withdrawal', { meta: { statementVersion: '1.1' } }),
    ];
    const found = versions.flatMap((one) => auditor.look(one)).map(({ code, position }) => [code, position]);
    expect(found).toEqual([
      ['too-many-statements', 3],
      ['statement-unknown', 5],
    ]);
  });

  it('tells of a list that is wrong everywhere at how many places, and names the first ones', () => {
    const systems = Array.from({ length: 60 }, () => 'NO SYSTEM');
    const listing = message(1, 'withdrawal', {
      meta: { type: 'disposal.anonymisation-checked.v1' },
      facts: { systems },
    });
    const found = ledgerAuditor(tenant).look(listing);
    const detail = found.find(({ code }) => code === 'schema-violation')?.detail;
    expect(detail).toMatch(/systems\.\d+, systems\.\d+ and \d+ more places\.$/);
  });

  it('names what is missing: in the middle, at the beginning, and at the end', () => {
    const [one, , three] = whole as [DeliveredMessage, DeliveredMessage, DeliveredMessage];
    expect(judged([one, three])).toEqual([['sequence-gap', 3]]);
    expect(judged([{ ...one, position: 2 }])).toEqual([['sequence-gap', 2]]);
    expect(judged([one], 3)).toEqual([['end-not-delivered', 2]]);
  });

  it('names two events that changed places', () => {
    const [one, two, three] = whole as [DeliveredMessage, DeliveredMessage, DeliveredMessage];
    expect(judged([one, three, two]).map(([code]) => code)).toEqual(['sequence-gap', 'sequence-gap']);
  });
});

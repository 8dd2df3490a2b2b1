import { committedBytes } from '@vitne/contracts/part-commitment';
import { collectInclusionProof } from '@vitne/ledger/build-proof';
import { toBase64, utf8 } from '@vitne/ledger/bytes';
import { signCheckpoint } from '@vitne/ledger/checkpoint';
import { appendLeaves, emptyRange, rootOf } from '@vitne/ledger/compact-range';
import { cosign } from '@vitne/ledger/cosignature';
import { signerFromSeed } from '@vitne/ledger/ed25519';
import { nodeHashing as hashing } from '@vitne/ledger/node-hashing';
import { formatProofFile } from '@vitne/ledger/proof-file';
import { leafHashOf, type StoredMessage } from '@vitne/ledger/stored-message';
import { formatVerifierKey, signatureTypes, verifierKey } from '@vitne/ledger/verifier-key';
import type { EvidenceFile, EvidenceKind, Opening } from '../src/evidence-file.ts';
import { textOfEvidence } from '../src/evidence-text.ts';
import { type ProvedEvent, readEvent } from '../src/proved-event.ts';

export const tenant = 'acme';
export const origin = `vitne.example/ledger/${tenant}`;
export const person = 'abcdefghij0123456789';
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The notice that was shown, with a line break in it, as an attachment has it. */
export const notice = JSON.stringify({
  controller: { name: 'Acme AS' },
  purposeName: 'Nyhetsbrev',
  question: 'Vil du ha nyhetsbrev?\nDu kan si nei.',
});
export const noticeHash = hex(hashing.sha256(utf8(notice)));

type Sample = { subject: string; type: string; id: string; facts: Record<string, unknown>; sealed: SealedSample[] };
type SealedSample = { part: string; category: string; fields: Record<string, unknown>; hasCommitment: boolean };

const saltOf = (part: string, id: string): Uint8Array => hashing.sha256(utf8(`${part} ${id}`)).slice(0, 16);

/** What the person is shown of a sealed part. */
export const openingOf = ({ id }: Pick<Sample, 'id'>, { part, fields }: SealedSample): Opening => ({
  part,
  salt: toBase64(saltOf(part, id)),
  fields: JSON.stringify(fields),
});

function storedMessage({ subject, type, id, facts, sealed }: Sample, of: string): StoredMessage {
  const headers = {
    'ce-id': id,
    'ce-type': type,
    'ce-time': '2026-03-05T10:12:33.000Z',
    'ce-subject': subject.split('.').at(-1),
    'ce-tenant': of,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const parts = sealed.map(({ part, category, fields, hasCommitment }) => ({
    part,
    person,
    category,
    key: 'key-1',
    blob: toBase64(hashing.sha256(utf8(`blob of ${part} ${id}`))),
    ...(hasCommitment && {
      commitment: toBase64(hashing.sha256(committedBytes(saltOf(part, id), JSON.stringify(fields)))),
    }),
  }));
  return {
    subject: `ledger.${of}.${subject}`,
    headerBlock: utf8(`NATS/1.0\r\n${lines.join('')}\r\n`),
    data: utf8(JSON.stringify({ facts: { person, ...facts }, sealed: parts })),
  };
}

const request = 'request-1';
const choice: Sample = {
  subject: `consent.person.${person}`,
  type: 'consent.given.v1',
  id: 'choice-1.0',
  facts: {
    purpose: 'newsletter',
    statementVersion: '2.10',
    shown: { noticeHash, language: 'nb', surface: 'web-form', method: 'ticked-box' },
  },
  sealed: [
    {
      part: 'circumstances',
      category: 'device',
      fields: { userAgent: 'Firefox', maskedIp: '10.0.0.0' },
      hasCommitment: true,
    },
    { part: 'older', category: 'device', fields: { sealed: 'before commitments' }, hasCommitment: false },
  ],
};
const ofRequest = (
  type: string,
  number: number,
  facts: Record<string, unknown>,
  sealed: SealedSample[] = [],
): Sample => ({
  subject: `request-intake.request.${request}`,
  type,
  id: `${request}.${number}`,
  facts: { request, ...facts },
  sealed,
});
const received = ofRequest(
  'request.received.v1',
  0,
  { requestType: 'access', receivedThrough: 'portal', received: '2026-03-05T10:12:33.000Z' },
  [
    { part: 'contact', category: 'contact', fields: { email: 'kari@example.org' }, hasCommitment: true },
    {
      part: 'enquiry',
      category: 'enquiry',
      fields: { text: 'Hva har dere?\nSvar: alt er slettet' },
      hasCommitment: true,
    },
  ],
);
const refused = ofRequest('request.refused.v1', 1, {
  reason: 'manifestly-excessive',
  refused: '2026-03-06T10:00:00.000Z',
  complaintTo: 'Datatilsynet',
});
const disposal = 'disposal-1';
const ofDisposal = (type: string, facts: Record<string, unknown>): Sample => ({
  subject: `retention.person.${person}`,
  type,
  id: `${disposal}-${type}`,
  facts: { disposal, ...facts },
  sealed: [],
});
const ordered = ofDisposal('disposal.ordered.v1', {
  dataCategories: ['contact'],
  systems: ['crm', 'mail'],
  action: 'erase',
  reason: 'erasure-request',
});
const confirmed = (system: string): Sample => ({
  ...ofDisposal('disposal.confirmed.v1', { system, method: 'erased', evidence: 'ticket 12' }),
  id: `${disposal}-${system}`,
});
const completed = ofDisposal('disposal.completed.v1', { effective: '2026-03-07T08:00:00.000Z' });
const stranger: Sample = { ...refused, subject: 'request-intake.request.request-2', id: 'request-2.1' };

/** The ledger that the samples are from. */
export const samples = {
  choice,
  received,
  refused,
  stranger,
  ordered,
  crm: confirmed('crm'),
  mail: confirmed('mail'),
  completed,
};
export type SampleName = keyof typeof samples;
export const namesOf: Record<EvidenceKind, SampleName[]> = {
  'consent-receipt': ['choice'],
  'request-answer': ['received', 'refused'],
  'disposal-confirmation': ['ordered', 'crm', 'mail', 'completed'],
};
export const idOf: Record<EvidenceKind, string> = {
  'consent-receipt': choice.id,
  'request-answer': request,
  'disposal-confirmation': disposal,
};

/** A witness, and the moment at which it saw the ledger. */
export async function sampleWitness() {
  const signer = await signerFromSeed(hashing.sha256(utf8('witness')));
  const key = verifierKey('witness.example/w1', signer.publicKey, hashing.sha256, signatureTypes.cosignature);
  return { key, signer, seen: 1_795_670_400 };
}

/** A ledger of these samples, signed; and the proof of any of them. */
export async function signedLedger({
  size,
  seed = 'log',
  name = origin,
  of = tenant,
  isWitnessed = false,
}: {
  size?: number;
  seed?: string;
  name?: string;
  of?: string;
  isWitnessed?: boolean;
} = {}) {
  const all = Object.values(samples).map((sample) => storedMessage(sample, of));
  const messages = all.slice(0, size ?? all.length);
  const leaves = messages.map((message) => leafHashOf(message, hashing));
  const root = rootOf(appendLeaves(emptyRange(), leaves, hashing), hashing);
  const signer = await signerFromSeed(hashing.sha256(utf8(seed)));
  const key = verifierKey(name, signer.publicKey, hashing.sha256);
  const signed = await signCheckpoint({ origin: name, size: messages.length, root, extensions: [] }, [{ key, signer }]);
  const witness = await sampleWitness();
  const checkpoint = isWitnessed ? await cosign(signed, witness.key, witness.signer, witness.seen) : signed;
  const proofOf = (sample: SampleName): string => {
    const index = Object.keys(samples).indexOf(sample);
    const collector = collectInclusionProof(index, messages.length, hashing);
    for (const leaf of leaves) collector.append(leaf);
    const proof = { index, proof: collector.proof(), checkpoint };
    return new TextDecoder().decode(formatProofFile(messages[index] as StoredMessage, proof));
  };
  return { key, written: formatVerifierKey(key), checkpoint, messages, proofOf };
}
export type SignedLedger = Awaited<ReturnType<typeof signedLedger>>;

/** A whole file of evidence, as the platform would make it. */
export async function sampleEvidence(kind: EvidenceKind, ledger?: SignedLedger): Promise<EvidenceFile> {
  const { written, messages, proofOf } = ledger ?? (await signedLedger());
  const names = namesOf[kind];
  const events = names.map((name) => ({
    proof: proofOf(name),
    openings: samples[name].sealed
      .filter(({ hasCommitment }) => hasCommitment)
      .map((part) => openingOf(samples[name], part)),
  }));
  const attachments = kind === 'consent-receipt' ? [{ sha256: noticeHash, text: notice }] : [];
  const proved = names.map((name, index): ProvedEvent => {
    const position = Object.keys(samples).indexOf(name) + 1;
    const read = readEvent(messages[position - 1] as StoredMessage);
    if (!read) throw new Error('A sample is an event.');
    const opened = (events[index]?.openings ?? []).map(({ part, fields }) => [part, JSON.parse(fields)]);
    return { ...read, position, opened: Object.fromEntries(opened) };
  });
  const about = { kind, id: idOf[kind], origin, attachments };
  return { ...about, keys: [written], text: textOfEvidence(about, proved), events };
}

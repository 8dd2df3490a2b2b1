import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { formatVerifierKey } from '@vitne/ledger/verifier-key';
import { type EvidenceFile, evidenceKinds, formatEvidence } from '../src/evidence-file.ts';
import type { EvidenceFaultCode } from '../src/evidence-verdict.ts';
import { notice, sampleEvidence, sampleWitness, signedLedger } from './sample-evidence.ts';

/** What was done to a good file, and the code that must be said of it: by the library, the command and the page alike. */
export const corruptions: Record<string, EvidenceFaultCode> = {
  'message-byte-changed': 'root-differs',
  'proof-hash-changed': 'root-differs',
  'proof-cut-off': 'proof-too-short',
  'position-changed': 'root-differs',
  'checkpoint-size-changed': 'signature-invalid',
  'signature-changed': 'signature-invalid',
  'signed-by-another-key': 'key-unknown',
  'of-another-ledger': 'origin-differs',
  'origin-changed': 'origin-differs',
  'two-checkpoints': 'checkpoints-differ',
  'events-swapped': 'events-out-of-order',
  'event-twice': 'events-out-of-order',
  'event-of-another-request': 'events-of-another',
  'id-changed': 'events-of-another',
  'kind-changed': 'events-of-another',
  'answer-left-out': 'events-missing',
  'confirmation-left-out': 'events-missing',
  'completion-left-out': 'events-missing',
  'opened-part-changed': 'opening-differs',
  'opened-part-of-another': 'opening-differs',
  'salt-changed': 'opening-differs',
  'part-invented': 'opening-of-nothing',
  'part-without-commitment-opened': 'opening-of-nothing',
  'part-opened-twice': 'opening-of-nothing',
  'notice-changed': 'attachment-differs',
  'notice-of-nothing': 'attachment-of-nothing',
  'text-changed': 'text-differs',
  'english-text-changed': 'text-differs',
  'opening-left-out': 'text-differs',
  'notice-left-out': 'text-differs',
  'field-added': 'evidence-malformed',
  'not-json': 'evidence-malformed',
  'no-events': 'evidence-malformed',
  'of-a-later-version': 'evidence-version-unknown',
};

type Change = (file: EvidenceFile) => unknown;

/** Every corrupt file by its name, made anew: the same bytes at every run, since Ed25519 takes no chance. */
export async function corruptFiles(): Promise<Record<string, Uint8Array>> {
  const [receipt, answer, confirmation] = [
    await sampleEvidence('consent-receipt'),
    await sampleEvidence('request-answer'),
    await sampleEvidence('disposal-confirmation'),
  ];
  const stranger = await signedLedger({ seed: 'somebody else' });
  const other = await signedLedger({ name: 'vitne.example/ledger/other', of: 'other' });
  const earlier = await signedLedger({ size: 3 });
  const whole = await signedLedger();
  const proofs =
    (change: (proof: string) => string): Change =>
    (file) => ({
      ...file,
      events: file.events.map((event, index) => (index === 0 ? { ...event, proof: change(event.proof) } : event)),
    });
  const events =
    (change: (of: EvidenceFile['events']) => unknown): Change =>
    (file) => ({ ...file, events: change(file.events) });
  const openings = (change: (of: EvidenceFile['events'][number]['openings']) => unknown): Change =>
    events(([first, ...rest]) => [{ ...first, openings: change(first?.openings ?? []) }, ...rest]);
  const text = new TextDecoder().decode;
  const ofReceipt: Record<string, Change> = {
    'message-byte-changed': proofs((proof) => inMessage(proof, '"newsletter"', '"Newsletter"')),
    'proof-hash-changed': proofs((proof) => inLine(proof, 3, flipped)),
    'proof-cut-off': proofs((proof) => proof.split('\n').toSpliced(3, 1).join('\n')),
    'position-changed': proofs((proof) => proof.replace('index 0', 'index 1')),
    'checkpoint-size-changed': proofs((proof) => proof.replace('\n8\n', '\n9\n')),
    'signature-changed': proofs((proof) =>
      proof.replace(/(— \S+ \S{20})(.)/u, (_, start: string, letter: string) => start + (letter === 'A' ? 'B' : 'A')),
    ),
    'signed-by-another-key': (file) => ({
      ...file,
      events: [{ ...file.events[0], proof: stranger.proofOf('choice') }],
    }),
    'of-another-ledger': (file) => ({ ...file, events: [{ ...file.events[0], proof: other.proofOf('choice') }] }),
    'origin-changed': (file) => ({ ...file, origin: 'vitne.example/ledger/other' }),
    'id-changed': (file) => ({ ...file, id: 'choice-2.0' }),
    'kind-changed': (file) => ({ ...file, kind: 'request-answer' }),
    'opened-part-changed': openings(([one]) => [{ ...one, fields: one?.fields.replace('Firefox', 'Firefux') }]),
    'salt-changed': openings(([one]) => [{ ...one, salt: Buffer.alloc(16, 1).toString('base64') }]),
    'part-invented': openings((all) => [...all, { ...all[0], part: 'invented' }]),
    'part-without-commitment-opened': openings((all) => [...all, { ...all[0], part: 'older' }]),
    'part-opened-twice': openings((all) => [...all, ...all]),
    'notice-changed': (file) => ({
      ...file,
      attachments: [{ ...file.attachments[0], text: notice.replace('nei', 'ja') }],
    }),
    'notice-of-nothing': (file) => ({
      ...file,
      attachments: [...file.attachments, { sha256: '0'.repeat(64), text: '{}' }],
    }),
    'text-changed': (file) => ({ ...file, text: { ...file.text, nb: file.text.nb.replace('sa ja', 'sa nei') } }),
    'english-text-changed': (file) => ({
      ...file,
      text: { ...file.text, en: file.text.en.replace('said yes', 'said no') },
    }),
    'opening-left-out': openings(() => []),
    'notice-left-out': (file) => ({ ...file, attachments: [] }),
    'field-added': (file) => ({ ...file, note: 'trust me' }),
    'no-events': (file) => ({ ...file, events: [] }),
  };
  const ofAnswer: Record<string, Change> = {
    'two-checkpoints': events(([first, ...rest]) => [{ ...first, proof: earlier.proofOf('received') }, ...rest]),
    'events-swapped': events((all) => all.toReversed()),
    'event-twice': events(([first, ...rest]) => [first, first, ...rest]),
    'event-of-another-request': events((all) => [...all, { proof: whole.proofOf('stranger'), openings: [] }]),
    'answer-left-out': events(([first]) => [first]),
    'opened-part-of-another': openings(([contact, enquiry]) => [{ ...enquiry, part: contact?.part }, enquiry]),
  };
  const ofConfirmation: Record<string, Change> = {
    'confirmation-left-out': events((all) => all.toSpliced(2, 1)),
    'completion-left-out': events((all) => all.slice(0, -1)),
  };
  const made = (file: EvidenceFile, changes: Record<string, Change>) =>
    Object.entries(changes).map(([name, change]) => [name, formatEvidence(change(file) as EvidenceFile)] as const);
  const bytes = formatEvidence(receipt);
  const said = text.call(new TextDecoder(), bytes);
  return Object.fromEntries([
    ...made(receipt, ofReceipt),
    ...made(answer, ofAnswer),
    ...made(confirmation, ofConfirmation),
    ['not-json', bytes.slice(0, -3)],
    ['of-a-later-version', new TextEncoder().encode(said.replace('vitne/evidence/v1', 'vitne/evidence/v2'))],
  ]);
}

const inLine = (proof: string, line: number, change: (text: string) => string): string =>
  proof
    .split('\n')
    .map((text, index) => (index === line ? change(text) : text))
    .join('\n');
const flipped = (base64: string): string => {
  const bytes = Buffer.from(base64, 'base64');
  bytes[9] = (bytes[9] ?? 0) ^ 1;
  return bytes.toString('base64');
};
const inMessage = (proof: string, from: string, to: string): string =>
  inLine(proof, 1, (line) => {
    const message = Buffer.from(line.slice('extra '.length), 'base64').toString('latin1');
    return `extra ${Buffer.from(message.replace(from, to), 'latin1').toString('base64')}`;
  });

export const witnessedName = 'nothing-changed-and-witnessed';
/** A receipt under a checkpoint that a witness has seen. */
export const witnessedFile = async (): Promise<Uint8Array> =>
  formatEvidence(await sampleEvidence('consent-receipt', await signedLedger({ isWitnessed: true })));

export const goodName = (kind: string): string => `nothing-changed-${kind}`;

/** `node packages/evidence/test/make-corruptions.ts` writes the files anew. */
if (import.meta.main) {
  const folder = `${import.meta.dirname}/vectors`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const { written } = await signedLedger();
  writeFileSync(`${folder}/key.txt`, `${written}\n`);
  writeFileSync(`${folder}/witness.txt`, `${formatVerifierKey((await sampleWitness()).key)}\n`);
  writeFileSync(`${folder}/${witnessedName}.vitne.json`, await witnessedFile());
  const good = [...evidenceKinds.map(goodName), witnessedName];
  const expected = Object.fromEntries(good.map((name) => [name, 'valid']));
  writeFileSync(`${folder}/expected.json`, `${JSON.stringify({ ...expected, ...corruptions }, undefined, 2)}\n`);
  for (const kind of evidenceKinds)
    writeFileSync(`${folder}/${goodName(kind)}.vitne.json`, formatEvidence(await sampleEvidence(kind)));
  for (const [name, bytes] of Object.entries(await corruptFiles()))
    writeFileSync(`${folder}/${name}.vitne.json`, bytes);
}

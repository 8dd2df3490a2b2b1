import type { Tenant } from '@vitne/contracts/channels';
import { storedMessageAt } from '@vitne/event-log/stored-message-at';
import { checkEvidence } from '@vitne/evidence/check-evidence';
import {
  type Attachment,
  type EvidenceFile,
  type EvidenceKind,
  formatEvidence,
  mostEvents,
  type Opening,
} from '@vitne/evidence/evidence-file';
import { textOfEvidence } from '@vitne/evidence/evidence-text';
import { type ProvedEvent, readEvent } from '@vitne/evidence/proved-event';
import { buildInclusionProof } from '@vitne/ledger/build-proof';
import { textOf } from '@vitne/ledger/bytes';
import { parseUnverifiedCheckpoint } from '@vitne/ledger/checkpoint';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { formatProofFile } from '@vitne/ledger/proof-file';
import { parseUnverifiedNote } from '@vitne/ledger/signed-note';
import { nodesFromTiles } from '@vitne/ledger/tile-reader';
import { trusted } from '@vitne/ledger/verdict';
import type { EventOfEvidence } from './event-of-evidence.ts';
import type { LedgerArchive } from './ledger-archive.ts';
import type { ServiceContext } from './service.ts';

export type EvidenceWanted = {
  readonly tenant: Tenant;
  readonly kind: EvidenceKind;
  readonly id: string;
  /** Whose sealed parts are opened. */
  readonly person: string;
  /** In the order of the ledger. */
  readonly events: readonly EventOfEvidence[];
  readonly attachments: readonly Attachment[];
  /** Whether what is sealed is opened, for the person alone. */
  readonly opens: boolean;
};

/** `not-signed`: the newest of the events is under no checkpoint yet. `no-archive`: nobody said where the proofs lie. */
export type MadeEvidence = { readonly bytes: Uint8Array } | { readonly missing: 'not-signed' | 'no-archive' };

type SignedTree = {
  readonly size: number;
  readonly origin: string;
  readonly note: string;
  readonly keys: readonly string[];
};

/**
 * Makes a file of evidence: each message as the ledger has it now, proved by the notary's tiles under its newest checkpoint.
 * It is verified as anybody would before it is given.
 * @throws {Error} when the ledger, the tiles and the checkpoint do not fit together: then nothing is proved
 * @throws {EventLogUnavailable | VaultUnavailable | LedgerDamaged}
 */
export async function makeEvidence(context: ServiceContext, wanted: EvidenceWanted): Promise<MadeEvidence> {
  const { archive } = context;
  const { tenant, kind, id, attachments, events } = wanted;
  if (!archive) return { missing: 'no-archive' };
  if (events.length > mostEvents) throw new RangeError(`Evidence has at most ${mostEvents} events.`);
  const signed = await newestSigned(archive, tenant);
  const newest = events.at(-1)?.position ?? 0;
  if (!signed || newest > signed.size) return { missing: 'not-signed' };
  const openings = await openingsOf(context, wanted);
  const proved: ProvedEvent[] = [];
  const inFile: EvidenceFile['events'][number][] = [];
  for (const [index, { position }] of events.entries()) {
    const message = await storedMessageAt(context.connection, tenant, position);
    const read = readEvent(message);
    if (!read) throw new TypeError(`Position ${position} holds no event.`);
    const nodes = nodesFromTiles(signed.size, (path) => archive.read(tenant, path), nodeHashing);
    const proof = await buildInclusionProof(position - 1, signed.size, nodes, nodeHashing);
    const file = formatProofFile(message, { index: position - 1, proof, checkpoint: signed.note });
    const shown = openings[index] ?? [];
    const opened = Object.fromEntries(shown.map(({ part, fields }) => [part, JSON.parse(fields)]));
    inFile.push({ proof: textOf(file) ?? '', openings: shown });
    proved.push({ ...read, position, opened });
  }
  const about = { kind, id, origin: signed.origin, attachments };
  const text = textOfEvidence(about, proved);
  const bytes = formatEvidence({ ...about, keys: signed.keys, text, events: inFile });
  const checked = await checkEvidence(bytes, {}, nodeHashing);
  // Keys are written beside the checkpoint: at the moment of a change it can be signed by one that is not there yet.
  if (!checked.valid && checked.code === 'key-unknown') return { missing: 'not-signed' };
  if (!checked.valid) throw new Error(`What was made does not verify: ${checked.code}. ${checked.message}`);
  return { bytes };
}

/** The newest checkpoint that the notary published, as it lies in the archive; it is verified with what is made of it. */
async function newestSigned(archive: LedgerArchive, tenant: Tenant): Promise<SignedTree | undefined> {
  const [checkpoint, keys] = await Promise.all([archive.read(tenant, 'checkpoint'), archive.read(tenant, 'keys')]);
  if (!checkpoint || !keys) return undefined;
  const note = textOf(checkpoint) ?? '';
  const { size, origin } = trusted(parseUnverifiedCheckpoint(trusted(parseUnverifiedNote(note)).note.text)).checkpoint;
  return { size, origin, note, keys: (textOf(keys) ?? '').split('\n').filter((line) => line !== '') };
}

/** What can be proved of the person's own sealed parts, by event: parts of before commitments cannot, and destroyed ones. */
async function openingsOf({ vault }: ServiceContext, wanted: EvidenceWanted): Promise<readonly Opening[][]> {
  const { tenant, person, events, opens } = wanted;
  if (!opens) return [];
  const items = events.map(({ eventId, eventType, sealed }) => ({
    binding: { tenant, eventId, eventType },
    sealed: sealed.filter((part) => part.person === person && part.commitment !== undefined),
  }));
  const disclosed = await vault.disclose(items);
  return disclosed.map((parts) =>
    parts.flatMap((part) =>
      'shredded' in part || part.salt === undefined ? [] : [{ part: part.part, salt: part.salt, fields: part.text }],
    ),
  );
}

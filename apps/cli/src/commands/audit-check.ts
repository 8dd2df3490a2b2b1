import { createReadStream, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { checkExport, type Trusted } from '@vitne/audit/check-export';
import { linesOf } from '@vitne/audit/lines';
import { deliveredFrom } from '@vitne/audit/stored-ledger';
import { TemporaryFolderUnusable } from '@vitne/audit/unnamed-file';
import { definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { eventIn } from '@vitne/event-log/stored-messages';
import { checkEvidence } from '@vitne/evidence/check-evidence';
import { looksLikeEvidence } from '@vitne/evidence/evidence-file';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { verifyProofFile } from '@vitne/ledger/proof-file';
import { Decrypter } from 'age-encryption';
import { fromCaller } from '../called-from.ts';
import { type KeyOptions, policyOf, type WitnessOptions } from '../checkpoint-file.ts';
import { UsageError } from '../usage-error.ts';
import { keptRoots } from './audit-verify.ts';

export type CheckOptions = KeyOptions &
  WitnessOptions & {
    /** A root that was kept, as `audit verify` prints it. */
    kept?: string;
    /** A file with the secret keys of age. */
    identity?: string;
  };

/** What was found, in a sentence for people, and everything else for programs. */
export type Checked = { valid: boolean; code?: string; says: string; [more: string]: unknown };

const ageStart = 'age-encryption.org/v1';
const proofStart = 'c2sp.org/tlog-proof@v1';

/**
 * Verifies a file of evidence, a proof or an export with nothing but the file and what the auditor knows.
 * @throws {UsageError} when there is no such file, nothing that it could be checked against, or no room in the temporary folder
 */
export async function auditCheck(file: string, options: CheckOptions): Promise<Checked> {
  const path = fromCaller(file);
  const start = await startOf(path, file);
  if (start.startsWith(proofStart)) return checkProof(path, options);
  if (looksLikeEvidence(start)) return checkFileOfEvidence(path, options);
  const bytes = start.startsWith(ageStart) ? await decrypted(path, options.identity) : createReadStream(path);
  try {
    const checked = await checkExport(linesOf(bytes), trustedBy(options));
    if (!checked.valid) return { valid: false, code: checked.code, says: checked.message };
    const { head, events, provedTo, root, signedBy, cosignedBy, findings } = checked;
    const [wrong] = findings;
    const by =
      signedBy.length > 0
        ? `signed by ${signedBy.join(', ')}${seenBy(cosignedBy, options)}`
        : 'with the root that was kept';
    return {
      valid: !wrong,
      ...(wrong && { code: wrong.code }),
      says: `Events ${head.from} to ${provedTo} of the ledger of ${head.tenant} are whole and unchanged, ${by}${provedTo < head.to ? `; nobody vouches for the ${head.to - provedTo} after them` : ''}${wrong ? `, and ${findings.length} of them are not what the services write` : ''}.`,
      events,
      provedTo,
      root,
      signedBy,
      cosignedBy,
      findings,
    };
  } catch (error) {
    if (error instanceof TemporaryFolderUnusable) throw new UsageError(error.message);
    // The library's message is of age and holds nothing of the content.
    if (start.startsWith(ageStart) && error instanceof Error)
      return { valid: false, code: 'export-undecryptable', says: `It cannot be decrypted: ${error.message}.` };
    throw error;
  }
}

async function checkProof(path: string, options: CheckOptions): Promise<Checked> {
  const verdict = await verifyProofFile(readFileSync(path), policyOf(options), nodeHashing);
  if (!verdict.valid) return { valid: false, code: verdict.code, says: verdict.message };
  const { position, message, checkpoint, signedBy, cosignatures } = verdict;
  const cosignedBy = cosignatures.map(({ key }) => key.name);
  const { meta, facts } = eventIn(deliveredFrom(position, message));
  const says = definitionOf(meta.type)?.says ?? meta.type;
  return {
    valid: true,
    says: `Event ${position} of ${checkpoint.origin} stands exactly so in the ledger of ${checkpoint.size} events that ${signedBy.map(({ name }) => name).join(', ')} signed${seenBy(cosignedBy, options)}: ${meta.type}, ${meta.time}. ${says}`,
    position,
    meta,
    facts,
    signedBy: signedBy.map(({ name }) => name),
    cosignedBy,
  };
}

/** How many witnesses saw it, of those whom the auditor knows. */
const seenBy = (names: readonly string[], { witness = [] }: WitnessOptions): string =>
  witness.length === 0
    ? ''
    : `, seen by ${names.length} of ${witness.length} witnesses${names.length === 0 ? '' : ` (${names.join(', ')})`}`;

async function checkFileOfEvidence(path: string, options: CheckOptions): Promise<Checked> {
  const { logKeys, ...known } = policyOf(options);
  const verdict = await checkEvidence(readFileSync(path), { keys: logKeys, ...known }, nodeHashing);
  if (!verdict.valid) return { valid: false, code: verdict.code, says: verdict.message };
  const { file, events, checkpoint, signedBy, cosignatures } = verdict;
  const by = signedBy.map(({ name }) => name);
  const cosignedBy = cosignatures.map(({ key }) => key.name);
  return {
    valid: true,
    says: `${file.text.en}
Each of these ${events.length} events stands exactly so in the ledger of ${checkpoint.size} events that ${by.join(', ')} signed${seenBy(cosignedBy, options)}, and the words above are what they say.`,
    kind: file.kind,
    id: file.id,
    events: events.map(({ position, id, type, time, facts, opened }) => ({ position, id, type, time, facts, opened })),
    size: checkpoint.size,
    signedBy: by,
    cosignedBy,
  };
}

function trustedBy({ kept, ...options }: CheckOptions): Trusted {
  if (kept === undefined) return { policy: policyOf(options) };
  const [root] = Object.values(keptRoots([kept])).flat();
  if (!root) throw new UsageError('A kept root is <tenant>@<size>:<root>, as audit verify printed it.');
  return { root };
}

async function startOf(path: string, named: string): Promise<string> {
  try {
    const file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    await file.close();
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    throw new UsageError(`${named} cannot be read.`);
  }
}

async function decrypted(path: string, identity: string | undefined): Promise<AsyncIterable<Uint8Array>> {
  if (identity === undefined)
    throw new UsageError('The export is encrypted: name the file of the secret key with --identity.');
  const decrypter = new Decrypter();
  const secrets = readFileSync(fromCaller(identity), 'utf8')
    .split('\n')
    .filter((text) => text.startsWith('AGE-SECRET-KEY-'));
  if (secrets.length === 0) throw new UsageError(`${identity} holds no secret key of age.`);
  for (const secret of secrets) decrypter.addIdentity(secret.trim());
  const bytes = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
  try {
    return Readable.fromWeb((await decrypter.decrypt(bytes)) as NodeReadableStream);
  } catch {
    throw new UsageError('The export is not encrypted to any of these keys.');
  }
}

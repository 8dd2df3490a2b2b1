import { fromBase64, toBase64 } from '@vitne/ledger/bytes';
import { type CheckpointPolicy, openCheckpoint } from '@vitne/ledger/checkpoint';
import {
  appendLeaf,
  type CompactRange,
  emptyRange,
  mergeRanges,
  restoreRange,
  rootOf,
} from '@vitne/ledger/compact-range';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { leafHashOf } from '@vitne/ledger/stored-message';
import type { FaultCode } from '@vitne/ledger/verdict';
import { type ExportFoot, type ExportHead, readFoot, readHead, readMessageLine } from './export-format.ts';
import { type LedgerAuditor, ledgerAuditor } from './ledger-auditor.ts';
import type { LedgerFinding } from './ledger-finding.ts';
import { type Line, LineTooLong } from './lines.ts';
import { FindingsInOrder } from './listed-findings.ts';
import { deliveredFrom } from './stored-ledger.ts';

/** Who vouches for the root: a checkpoint's signers, or somebody who kept a root. */
export type Trusted = { policy: CheckpointPolicy } | { root: { size: number; root: string } };

export type ExportFaultCode =
  | FaultCode
  | 'export-malformed'
  | 'export-cut-off'
  | 'positions-out-of-order'
  | 'not-signed';
export type CheckedExport =
  | {
      valid: true;
      head: ExportHead;
      events: number;
      /** The last position that somebody vouches for: a kept root can be of fewer events than the export has. */
      provedTo: number;
      /** In hexadecimal. */
      root: string;
      signedBy: string[];
      /** The witnesses that cosigned, of those whose keys the auditor brought. */
      cosignedBy: string[];
      /** What is wrong with the events themselves; judged where the export begins with the ledger. */
      findings: LedgerFinding[];
    }
  | { valid: false; code: ExportFaultCode; message: string };

/** The auditor of an export that begins with the ledger; of a part nobody can say what came before. */
type Auditing = { auditor?: LedgerAuditor; readonly mostIds: number | undefined };

/**
 * Verifies an export from anybody: its form, that no message is missing or changed, and who signed the root they give.
 * @param mostIds how many ids are kept in memory, at least 1; the others wait in temporary files
 * @throws {TemporaryFolderUnusable}
 */
export async function checkExport(
  lines: AsyncIterable<Line>,
  trusted: Trusted,
  { mostIds }: { mostIds?: number } = {},
): Promise<CheckedExport> {
  const auditing: Auditing = { mostIds };
  try {
    return await check(lines, trusted, auditing);
  } catch (error) {
    if (error instanceof LineTooLong || error instanceof RangeError) return fault('export-malformed', error.message);
    throw error;
  } finally {
    auditing.auditor?.close();
  }
}

async function check(lines: AsyncIterable<Line>, trusted: Trusted, auditing: Auditing): Promise<CheckedExport> {
  let head: ExportHead | undefined;
  let foot: ExportFoot | undefined;
  let middle = emptyRange();
  const findings = new FindingsInOrder();
  const keptSize = 'root' in trusted ? trusted.root.size : undefined;
  let rootThen: string | undefined;
  for await (const { text } of lines) {
    if (foot) return fault('export-malformed', 'Something follows the last line.');
    if (!head) {
      head = readHead(text);
      if (!head) return fault('export-malformed', 'The first line is not the head of an export.');
      middle = emptyRange(head.from - 1);
      if (head.from === 1) auditing.auditor = ledgerAuditor(head.tenant, { mostIds: auditing.mostIds });
      continue;
    }
    const message = readMessageLine(text);
    if (!message) {
      foot = readFoot(text);
      if (!foot) return fault('export-malformed', `After position ${middle.end} stands a line that is no message.`);
      continue;
    }
    if (message.position !== middle.end + 1)
      return fault('positions-out-of-order', `After position ${middle.end} comes ${message.position}.`);
    if (!message.stored.subject.startsWith(`ledger.${head.tenant}.`))
      return fault('export-malformed', `Position ${message.position} is not of the ledger of ${head.tenant}.`);
    middle = appendLeaf(middle, leafHashOf(message.stored, nodeHashing), nodeHashing);
    if (middle.begin === 0 && middle.end === keptSize) rootThen = hexOf(rootOf(middle, nodeHashing));
    const wrong = auditing.auditor?.look(deliveredFrom(message.position, message.stored)) ?? [];
    findings.add(wrong, message.position);
  }
  if (!head || !foot || middle.end !== head.to)
    return fault('export-cut-off', `It ends at position ${middle.end}${head ? `, and ${head.to} was promised` : ''}.`);
  for await (const settled of auditing.auditor?.settle() ?? [])
    for (const one of settled) findings.add([one], one.position ?? 0);
  return judged(head, foot, middle, trusted, findings.listed().findings, rootThen);
}

async function judged(
  head: ExportHead,
  foot: ExportFoot,
  middle: CompactRange,
  trusted: Trusted,
  findings: LedgerFinding[],
  rootThen: string | undefined,
): Promise<CheckedExport> {
  const { from, to, size } = head;
  const left = restoreRange({ begin: 0, end: from - 1, hashes: foot.left.map(bytesOf) });
  const right = restoreRange({ begin: to, end: size, hashes: foot.right.map(bytesOf) });
  const root = rootOf(mergeRanges(mergeRanges(left, middle, nodeHashing), right, nodeHashing), nodeHashing);
  if (foot.root !== toBase64(root)) return differs(size);
  const hex = hexOf(root);
  const whole = { valid: true, head, events: to - from + 1, provedTo: to, root: hex, findings } as const;
  if ('root' in trusted) {
    const { size: keptSize, root: kept } = trusted.root;
    const found = keptSize === size ? hex : rootThen;
    if (found === undefined)
      return fault(
        'root-differs',
        `The root that was kept is of ${keptSize} events, which the export does not have from the first on.`,
      );
    if (found !== kept) return differs(keptSize);
    return { ...whole, provedTo: Math.min(to, keptSize), signedBy: [], cosignedBy: [] };
  }
  if (head.checkpoint === undefined)
    return fault('not-signed', 'The export has no checkpoint: it can only be checked against a root that was kept.');
  const opened = await openCheckpoint(head.checkpoint, trusted.policy);
  if (!opened.valid) return opened;
  const { checkpoint, signedBy, cosignatures } = opened;
  if (checkpoint.size !== size || toBase64(checkpoint.root) !== toBase64(root)) return differs(checkpoint.size);
  return {
    ...whole,
    signedBy: signedBy.map(({ name }) => name),
    cosignedBy: cosignatures.map(({ key }) => key.name),
  };
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytesOf = (text: string): Uint8Array => fromBase64(text) ?? new Uint8Array();
const differs = (size: number) =>
  fault(
    'root-differs',
    `The messages do not give the root of the ledger's first ${size} events: one was changed, removed or put in.`,
  );
const fault = (code: ExportFaultCode, message: string) => ({ valid: false, code, message }) as const;

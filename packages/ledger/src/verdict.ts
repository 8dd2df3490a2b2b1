/**
 * Everything that can be wrong with evidence. A code never changes its meaning: auditors' programs compare it.
 * Evidence comes from whoever wants to be believed, so a fault is a value and never an exception.
 */
export type FaultCode =
  // Sizes and places
  | 'index-beyond-size'
  | 'sizes-reversed'
  // Merkle proofs
  | 'hash-malformed'
  | 'proof-too-short'
  | 'proof-too-long'
  | 'root-differs'
  | 'old-root-differs'
  | 'new-root-differs'
  // Signed notes
  | 'note-too-large'
  | 'note-malformed'
  | 'note-without-newline'
  | 'note-without-signatures'
  | 'too-many-signatures'
  | 'signature-malformed'
  | 'signature-invalid'
  | 'key-unknown'
  | 'key-malformed'
  // Checkpoints and cosignatures
  | 'checkpoint-malformed'
  | 'size-malformed'
  | 'root-malformed'
  | 'origin-differs'
  | 'too-few-cosigners'
  // Tiles and entries
  | 'path-malformed'
  | 'tile-missing'
  | 'tile-malformed'
  | 'bundle-malformed'
  // Messages and proof files
  | 'message-malformed'
  | 'proof-file-too-large'
  | 'proof-file-malformed'
  | 'message-missing';

/** What is wrong, in a code for programs and a sentence for people. */
export type Fault = { readonly valid: false; readonly code: FaultCode; readonly message: string };

/** Either what was read or proved, or what is wrong with it. */
export type Verdict<Read extends object> = ({ readonly valid: true } & Read) | Fault;

/** @param message a whole sentence that says what is wrong; it may quote evidence, never a secret */
export const fault = (code: FaultCode, message: string): Fault => ({ valid: false, code, message });

/** Takes what is known to be right, for tests and for bytes that this process has just made itself. */
export function trusted<Read extends object>(verdict: Verdict<Read>): Read {
  if (!verdict.valid) throw new Error(`${verdict.code}: ${verdict.message}`);
  return verdict;
}

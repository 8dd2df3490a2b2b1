import type { Fault, FaultCode } from '@vitne/ledger/verdict';

/** What can be wrong with a file of evidence beside what can be wrong with the proofs in it. A code never changes its meaning. */
export type EvidenceFaultCode =
  | FaultCode
  // The file
  | 'evidence-too-large'
  | 'evidence-malformed'
  | 'evidence-version-unknown'
  // Its events
  | 'checkpoints-differ'
  | 'event-malformed'
  | 'events-out-of-order'
  | 'events-of-another'
  | 'events-missing'
  // What was sealed, and what was shown
  | 'opening-differs'
  | 'opening-of-nothing'
  | 'attachment-differs'
  | 'attachment-of-nothing'
  // What people read
  | 'text-differs';

export type EvidenceFault = { readonly valid: false; readonly code: EvidenceFaultCode; readonly message: string };
export type EvidenceVerdict<Read extends object> = ({ readonly valid: true } & Read) | EvidenceFault;

/** @param message a whole sentence that says what is wrong */
export const evidenceFault = (code: EvidenceFaultCode, message: string): EvidenceFault => ({
  valid: false,
  code,
  message,
});

/** A fault of a proof, with the event that it is the proof of. */
export const faultOfEvent = ({ code, message }: Fault | EvidenceFault, number: number): EvidenceFault =>
  evidenceFault(code, `Event ${number} of the file: ${message}`);

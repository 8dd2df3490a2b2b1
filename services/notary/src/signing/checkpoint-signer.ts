import type { Tenant } from '@vitne/contracts/channels';
import type { Proof } from '@vitne/ledger/build-proof';
import type { VerifierKey } from '@vitne/ledger/verifier-key';

/** How large a ledger is and what it is: one row of a checkpoint without who says so. */
export type Head = { readonly size: number; readonly root: Uint8Array };

/** A key that signs, or signed, a ledger's checkpoints, and for how long. */
export type AnnouncedKey = {
  readonly generation: number;
  readonly key: VerifierKey;
  /** RFC 3339 moments; without `until` it signs until another one takes over. */
  readonly from: string;
  readonly until?: string;
};

/**
 * Signs checkpoints, and is the only one that has the keys. It trusts nobody, its caller neither: what it agreed to is on a
 * disk of its own before it signs, so that a caller whose database was lost gets no second root for a size.
 */
export type CheckpointSigner = {
  /** Which ledger its checkpoints name. */
  origin(tenant: Tenant): string;
  /** The newest head that it agreed to sign; whether a signature came of it is not known. */
  last(tenant: Tenant): Promise<Head | undefined>;
  /**
   * The signed note of a head: with the same bytes each time, for the same keys.
   * @param proof that the head begins with the last one; empty when it is the same or the first
   * @throws {SigningRefused}
   */
  sign(tenant: Tenant, head: Head, proof: Proof): Promise<string>;
  /** Every key that ever signed, oldest first. */
  keys(tenant: Tenant): Promise<readonly AnnouncedKey[]>;
};

/** Another root than was agreed to, or a tree that does not begin with it. Nothing was signed. */
export class SigningRefused extends Error {
  override readonly name = 'SigningRefused';
  readonly code: 'second-root' | 'smaller-than-signed' | 'not-consistent';

  constructor(code: SigningRefused['code'], message: string) {
    super(message);
    this.code = code;
  }
}

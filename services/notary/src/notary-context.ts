import type { Tenant } from '@vitne/contracts/channels';
import type { StoredMessages } from '@vitne/event-log/stored-messages';
import type { DurableFiles } from '@vitne/service-kit/durable-files';
import type { Standings } from './ledger-standing.ts';
import type { CheckpointSigner } from './signing/checkpoint-signer.ts';

/** What the notary's routes are given. */
export type NotaryContext = {
  readonly standings: Standings;
  readonly signer: CheckpointSigner;
  readonly messages: StoredMessages;
  /** The archive's folder of a ledger. */
  readonly filesOf: (tenant: Tenant) => DurableFiles;
};

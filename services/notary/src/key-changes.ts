import type { Tenant } from '@vitne/contracts/channels';
import type { EventLog } from '@vitne/event-log/event-log';
import { formatVerifierKey } from '@vitne/ledger/verifier-key';
import type { Clock } from '@vitne/service-kit/clock';
import { notaryKey } from './domain/notary-key.ts';
import { recordByDecision } from './record-event.ts';
import type { CheckpointSigner } from './signing/checkpoint-signer.ts';

/** The entity's id: a ledger has one list of keys. */
const keyList = 'checkpoints';

export type KeyChanges = {
  /** Records in the ledger each change of its keys that is not in it yet. Who changed them need not be this process. */
  record(tenant: Tenant): Promise<void>;
};

/** @param beforeRecording told when a change was found, before the ledger has it; for fault tests */
export function keyChanges(
  parts: { log: EventLog; clock: Clock; signer: Pick<CheckpointSigner, 'keys'> },
  beforeRecording: () => void = () => {},
): KeyChanges {
  const recorded = new Map<Tenant, number>();
  return {
    async record(tenant) {
      const keys = await parts.signer.keys(tenant);
      for (const [index, { generation, key, from }] of keys.entries()) {
        if (generation <= (recorded.get(tenant) ?? 1)) continue;
        beforeRecording();
        const wasRecorded = await recordByDecision(
          parts,
          notaryKey,
          { tenant, entity: 'notary-key', id: keyList },
          {
            command: 'record-change',
            generation,
            key: formatVerifierKey(key),
            signsFrom: from,
            overlapUntil: keys[index - 1]?.until ?? from,
          },
        );
        if (!wasRecorded) return;
        recorded.set(tenant, generation);
      }
    },
  };
}

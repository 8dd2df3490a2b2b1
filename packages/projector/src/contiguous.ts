import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { LedgerDamaged } from '@vitne/event-log/event-log';

/**
 * The same batches, each checked to follow on the one before: what is folded is what is proved, so a gap must stop the
 * fold even if the log's own check were wrong.
 * @throws {LedgerDamaged} at a gap or a repeat.
 */
export async function* contiguous(
  batches: AsyncIterable<AnyRecordedEvent[]>,
  after: number,
): AsyncGenerator<AnyRecordedEvent[]> {
  let last = after;
  for await (const batch of batches) {
    for (const event of batch) {
      if (event.position !== last + 1) throw new LedgerDamaged(`After position ${last} comes ${event.position}.`);
      last = event.position;
    }
    yield batch;
  }
}

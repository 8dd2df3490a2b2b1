import type { Tenant } from '@vitne/contracts/channels';
import type { StoredMessages } from '@vitne/event-log/stored-messages';
import { equalBytes } from '@vitne/ledger/bytes';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { leafHashOf, type StoredMessage } from '@vitne/ledger/stored-message';
import { tileOf, tileWidth } from '@vitne/ledger/tile-path';
import { readTile } from '@vitne/ledger/tile-reader';
import type { DurableFiles } from '@vitne/service-kit/durable-files';
import { LedgerWrong } from '../ledger-wrong.ts';

const mostDetail = 500;

/**
 * Asks the server how the stream is.
 * @param size what was read of it already
 * @throws {LedgerWrong} when settings could lose events, events are gone, or it is shorter than what was read
 * @throws {LedgerDamaged} when it is not there
 */
export async function judgeStream(messages: StoredMessages, tenant: Tenant, size: number): Promise<void> {
  const { newest, wrongSettings, signsOfLoss } = await messages.state(tenant);
  if (newest < size)
    throw new LedgerWrong({
      code: 'ledger-shortened',
      position: newest + 1,
      detail: `The ledger ends at ${newest}, and ${size} events were read from it.`,
    });
  const saying = (signs: readonly string[]): string => `${signs.join('; ')}.`.slice(0, mostDetail);
  if (signsOfLoss.length > 0) throw new LedgerWrong({ code: 'events-lost', detail: saying(signsOfLoss) });
  if (wrongSettings.length > 0) throw new LedgerWrong({ code: 'settings-changed', detail: saying(wrongSettings) });
}

/**
 * Everything from position 1 up to a position, each message in its place.
 * @throws {LedgerWrong} when one is missing or is not delivered
 */
export async function* everyMessage(
  messages: StoredMessages,
  tenant: Tenant,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<readonly { position: number; stored: StoredMessage }[], void> {
  let last = 0;
  for await (const batch of messages.upTo(tenant, size, signal)) {
    for (const { position } of batch) {
      if (position !== last + 1)
        throw new LedgerWrong({
          code: 'position-missing',
          position: last + 1,
          detail: `Position ${last + 1} is missing: the next one is ${position}.`,
        });
      last = position;
    }
    yield batch;
  }
  signal.throwIfAborted();
  if (last < size)
    throw new LedgerWrong({
      code: 'position-not-delivered',
      position: last + 1,
      detail: `Position ${last + 1} is stored and is not delivered.`,
    });
}

/**
 * Reads what was signed once more, message by message, and compares it with the leaves in the tiles: the server passes
 * over a message with a flipped bit without a word, and who may write its files may change one.
 * @throws {LedgerWrong} at the first message that is not what was signed
 */
export async function lookAgain(
  messages: StoredMessages,
  files: DurableFiles,
  { tenant, size, signal }: { tenant: Tenant; size: number; signal: AbortSignal },
): Promise<void> {
  let leaves: readonly Uint8Array[] = [];
  for await (const batch of everyMessage(messages, tenant, size, signal)) {
    for (const { position, stored } of batch) {
      const place = (position - 1) % tileWidth;
      if (place === 0) leaves = await readTile(tileOf(0, position - 1, size), files.read);
      if (!equalBytes(leafHashOf(stored, nodeHashing), leaves[place] as Uint8Array))
        throw new LedgerWrong({
          code: 'message-changed',
          position,
          detail: `The message at position ${position} is not the one that was signed.`,
        });
    }
  }
}

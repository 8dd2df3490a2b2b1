import { accept, reject } from '@vitne/contracts/decider';
import type { CommandNamed, RequestCommand } from './request-commands.ts';
import { type Answer, idOf, type KnownRequest } from './request-state.ts';

/** Commands whose outcome depends on what is asked for. */
const needingType: readonly RequestCommand['command'][] = [
  'accept-judged',
  'accept-proved',
  'fulfil',
  'fulfil-item',
  'name-corrections',
  'refuse',
  'refuse-item',
];

/** Says no to what depends on the type of a request, while nobody has said what an unclear message asks for. */
export function whileUnclear({ command }: RequestCommand, { typeRead }: KnownRequest): Answer | undefined {
  if (typeRead !== 'unclear' || !needingType.includes(command)) return undefined;
  return reject('type-unclear', 'Nobody has settled yet what this message asks for: classify the request first.');
}

/** Staff have read a free text and say what it asks for. What was accepted is under way, and stays what it is. */
export function classify({ requestType, now }: CommandNamed<'classify'>, state: KnownRequest): Answer {
  if (state.typeRead === undefined && state.requestType === requestType) return accept();
  if (state.identity !== undefined) {
    return reject(
      'already-accepted',
      'The request was accepted for what it asks: receive a new one for anything else.',
    );
  }
  return accept({
    type: 'request.classified.v1',
    facts: { ...idOf(state), requestType, before: state.requestType, classified: now },
  });
}

import type { correctionsNamed } from '@vitne/contracts/catalogue/request-correction-events';
import { accept, reject } from '@vitne/contracts/decider';
import type { DomainEvent } from '@vitne/contracts/event-definition';

/** One field that is wrong, by the statement's names for it, with what stands there and what is right. */
export type Correction = { dataCategory: string; attribute: string; present?: string | undefined; right: string };

type Named = DomainEvent<typeof correctionsNamed>;
type Asked = { request: string; person: string; requestType: string; items: readonly unknown[] };

/** Field by field, so that each is corrected or refused by itself (Art. 16); what was written in words stays as it is. */
export function nameCorrections({ corrections }: { corrections: readonly Correction[] }, state: Asked) {
  if (state.requestType !== 'rectification')
    return reject('detail-misplaced', 'corrections are named in a request for rectification, and in nothing else.');
  if (state.items.length > 0) return reject('already-split', 'The items of the request are named already.');
  return accept(correctionsEvent(state, corrections));
}

export function correctionsEvent(
  { request, person }: Pick<Asked, 'request' | 'person'>,
  corrections: readonly Correction[],
): Named {
  const named = corrections.map((one, index) => ({ item: `item-${index + 1}`, ...one }));
  return {
    type: 'request.corrections-named.v1',
    facts: {
      request,
      person,
      items: named.map(({ item, dataCategory, attribute }) => ({ item, dataCategory, attribute })),
    },
    personal: {
      values: {
        items: named.map(({ item, present, right }) => ({ item, ...(present !== undefined && { present }), right })),
      },
    },
  };
}

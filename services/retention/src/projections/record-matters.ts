import { catalogue } from '@vitne/contracts/catalogue/catalogue';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { Projection } from '@vitne/projector/projection';
import { inUtc } from '../domain/moments.ts';
import {
  answerOwedAfter,
  asksAfter,
  bindsAfter,
  matterStep,
  matterTypes,
  type RecordMatter,
} from '../domain/record-matters.ts';

/** What the other services seal in the ledger is the record of a matter; what systems tell has retention rules of its own. */
const sealingTypes = catalogue
  .filter(({ context, personal }) => context !== 'retention' && Object.keys(personal).length > 0)
  .map(({ type }) => type);

/** The types of events that are written of a matter. */
export const recordTypes: readonly string[] = [...new Set([...sealingTypes, ...matterTypes])];

/** Every matter that the ledger writes of, under which keys, and whether it is closed. */
export const recordMattersProjection: Projection<RecordMatter> = {
  name: 'record-matters',
  version: 3,
  handles: recordTypes,
  keysOf: (event) => [matterStep(event)?.matter ?? []].flat(),
  evolve(doc, event, matter) {
    const { step } = matterStep(event) ?? {};
    if (step === undefined) return doc;
    const before: RecordMatter = doc ?? { matter, owners: [], keys: [], open: false, written: inUtc(event.meta.time) };
    const keys = [...before.keys];
    for (const { person: owner, category, period, key } of event.sealed) {
      if (keys.some((known) => known.key === key)) continue;
      keys.push({ owner, category, ...(period !== undefined && { period }), key });
    }
    const binds = bindsAfter(before.binds, event);
    const answerOwed = answerOwedAfter(before.answerOwed, event);
    const asks = asksAfter(before.asks, event);
    return {
      matter,
      ...(asks !== undefined && { asks }),
      ...(binds !== undefined && { binds }),
      ...(answerOwed && { answerOwed }),
      owners: [...new Set([...before.owners, ...ownersOf(event)])],
      keys,
      open: step === 'writes' || step === 'tells' ? before.open : step === 'opens',
      written: step === 'tells' ? before.written : inUtc(event.meta.time),
    };
  },
  indexes: [{ key: { owners: 1 } }],
};

function ownersOf({ meta, facts, sealed }: AnyRecordedEvent): string[] {
  const named = meta.type.startsWith('incident.') ? [facts['incident']] : [facts['person'], facts['into']];
  return [...named.filter((id) => typeof id === 'string'), ...sealed.map(({ person }) => person)];
}

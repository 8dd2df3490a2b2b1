import { retentionEvents } from '@vitne/contracts/catalogue/retention-events';
import type { Projection } from '@vitne/projector/projection';
import { heldBackDue } from '../domain/erase-held-back.ts';
import { earlierOf } from '../domain/moments.ts';
import { emptyFile, evolveFile, type PersonFile, type RecordedPersonEvent } from '../domain/person-state.ts';
import { dueAt } from '../domain/what-goes.ts';

/** A person's file as the domain folds it, and when something of it falls due next (UTC). */
export type PersonFileDocument = { person: string; file: PersonFile; due?: string };

/** The types of events that stand in a person's file. */
export const personEventTypes: readonly string[] = retentionEvents
  .filter(({ entity }) => entity === 'person')
  .map(({ type }) => type);

/** What is held of each person. Its timer finds who has something due that no legal hold keeps. */
export const personFilesProjection: Projection<PersonFileDocument> = {
  name: 'person-files',
  version: 10,
  handles: personEventTypes,
  keysOf: (event) => [event.meta.entity],
  evolve(doc, event, person) {
    const file = evolveFile(doc?.file ?? emptyFile(), event as unknown as RecordedPersonEvent);
    const due = nextDue(file);
    return { person, file, ...(due !== undefined && { due }) };
  },
  indexes: [{ key: { due: 1 } }],
};

function nextDue(file: PersonFile): string | undefined {
  const holds = Object.values(file.legalHolds);
  const moments = [...Object.values(file.holdings).map((holding) => dueAt(holding, holds)), heldBackDue(file)];
  return moments.reduce<string | undefined>(
    (next, due) => (due === undefined ? next : earlierOf(next, due)),
    undefined,
  );
}

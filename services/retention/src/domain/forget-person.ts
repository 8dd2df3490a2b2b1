import { accept, type Decision } from '@vitne/contracts/decider';
import type { PersonEvent, PersonFile } from './person-state.ts';
import { nothingIsKept } from './shredding.ts';

export type ForgetPerson = {
  command: 'forget-person';
  person: string;
  because: 'erasure' | 'nothing-kept';
  now: string;
};

/**
 * The directory no longer leads to a person of whom nothing is kept: who comes back is new. Decided on the person's file, so
 * that what comes in at the same moment goes before.
 */
export function forgetPerson(file: PersonFile, { person, because, now }: ForgetPerson): Decision<PersonEvent, never> {
  if (file.forgotten !== undefined || !nothingIsKept(file, now)) return accept();
  return accept<PersonEvent>({ type: 'person.forgotten.v1', facts: { person, because, forgotten: now } });
}

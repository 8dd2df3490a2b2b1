import type { Context, Tenant } from '@vitne/contracts/channels';
import type { PersonFacts } from '@vitne/contracts/decisions/person-facts';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { DecisionSources } from './decision-sources.ts';

const mostAtOnce = 500;

export type Read = (context: Context, entity: string, id: string) => Promise<AnyRecordedEvent[]>;

/**
 * The ids of one person by the merges that count: the one that was asked by first, and last the one that it turned out
 * to be. A visitor's old id is the person's for ever, because whoever kept it goes on asking by it.
 */
export async function idsOf(
  read: Read,
  asked: string | undefined,
  counts: (event: AnyRecordedEvent) => boolean,
): Promise<string[]> {
  const ids = new Set<string>();
  for (let id = asked; id !== undefined && !ids.has(id); ) {
    ids.add(id);
    const merge = (await read('consent', 'person', id)).find(
      (event) => event.meta.type === 'person.merged.v1' && counts(event),
    );
    id = merge?.facts['into'] as string | undefined;
  }
  return [...ids];
}

/** The person whom an id stands for as things stand. */
export async function lastIdOf(read: Read, asked: string): Promise<string> {
  return (await idsOf(read, asked, () => true)).at(-1) ?? asked;
}

/** The files of people, and of every visitor that they were. */
export async function everyFile(
  sources: DecisionSources,
  tenant: Tenant,
  people: readonly string[],
): Promise<ReadonlyMap<string, PersonFacts>> {
  const files = new Map<string, PersonFacts>();
  const asked = new Set<string>();
  const waiting = [...new Set(people)];
  while (waiting.length > 0) {
    const next = waiting.splice(0, mostAtOnce);
    for (const one of next) asked.add(one);
    for (const [id, file] of await sources.peopleFacts(tenant, next)) {
      files.set(id, file);
      waiting.push(...Object.keys(file.visitors).filter((visitor) => !asked.has(visitor)));
    }
  }
  return files;
}

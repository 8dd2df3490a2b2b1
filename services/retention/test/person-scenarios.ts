import { readFileSync } from 'node:fs';
import { parseStatement } from '@vitne/contracts/statement/parse-statement';
import type { Statement } from '@vitne/contracts/statement/schema';
import { type PastEvent, recordEvents } from '@vitne/testing/decider-specification';
import { type CompleteDisposal, waitingFor } from '../src/domain/carry-out-disposals.ts';
import { type ClientEndings, type ClientUserEvent, clientFile } from '../src/domain/client-file.ts';
import { type PersonCommand, personFile } from '../src/domain/person-file.ts';
import {
  type Disposal,
  emptyFile,
  type PersonEvent,
  type PersonFile,
  type PersonUserEvent,
  type RecordedPersonEvent,
} from '../src/domain/person-state.ts';
import { type Shredding, shreddingFor } from '../src/domain/shredding.ts';
import type { UserEventEffect } from '../src/domain/user-event-effects.ts';

export type TenantName = 'catacloud' | 'kaukus';

export const statementText = (tenant: TenantName): string =>
  readFileSync(new URL(`../../../statements/${tenant}.yaml`, import.meta.url), 'utf8');

const parsed = new Map<TenantName, Statement>();

/** A fresh copy of a real statement. */
export function statementOf(tenant: TenantName): Statement {
  const known = parsed.get(tenant) ?? parse(tenant);
  parsed.set(tenant, known);
  return structuredClone(known);
}

function parse(tenant: TenantName): Statement {
  const result = parseStatement(statementText(tenant));
  if (!result.ok) throw new Error(`${tenant}.yaml cannot be run.`);
  return result.statement;
}

export const person = 'p4k7w2m9x1c6v3b8n5z0';
export const clientId = 'c1k7w2m9x1c6v3b8n5z0';

/** After a disposal nothing on our side leads to the person. */
export const nothingLeft = { keys: 0, referenceKeys: 0, identifiers: 0 };

const unknownDisposal: Disposal = {
  disposal: 'never-ordered',
  person,
  holdings: [],
  dataCategories: [],
  systems: [],
  ordered: '2026-01-01T00:00:00Z',
  confirmed: [],
  action: 'erase',
  reason: 'staff',
};

/** A person's life in one tenant, carried out on the pure domain: what systems tell, what time brings, what systems confirm. */
export function lifeAt(tenant: TenantName) {
  const statement = statementOf(tenant);
  const past: PastEvent[] = [];
  let file: PersonFile = emptyFile();
  let endings: Record<string, ClientEndings> = {};
  let commands = 0;
  const clientPast: PastEvent[] = [];
  const under = () => ({ statement, statementVersion: '1.0', clients: endings });

  function command(given: PersonCommand): PersonEvent[] {
    const decision = personFile.decide(given, file);
    if ('rejected' in decision)
      throw Object.assign(new Error(decision.rejected.detail), { code: decision.rejected.code });
    past.push(...(decision.accepted as PastEvent[]));
    file = (recordEvents(decision.accepted as PastEvent[]) as unknown as RecordedPersonEvent[]).reduce(
      personFile.evolve,
      file,
    );
    return decision.accepted;
  }
  const fold = () =>
    (recordEvents(past) as unknown as RecordedPersonEvent[]).reduce(personFile.evolve, personFile.initial());
  const commandId = () => `command${++commands}`;

  /** What goes with a disposal; with the other requests of the person that are still to be answered. */
  const shreddingOf = (id: string, now: string, answersOwed: readonly string[] = []): Shredding =>
    shreddingFor(file, file.disposals[id] ?? unknownDisposal, now, answersOwed);

  /** The keys were destroyed, by default those that the file asks for. */
  const completes = (
    disposal: string,
    now: string,
    {
      shredding = shreddingOf(disposal, now),
      left = nothingLeft,
    }: Partial<Pick<CompleteDisposal, 'shredding' | 'left'>> = {},
  ): PersonEvent[] =>
    command({ command: 'complete-disposal', disposal, shredding, keysDestroyed: [], effective: now, now, left });

  /** Every system that a disposal waits for says that it has erased. */
  const confirms = (disposal: string, confirmed: string): void => {
    for (const system of waitingFor(file.disposals[disposal] ?? unknownDisposal))
      command({
        command: 'confirm-disposal',
        disposal,
        person,
        system,
        method: 'erased',
        evidence: 'job 1',
        confirmed,
      });
  };

  return {
    statement,
    past,
    fold,
    file: () => file,
    /** Something that a system tells about the person. */
    tell(name: string, occurred: string, system: string, more: Record<string, unknown> = {}): PersonEvent[] {
      const event = { type: `${name}.v1`, facts: { system, occurred, person, ...more } } as unknown as PersonUserEvent;
      return command({ command: 'record-user-event', event, ...under() });
    },
    /** Something that another service recorded of the person. */
    follow: (effect: UserEventEffect, occurred: string, about?: string): PersonEvent[] =>
      command({ command: 'schedule-holdings', person, occurred, effect, about, ...under() }),
    /** Something that a system tells about the person's client, and what follows for the person. */
    tellOfClient(name: string, occurred: string, more: Record<string, unknown> = {}, client = clientId): PersonEvent[] {
      const event = {
        type: `${name}.v1`,
        facts: { system: 'catacloud-crm', occurred, client, ...more },
      } as ClientUserEvent;
      clientPast.push({ ...event, meta: { entity: client } });
      const recorded = recordEvents(clientPast) as unknown as Parameters<typeof clientFile.evolve>[1][];
      const mine = recorded.filter(({ facts }) => facts.client === client);
      endings = { ...endings, [client]: mine.reduce(clientFile.evolve, clientFile.initial()).endings };
      return command({ command: 'follow-clients', person, ...under() });
    },
    command,
    confirms,
    completes,
    shreddingOf,
    timePasses: (now: string): PersonEvent[] => command({ command: 'order-due', person, now, commandId: commandId() }),
    /** Time passes until nothing more is due. */
    allTimePasses(now: string): PersonEvent[] {
      const events: PersonEvent[] = [];
      for (let look = 0; look < 50; look++) {
        const more = command({ command: 'order-due', person, now, commandId: commandId() });
        if (more.length === 0) return events;
        events.push(...more);
      }
      throw new Error('It never comes to rest.');
    },
    /** What was held back from an erasure goes, if nothing keeps it any more. */
    heldBackGoes: (now: string): PersonEvent[] =>
      command({ command: 'erase-held-back', person, now, commandId: commandId() }),
    asksForErasure: (now: string, request = 'r-1'): PersonEvent[] =>
      command({
        command: 'erase-on-request',
        person,
        request,
        now,
        commandId: commandId(),
        dataCategories: statement.dataCategories.filter(({ anonymous }) => !anonymous).map(({ id }) => id),
      }),
    /** All systems confirm all orders; what would be shredded is answered. */
    systemsConfirm(now: string): Shredding[] {
      const shreddings: Shredding[] = [];
      for (const disposal of Object.values(file.disposals)) {
        confirms(disposal.disposal, now);
        shreddings.push(shreddingOf(disposal.disposal, now));
        completes(disposal.disposal, now);
      }
      return shreddings;
    },
  };
}

export type Life = ReturnType<typeof lifeAt>;

/** The facts of the events of one type. */
export const factsOf = <T extends PersonEvent['type']>(events: readonly PersonEvent[], type: T) =>
  events
    .filter((event) => event.type === type)
    .map((event) => event.facts as Extract<PersonEvent, { type: T }>['facts']);

import type { Tenant } from '@vitne/contracts/channels';
import type { Rejection } from '@vitne/contracts/decider';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import type { InboxAnswer, InboxHandler } from '@vitne/service-kit/inbox';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { PublishedStatement } from '@vitne/service-kit/statement-in-force';
import { type CloudEvent, commandIdOfUserEvent, issuesOf } from '@vitne/service-kit/user-event-message';
import type { z } from 'zod';
import { confirmationMessageSchema, confirmDisposalAs } from './disposal-confirmation.ts';
import { type ClientUserEvent, clientAnchors, clientFile } from './domain/client-file.ts';
import { personFile } from './domain/person-file.ts';
import type { PersonUserEvent } from './domain/person-state.ts';
import { rulesTouched } from './domain/touched-holdings.ts';
import {
  type ClientData,
  type PersonData,
  readUserEvent,
  refuseExcess,
  refuseFuture,
  refuseUnknownSystem,
} from './domain/user-event-data.ts';
import { effectOf, type PersonEventName } from './domain/user-event-effects.ts';
import { readEndings, readPersonFile } from './entity-files.ts';
import { inboxStatuses } from './routes/rejection-statuses.ts';

/** Takes what systems tell about people and clients, and their confirmations of disposals. */
export function userEventsInbox(context: ServiceContext): {
  handle: InboxHandler;
  laneOf: (event: CloudEvent) => string;
} {
  return {
    laneOf: ({ data }) =>
      canonicalJson((data['person'] as unknown[] | undefined)?.[0] ?? data['client'] ?? data['disposal'] ?? null),
    async handle(tenant, event) {
      const now = context.clock.now();
      if (event.type === 'disposal.confirmed') return takeConfirmation(context, tenant, event, now);
      const read = readUserEvent(event.type, event.data);
      if (!read) return refused({ code: 'unknown-event-type', detail: `No user event ${event.type} is known here.` });
      if ('errors' in read) return invalid(read.errors);
      const inForce = await context.statements.inForce(tenant);
      if (!inForce)
        return refused({ code: 'no-statement', detail: 'No statement is in force yet. Publish one first.' });
      const occurred = event.time ?? now;
      const stopped = refuseFuture(occurred, now) ?? refuseUnknownSystem(event.source, inForce.statement);
      if (stopped) return refused(stopped.rejected);
      const told: Told = { tenant, event, now, occurred, inForce };
      return read.about === 'client'
        ? takeClientEvent(context, told, read.name, read.data)
        : takePersonEvent(context, told, read.name, read.data);
    },
  };
}

type Told = { tenant: Tenant; event: CloudEvent; now: string; occurred: string; inForce: PublishedStatement };

async function takeClientEvent(
  context: ServiceContext,
  told: Told,
  name: string,
  { client: company, more }: ClientData,
): Promise<InboxAnswer> {
  const { tenant, event, now, occurred } = told;
  const client = await context.vault.resolvePerson(tenant, company);
  const facts = { system: event.source, occurred, client, ...more };
  const userEvent = { type: `${name}.v1`, facts } as ClientUserEvent;
  return answerOf(
    await context.execute(
      clientFile,
      commandedByEvent(context, tenant, event, now),
      { entity: 'client', id: client },
      userEvent,
    ),
  );
}

async function takePersonEvent(
  context: ServiceContext,
  told: Told,
  name: PersonEventName,
  data: PersonData,
): Promise<InboxAnswer> {
  const { tenant, event, now, occurred, inForce } = told;
  const { statement, version: statementVersion } = inForce;
  const excess = refuseExcess(name, data, event.source, statement);
  if (excess) return refused(excess.rejected);
  const [first, ...others] = data.person;
  if (!first) return refused({ code: 'invalid-request', detail: 'Say whom the event is about.' });
  const person = await context.vault.resolvePerson(tenant, first);
  const client = data.client && (await context.vault.resolvePerson(tenant, data.client));
  const userEvent = {
    type: `${name}.v1`,
    facts: { system: event.source, occurred, person, ...(client !== undefined && { client }), ...data.more },
    personal: { ...data.personal, ...(data.reference !== undefined && { reference: { id: data.reference } }) },
  } as PersonUserEvent;
  const clients = touchesClients(name, data, told) ? await endingsOf(context, tenant, person, client) : {};
  const command = { command: 'record-user-event', event: userEvent, statement, statementVersion, clients } as const;
  const result = await context.execute(
    personFile,
    commandedByEvent(context, tenant, event, now),
    { entity: 'person', id: person },
    command,
  );
  if (result.outcome !== 'rejected') {
    for (const identifier of others) await context.vault.linkIdentifier(tenant, person, identifier);
    await rememberOptOut(context, tenant, name, data);
  }
  return answerOf(result);
}

/** Whether a rule that the event touches hangs on the person's clients, which are looked up only then. */
function touchesClients(name: PersonEventName, data: PersonData, { event, inForce: { statement } }: Told): boolean {
  const effect = effectOf(name, data.more, statement);
  const material = data.more['material'] as 'primary' | 'secondary' | undefined;
  const rules = effect ? rulesTouched({ statement, system: event.source, effect, material }) : [];
  return rules.some(({ anchor }) => (clientAnchors as readonly string[]).includes(anchor));
}

async function endingsOf(context: ServiceContext, tenant: Tenant, person: string, client: string | undefined) {
  const { clients } = await readPersonFile(context, tenant, person);
  return readEndings(context, tenant, [...new Set([...clients, ...(client === undefined ? [] : [client])])]);
}

const suppressedFor: Partial<Record<PersonEventName, string>> = {
  'newsletter.opted-out': 'newsletter',
  'course.opted-out': 'course-invitations',
};

/** An opt-out is honoured after the data is gone, so it is remembered by keyed digest while the identifier is at hand. */
async function rememberOptOut(
  context: ServiceContext,
  tenant: Tenant,
  name: PersonEventName,
  { person }: PersonData,
): Promise<void> {
  const reason = suppressedFor[name];
  if (reason === undefined) return;
  for (const identifier of person) await context.vault.suppress(tenant, identifier, reason);
}

async function takeConfirmation(
  context: ServiceContext,
  tenant: Tenant,
  event: CloudEvent,
  now: string,
): Promise<InboxAnswer> {
  const parsed = confirmationMessageSchema.safeParse(event.data);
  if (!parsed.success) return invalid(parsed.error);
  const { disposal, system = event.source, method, evidence } = parsed.data;
  const commanded = commandedByEvent(context, tenant, event, now);
  return answerOf(await confirmDisposalAs(context, commanded, event.source, { disposal, system, method, evidence }));
}

function commandedByEvent({ service }: ServiceContext, tenant: Tenant, event: CloudEvent, now: string): Commanded {
  const commandId = commandIdOfUserEvent(tenant, service, event);
  const system = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(event.source) ? event.source : 'unnamed';
  return {
    tenant,
    commandId,
    correlation: commandId,
    actor: `system:${system}`,
    now,
    content: { type: event.type, time: event.time ?? null, data: event.data },
  };
}

function answerOf<State, Code extends string>(result: CommandResult<State, Code>): InboxAnswer {
  if (result.outcome === 'rejected') return refused(result.rejection);
  return { position: result.position, duplicate: result.outcome !== 'recorded' };
}

const refused = (rejection: Rejection): InboxAnswer => ({ rejection, status: inboxStatuses[rejection.code] ?? 422 });

const invalid = (error: z.ZodError): InboxAnswer => ({
  status: 400,
  rejection: {
    code: 'invalid-request',
    detail: 'The data of the event is not what its type asks for.',
    errors: issuesOf(error).map(({ path, message }) => ({ path: path === '' ? 'data' : `data.${path}`, message })),
  },
});

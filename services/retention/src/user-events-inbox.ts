import type { Tenant } from '@vitne/contracts/channels';
import type { Rejection } from '@vitne/contracts/decider';
import { optOuts } from '@vitne/contracts/decisions/person-facts';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import type { InboxAnswer, InboxHandler } from '@vitne/service-kit/inbox';
import {
  answerEvent,
  commandedByEvent,
  invalidEvent,
  refuseEvent,
  unknownEventType,
} from '@vitne/service-kit/inbox-command';
import { saidNoBefore } from '@vitne/service-kit/said-no-before';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { PublishedStatement } from '@vitne/service-kit/statement-in-force';
import type { CloudEvent } from '@vitne/service-kit/user-event-message';
import {
  confirmationMessageSchema,
  confirmDisposalAs,
  failureMessageSchema,
  reportFailureAs,
} from './disposal-confirmation.ts';
import { type ClientUserEvent, clientAnchors, clientFile } from './domain/client-file.ts';
import { personFile } from './domain/person-file.ts';
import type { PersonUserEvent } from './domain/person-state.ts';
import { refuseExcess, refuseFuture, refuseUnknownSystem } from './domain/refuse-excess.ts';
import { rulesTouched } from './domain/touched-holdings.ts';
import { type ClientData, type PersonData, readUserEvent } from './domain/user-event-data.ts';
import { effectsOf, type PersonEventName } from './domain/user-event-effects.ts';
import { readEndings, readPersonFile } from './entity-files.ts';
import { rejectionStatuses } from './routes/rejection-statuses.ts';

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
      if (event.type === 'disposal.confirmed') return takeConfirmation(context, tenant, event);
      if (event.type === 'disposal.failed') return takeFailure(context, tenant, event);
      const read = readUserEvent(event.type, event.data);
      if (!read) return unknownEventType(event.type);
      if ('errors' in read) return invalidEvent(read.errors);
      const inForce = await context.statements.inForce(tenant);
      if (!inForce)
        return refused({ code: 'no-statement', detail: 'No statement is in force yet. Publish one first.' });
      const occurred = event.time ?? now;
      const stopped = refuseFuture(occurred, now) ?? refuseUnknownSystem(event.source, inForce.statement);
      if (stopped) return refused(stopped.rejected);
      const told: Told = { tenant, event, occurred, inForce };
      return read.about === 'client'
        ? takeClientEvent(context, told, read.name, read.data)
        : takePersonEvent(context, told, read.name, read.data);
    },
  };
}

type Told = { tenant: Tenant; event: CloudEvent; occurred: string; inForce: PublishedStatement };

async function takeClientEvent(
  context: ServiceContext,
  told: Told,
  name: string,
  { client: company, more }: ClientData,
): Promise<InboxAnswer> {
  const { tenant, event, occurred } = told;
  const client = await context.vault.resolvePerson(tenant, company);
  const facts = { system: event.source, occurred, client, ...more };
  const userEvent = { type: `${name}.v1`, facts } as ClientUserEvent;
  return answerEvent(
    await context.execute(
      clientFile,
      commandedByEvent(context, tenant, event),
      { entity: 'client', id: client },
      userEvent,
    ),
    rejectionStatuses,
  );
}

async function takePersonEvent(
  context: ServiceContext,
  told: Told,
  name: PersonEventName,
  data: PersonData,
): Promise<InboxAnswer> {
  const { tenant, event, occurred, inForce } = told;
  const { statement, version: statementVersion } = inForce;
  const excess = refuseExcess(name, data, event.source, statement);
  if (excess) return refused(excess.rejected);
  const [first, ...others] = data.person;
  if (!first) throw new TypeError('The schema asks for at least one identifier.');
  const person = await context.vault.resolvePerson(tenant, first);
  const client = data.client && (await context.vault.resolvePerson(tenant, data.client));
  const userEvent = {
    type: `${name}.v1`,
    facts: { system: event.source, occurred, person, ...(client !== undefined && { client }), ...data.more },
    personal: { ...data.personal, ...(data.reference !== undefined && { reference: { id: data.reference } }) },
  } as PersonUserEvent;
  const clients = touchesClients(name, data, told) ? await endingsOf(context, tenant, person, client) : {};
  const { source } = data;
  const command = {
    command: 'record-user-event',
    event: userEvent,
    source,
    statement,
    statementVersion,
    clients,
    saidNoBefore: await saidNoBefore(context.vault, tenant, statement, data.person),
  } as const;
  const result = await context.execute(
    personFile,
    commandedByEvent(context, tenant, event),
    { entity: 'person', id: person },
    command,
  );
  if (result.outcome !== 'rejected') {
    for (const identifier of others) await context.vault.linkIdentifier(tenant, person, identifier);
    // An opt-out is honoured after the data is gone, so it is remembered by keyed digest while the identifiers are at hand.
    const optedOut = optOuts.get(`${name}.v1`);
    if (optedOut !== undefined) await context.vault.suppressPerson(tenant, person, [optedOut]);
  }
  return answerEvent(result, rejectionStatuses);
}

/** Whether a rule that the event touches hangs on the person's clients, which are looked up only then. */
function touchesClients(name: PersonEventName, data: PersonData, { event, inForce: { statement } }: Told): boolean {
  const effects = effectsOf(name, data.more, Object.keys(data.personal), statement) ?? [];
  const material = data.more['material'] as 'primary' | 'secondary' | undefined;
  const rules = effects.flatMap((effect) => rulesTouched({ statement, system: event.source, effect, material }));
  return rules.some(({ anchor }) => (clientAnchors as readonly string[]).includes(anchor));
}

async function endingsOf(context: ServiceContext, tenant: Tenant, person: string, client: string | undefined) {
  const { clients } = await readPersonFile(context, tenant, person);
  return readEndings(context, tenant, [...new Set([...clients, ...(client === undefined ? [] : [client])])]);
}

async function takeConfirmation(context: ServiceContext, tenant: Tenant, event: CloudEvent): Promise<InboxAnswer> {
  const parsed = confirmationMessageSchema.safeParse(event.data);
  if (!parsed.success) return invalidEvent(parsed.error);
  const { disposal, system = event.source, method, evidence, remains } = parsed.data;
  const commanded = commandedByEvent(context, tenant, event);
  const confirmation = { disposal, system, method, evidence, remains };
  return answerEvent(await confirmDisposalAs(context, commanded, event.source, confirmation), rejectionStatuses);
}

async function takeFailure(context: ServiceContext, tenant: Tenant, event: CloudEvent): Promise<InboxAnswer> {
  const parsed = failureMessageSchema.safeParse(event.data);
  if (!parsed.success) return invalidEvent(parsed.error);
  const { system = event.source, ...said } = parsed.data;
  const commanded = commandedByEvent(context, tenant, event);
  return answerEvent(await reportFailureAs(context, commanded, event.source, { ...said, system }), rejectionStatuses);
}

const refused = (rejection: Rejection<keyof typeof rejectionStatuses>): InboxAnswer =>
  refuseEvent(rejection, rejectionStatuses);

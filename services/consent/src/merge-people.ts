import type { Tenant } from '@vitne/contracts/channels';
import { hasObjectedToMarketing, isRestricted } from '@vitne/contracts/decisions/person-facts';
import { withVisitors } from '@vitne/contracts/decisions/with-visitors';
import { EventLogUnavailable } from '@vitne/event-log/event-log';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import { decisionSources } from '@vitne/service-kit/decision-sources';
import { furtherCommand } from '@vitne/service-kit/derived-command';
import { fileNow } from '@vitne/service-kit/gather-facts';
import { knownPerson, type PersonReference, personOf } from '@vitne/service-kit/person-reference';
import type { ServiceContext } from '@vitne/service-kit/service';
import { everyFile } from '@vitne/service-kit/who-is-who';
import type { Identifier } from '@vitne/vault/vault';
import type { ConsentResult } from './consent-choices.ts';
import { consentsOf } from './consents-in-ledger.ts';
import { type ConsentRejection, consentsOfAPerson } from './domain/consents-of-a-person.ts';

export type MergeRejection = 'visitor-known';
type Rejected = Extract<CommandResult<unknown, MergeRejection | ConsentRejection>, { outcome: 'rejected' }>;

const longestChain = 8;

/**
 * An anonymous visitor turned out to be a known person. The visitor's record is closed first, so that nothing is chosen
 * there unseen; then the cookie leads to the person; then the visitor's choices count for the person, as far as they widen
 * nothing. Whatever is interrupted is finished by the reaction to the closing.
 */
export async function mergeVisitor(
  context: ServiceContext,
  commanded: Commanded,
  visitorCookie: Identifier,
  personReference: PersonReference,
): Promise<ConsentResult | Rejected> {
  const { vault } = context;
  const { tenant } = commanded;
  const visitor = await vault.findPerson(tenant, visitorCookie);
  const known = await knownPerson(vault, tenant, personReference);
  const last = known && (await lastOf(context, tenant, known));
  if (visitor !== undefined && visitor !== last && (await vault.countIdentifiers(tenant, visitor)) > 1) {
    return { outcome: 'rejected', rejection: visitorKnown };
  }
  const person = last ?? (await personOf(vault, tenant, personReference));
  if (visitor === undefined) await vault.linkIdentifier(tenant, person, visitorCookie);
  if (visitor === undefined || visitor === person) return takeOver(context, commanded, person, person);
  const closed = await context.execute(
    consentsOfAPerson,
    commanded,
    { entity: 'person', id: visitor },
    { command: 'close', person: visitor, into: person },
  );
  if (closed.outcome === 'rejected') return closed;
  const finished = await finishMerge(context, commanded, visitor, person);
  // The reaction may have finished first; the merge was this caller's all the same.
  const isOwn = closed.outcome === 'recorded' && finished.outcome !== 'rejected';
  return isOwn ? { ...finished, outcome: 'recorded' } : finished;
}

/** Everything that follows from a visitor's closed record; done again, it changes nothing more. */
export async function finishMerge(
  context: ServiceContext,
  commanded: Commanded,
  visitor: string,
  person: string,
): Promise<ConsentResult> {
  await context.vault.moveIdentifiers(commanded.tenant, visitor, person);
  return takeOver(context, { ...commanded, ...takeOverId(commanded, visitor, person) }, visitor, person);
}

/** The same step has the same id whether the caller or the reaction takes it. */
function takeOverId(commanded: Commanded, visitor: string, person: string): Pick<Commanded, 'commandId' | 'content'> {
  const { commandId, content } = furtherCommand({ ...commanded, commandId: visitor }, 'take-over', { visitor, person });
  return { commandId, content };
}

async function takeOver(
  context: ServiceContext,
  commanded: Commanded,
  visitor: string,
  person: string,
): Promise<ConsentResult> {
  const { tenant, now } = commanded;
  const { choices, closedAt = 0 } =
    visitor === person ? consentsOfAPerson.initial() : await consentsOf(context, tenant, visitor);
  const [facts, ofPerson] = await factsOf(context, tenant, [visitor, person]);
  const result = await context.execute(
    consentsOfAPerson,
    { ...commanded, expectedPosition: undefined },
    { entity: 'person', id: person },
    {
      command: 'take-over',
      person,
      visitor,
      choices,
      closedAt,
      yesCounts: !hasObjectedToMarketing(facts) && !isRestricted(facts),
      optedOut: withVisitors(ofPerson, [facts]).optedOut,
      now,
    },
  );
  return result.outcome === 'rejected' ? result : { ...result, state: { ...result.state, person } };
}

/** What the other services have told of the visitor and of the person, up to this moment. */
async function factsOf(context: ServiceContext, tenant: Tenant, [visitor, person]: [string, string]) {
  const sources = decisionSources(context);
  if (!(await sources.caughtUp(tenant, await sources.newest(tenant)))) {
    throw new EventLogUnavailable('The read models are behind the ledger.');
  }
  const files = await everyFile(sources, tenant, [visitor, person]);
  return [fileNow(files, visitor), fileNow(files, person)] as const;
}

/** The person whom an id stands for, when that one was a visitor who has been merged since. */
async function lastOf(context: ServiceContext, tenant: Tenant, person: string): Promise<string> {
  let last = person;
  for (let step = 0; step < longestChain; step++) {
    const { mergedInto } = await consentsOf(context, tenant, last);
    if (mergedInto === undefined) return last;
    last = mergedInto;
  }
  return last;
}

const visitorKnown = {
  code: 'visitor-known',
  detail: 'The cookie leads to somebody who is known by more than a cookie, so two known people would become one.',
} as const;

import type { messageLapsed, messageTold } from '@vitne/contracts/catalogue/request-course-events';
import type { requestReceived } from '@vitne/contracts/catalogue/request-intake-events';
import { type Context, channelOf } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';
import { isAfter } from '../domain/moments.ts';
import { standingOf } from '../domain/person-state.ts';
import { optOutEffect } from '../domain/user-event-effects.ts';
import { commandPerson } from './consequence.ts';

/** What can be opted out of without its system: by its purpose, the events that begin and end it. */
const subscriptions = {
  newsletter: { begins: 'newsletter.signed-up.v1', ends: 'newsletter.opted-out.v1' },
  'course-invitations': { begins: 'course.signed-up.v1', ends: 'course.opted-out.v1' },
} as const;
type Subscription = keyof typeof subscriptions;
const all = Object.keys(subscriptions) as Subscription[];
const isSubscription = (purpose: string): purpose is Subscription => purpose in subscriptions;

type OptOut = { person: string; purpose: Subscription; occurred: string };

/**
 * Whoever takes a consent back, says no, asks for it, or objects to direct marketing has opted out as much as one who tells the
 * system itself: what is kept until then ends. What was asked for by a request ends when the person has been answered, because
 * the answer goes to an address that may be among it. A sign-up from before that is told late is ended by the same no.
 */
export function followOptOutsReaction(context: ServiceContext): Reaction {
  const name = 'follow-opt-outs';
  return {
    name,
    handles: [
      'consent.withdrawn.v1',
      'consent.refused.v1',
      'request.told.v1',
      'request.message-lapsed.v1',
      ...all.map((purpose) => subscriptions[purpose].begins),
    ],
    async react(event) {
      const inForce = await context.statements.inForce(event.meta.tenant);
      if (!inForce) return;
      const { statement, version: statementVersion } = inForce;
      for (const { person, purpose, occurred } of await optOutsIn(context, event)) {
        await commandPerson(context, `${name}-${purpose}`, event, person, {
          command: 'schedule-holdings',
          statement,
          statementVersion,
          person,
          occurred,
          effect: optOutEffect[purpose],
          about: standingOf(subscriptions[purpose].ends, {}),
          clients: {},
        });
      }
    },
  };
}

async function optOutsIn(context: ServiceContext, event: AnyRecordedEvent): Promise<OptOut[]> {
  const { type } = event.meta;
  if (type === 'request.told.v1' || type === 'request.message-lapsed.v1') return answered(context, event);
  const begun = all.find((purpose) => subscriptions[purpose].begins === type);
  if (begun !== undefined) return saidBefore(context, event, begun);
  const said = noIn(event);
  return said ? [said] : [];
}

/** A no of the person's own to the whole purpose. What follows from a request, or from a system's opt-out, comes by those. */
function noIn({ meta, facts }: AnyRecordedEvent): OptOut | undefined {
  const { person, purpose, recipient, surface } = facts as {
    person: string;
    purpose: string;
    recipient?: string;
    surface?: string;
  };
  if (meta.type !== 'consent.withdrawn.v1' && meta.type !== 'consent.refused.v1') return undefined;
  const follows = meta.causation !== undefined || surface === 'opt-out';
  if (follows || recipient !== undefined || !isSubscription(purpose)) return undefined;
  return { person, purpose, occurred: meta.time };
}

/** What a sign-up that is told late begins has ended already, where the person's last word after it was a no. */
async function saidBefore(
  { log }: ServiceContext,
  { meta: { tenant }, facts }: AnyRecordedEvent,
  purpose: Subscription,
): Promise<OptOut[]> {
  const { person, occurred } = facts as { person: string; occurred: string };
  const choices = await log.readEntity(channelOf({ tenant, context: 'consent', entity: 'person', id: person }));
  const isYes = ({ meta }: AnyRecordedEvent): boolean => meta.type === 'consent.given.v1';
  const last = choices.findLast(
    (choice) => choice.facts['purpose'] === purpose && (isYes(choice) || noIn(choice) !== undefined),
  );
  const no = last && noIn(last);
  return no && isAfter(no.occurred, occurred) ? [no] : [];
}

/** The subscriptions that a request ends, once the person has been told so, or cannot be. */
async function answered({ log }: ServiceContext, { meta, facts }: AnyRecordedEvent): Promise<OptOut[]> {
  const { request, person, matter } = facts as FactsOf<typeof messageTold> | FactsOf<typeof messageLapsed>;
  if (matter !== 'answer') return [];
  const about = { tenant: meta.tenant, context: 'request-intake' as Context, entity: 'request', id: request };
  const history = await log.readEntity(channelOf(about));
  const receipt = history[0]?.facts as FactsOf<typeof requestReceived> | undefined;
  if (receipt === undefined) return [];
  const classified = history.findLast(({ meta: { type } }) => type === 'request.classified.v1')?.facts['requestType'];
  const requestType = classified ?? receipt.requestType;
  const named =
    requestType === 'objection' && receipt.directMarketing === true
      ? all
      : requestType === 'withdrawal'
        ? (receipt.purposes ?? []).filter(isSubscription)
        : [];
  return named.map((purpose) => ({ person, purpose, occurred: receipt.received }));
}

import type { messageLapsed, messageTold } from '@vitne/contracts/catalogue/request-course-events';
import { isEnquiryAnswer } from '@vitne/contracts/catalogue/request-enquiry-events';
import type { requestReceived } from '@vitne/contracts/catalogue/request-intake-events';
import { type Context, channelOf } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { purposeById } from '@vitne/contracts/statement/statement-index';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';
import { isAfter } from '../domain/moments.ts';
import { standingOf } from '../domain/standing.ts';
import { optOutEffect } from '../domain/user-event-effects.ts';
import {
  consentEndedBy,
  type EndedConsent,
  endedWith,
  endsOfConsents,
  endsOfTelling,
  isStillToBeTold,
  lastWordOn,
} from '../ended-consents.ts';
import { commandPerson } from './consequence.ts';

/** What can be opted out of without its system: by its purpose, the events that begin and end it. */
const subscriptions = {
  newsletter: { begins: 'newsletter.signed-up.v1', ends: 'newsletter.opted-out.v1' },
  'course-invitations': { begins: 'course.signed-up.v1', ends: 'course.opted-out.v1' },
} as const;
type Subscription = keyof typeof subscriptions;
const all = Object.keys(subscriptions) as Subscription[];
const isSubscription = (purpose: string): purpose is Subscription => purpose in subscriptions;

type OptOut = EndedConsent & { purpose: Subscription };
const ofSubscription = (ended: EndedConsent): ended is OptOut => isSubscription(ended.purpose);

/** When the person has been answered, or cannot be. */
const endsOfRequests = ['request.told.v1', 'request.message-lapsed.v1'] as const;

/**
 * Whoever takes a consent back, says no, asks for it, or objects to direct marketing has opted out as much as one who tells the
 * system itself: what is kept until then ends. So it does when the consent runs out, or a new version of the statement or the
 * organisation ends it: nothing is kept for marketing without its basis. Where the person is to be answered, or told of that
 * version, it ends afterwards, because that goes to an address that may be among it. A sign-up from before that is told late is
 * ended by the same no.
 */
export function followOptOutsReaction(context: ServiceContext): Reaction {
  const name = 'follow-opt-outs';
  return {
    name,
    handles: [
      ...endsOfConsents,
      ...endsOfTelling,
      ...endsOfRequests,
      ...all.map((purpose) => subscriptions[purpose].begins),
    ],
    async react(event) {
      const { tenant } = event.meta;
      const inForce = await context.statements.inForce(tenant);
      if (!inForce) return;
      for (const { person, purpose, occurred, under } of await optOutsIn(context, event)) {
        // A version that does away with the purpose has no rule for it any more: what it ends was kept by an earlier one.
        const isGone = under !== undefined && purposeById(inForce.statement, purpose) === undefined;
        const earlier = isGone ? await context.statements.version(tenant, under) : undefined;
        const { statement, version: statementVersion } = earlier ?? inForce;
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
  if (endsOfRequests.some((one) => one === type)) return answered(context, event);
  if (endsOfTelling.some((one) => one === type)) return told(context, event);
  const begun = all.find((purpose) => subscriptions[purpose].begins === type);
  if (begun !== undefined) return saidBefore(context, event, begun);
  return (await isStillToBeTold(context, event)) ? [] : [consentEndedBy(event) ?? []].flat().filter(ofSubscription);
}

/** What a sign-up that is told late begins has ended already, where the last word after it was a no; a no that is told later comes by itself. */
async function saidBefore(
  context: ServiceContext,
  { meta: { tenant }, facts, position: upTo }: AnyRecordedEvent,
  purpose: Subscription,
): Promise<OptOut[]> {
  const { person, occurred } = facts as { person: string; occurred: string };
  const last = await lastWordOn(context, tenant, { person, purpose, upTo });
  const no = last && consentEndedBy(last);
  return no && isAfter(no.occurred, occurred) ? [no].filter(ofSubscription) : [];
}

/** The subscriptions whose consents ended with a version of which the person has now been told, or cannot be. */
async function told(context: ServiceContext, event: AnyRecordedEvent): Promise<OptOut[]> {
  const { person, announcement } = event.facts as { person: string; announcement: string };
  const { tenant } = event.meta;
  const words = await Promise.all(
    all.map((purpose) => lastWordOn(context, tenant, { person, purpose, upTo: event.position })),
  );
  return words
    .flatMap((last) => (last && endedWith(last, announcement) ? (consentEndedBy(last) ?? []) : []))
    .filter(ofSubscription);
}

/** The subscriptions that a request ends, once the person has been told so, or cannot be. */
async function answered({ log }: ServiceContext, { meta, facts }: AnyRecordedEvent): Promise<OptOut[]> {
  const { request, person, matter, message } = facts as FactsOf<typeof messageTold> | FactsOf<typeof messageLapsed>;
  // What was a plain question ends nothing, whatever it was taken for before.
  if (matter !== 'answer' || isEnquiryAnswer(message)) return [];
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

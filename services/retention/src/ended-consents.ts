import { announcementOf } from '@vitne/contracts/catalogue/announcement-events';
import { channelOf, type Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { ServiceContext } from '@vitne/service-kit/service';

/** What is kept for a consent has no reason left once it has ended, and when that was; `under` is the version that it was given under. */
export type EndedConsent = { person: string; purpose: string; occurred: string; under?: string };

/** A no of the person's own to the whole purpose, or the end of its consent, whoever brought it about. */
export const endsOfConsents = [
  'consent.withdrawn.v1',
  'consent.refused.v1',
  'consent.expired.v1',
  'consent.invalidated.v1',
  'consent.revoked.v1',
] as const;

/**
 * When somebody who was to be told of a statement's change has been told, or cannot be. Mails that are given up do not end it:
 * staff have a time to tell the person in another way, to which the contact data is needed.
 */
export const endsOfTelling = [
  'announcement-delivery.delivered.v1',
  'announcement-delivery.untold.v1',
  'announcement-delivery.lapsed.v1',
] as const;

const isOneOf = (types: readonly string[], { meta }: AnyRecordedEvent): boolean => types.includes(meta.type);

/** The consent that an event ends. A no that follows from a request, or from a system's opt-out, comes by those. */
export function consentEndedBy(event: AnyRecordedEvent): EndedConsent | undefined {
  if (!isOneOf(endsOfConsents, event)) return undefined;
  const { meta } = event;
  const { person, purpose, recipient, surface, expired, givenUnder } = event.facts as {
    person: string;
    purpose: string;
    recipient?: string;
    surface?: string;
    expired?: string;
    givenUnder?: string;
  };
  const isOwnNo = meta.type === 'consent.withdrawn.v1' || meta.type === 'consent.refused.v1';
  const follows = isOwnNo && (meta.causation !== undefined || surface === 'opt-out');
  if (follows || recipient !== undefined) return undefined;
  return { person, purpose, occurred: expired ?? meta.time, ...(givenUnder !== undefined && { under: givenUnder }) };
}

/** The last word on a purpose of a person's, up to a position: the event that gave the consent, or that ended it. */
export async function lastWordOn(
  { log }: Pick<ServiceContext, 'log'>,
  tenant: Tenant,
  { person, purpose, upTo }: { person: string; purpose: string; upTo: number },
): Promise<AnyRecordedEvent | undefined> {
  const choices = await log.readEntity(channelOf({ tenant, context: 'consent', entity: 'person', id: person }));
  return choices.findLast(
    (choice) =>
      choice.position <= upTo &&
      choice.facts['purpose'] === purpose &&
      (choice.meta.type === 'consent.given.v1' || consentEndedBy(choice) !== undefined),
  );
}

/**
 * Whether the person of a consent that a new version ended is still to be told of that version: the address that this
 * needs is among what ends with the consent. Whoever is to be told is owed it before the consent ends in the ledger.
 */
export async function isStillToBeTold(
  { log }: Pick<ServiceContext, 'log'>,
  { meta: { tenant, type }, facts, position }: AnyRecordedEvent,
): Promise<boolean> {
  if (type !== 'consent.invalidated.v1') return false;
  const id = String(facts['person']);
  const announcement = announcementOf(String(facts['statementVersion']));
  const deliveries = await log.readEntity(
    channelOf({ tenant, context: 'consent', entity: 'announcement-deliveries', id }),
  );
  const last = deliveries.findLast((one) => one.facts['announcement'] === announcement && one.position < position);
  return last !== undefined && !isOneOf(endsOfTelling, last);
}

/** Whether an announcement, by its name, is of the version that ended a consent. */
export const endedWith = ({ meta, facts }: AnyRecordedEvent, announcement: unknown): boolean =>
  meta.type === 'consent.invalidated.v1' && announcementOf(String(facts['statementVersion'])) === announcement;

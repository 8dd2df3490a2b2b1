import type { announcementMade } from '@vitne/contracts/catalogue/announcement-events';
import { type consentGiven, statementPublished } from '@vitne/contracts/catalogue/consent-events';
import { channelOf, type Tenant } from '@vitne/contracts/channels';
import { choiceKey } from '@vitne/contracts/decisions/choice';
import { carriesOver, type KnownStatement } from '@vitne/contracts/decisions/consent-carries-over';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { significantChanges } from '@vitne/contracts/statement/diff-statements';
import type { Reaction } from '@vitne/projector/projection';
import { knownStatement } from '@vitne/service-kit/decision-sources';
import { consequenceOf, triedAgain } from '@vitne/service-kit/derived-command';
import { forEveryDocument } from '@vitne/service-kit/for-every-document';
import type { ServiceContext } from '@vitne/service-kit/service';
import { consentsOfAPerson } from '../domain/consents-of-a-person.ts';
import { type RunningConsentDocument, runningConsentsProjection } from '../projections/consents.ts';

type Agreed = Omit<RunningConsentDocument, 'recipient'> & { recipient?: string | undefined };

const name = 'invalidate-consents';

/**
 * When a new version changes what people agreed to, each consent to it ends in the ledger, so that it is asked for again
 * and never silently carried over. A consent that came in under an older version after that one was published ends too.
 * Of a version that is announced the consents end once everybody concerned is owed the announcement (`invalidateAnnounced`).
 */
export function invalidateConsents(context: ServiceContext): Reaction {
  const published = new Map<Tenant, KnownStatement[]>();

  /** The versions up to an event: read once, and then learned from the ledger in its order. */
  async function versionsAt(tenant: Tenant, position: number): Promise<KnownStatement[]> {
    const channel = channelOf({ tenant, context: 'consent', entity: 'statement', id: 'main' });
    const known = published.get(tenant) ?? (await context.log.readEntity(channel)).map(knownStatement);
    published.set(tenant, known);
    return known.filter((version) => version.position <= position);
  }

  return {
    name,
    handles: [statementPublished.type, 'consent.given.v1', 'consent.taken-over.v1'],
    async react(event) {
      const { tenant } = event.meta;
      if (event.meta.type === statementPublished.type) {
        published.delete(tenant);
        const versions = await versionsAt(tenant, event.position);
        return isAnnounced(versions) ? undefined : invalidateAll(context, event, versions);
      }
      const { status, statementVersion, ...about } = event.facts as FactsOf<typeof consentGiven> & { status?: string };
      if (status !== undefined && status !== 'given') return;
      const versions = await versionsAt(tenant, event.position);
      if (versions.at(-1)?.version !== statementVersion) {
        await invalidate(context, event, versions, { ...about, givenUnder: statementVersion });
      }
    },
  };
}

/**
 * Ends the consents that an announced version changed. What is kept for a consent goes with it, so whoever is to be told is
 * owed it first: the ledger then says, at the end of a consent, whether its person is still to be written to.
 */
export async function invalidateAnnounced(context: ServiceContext, event: AnyRecordedEvent): Promise<void> {
  const { tenant } = event.meta;
  const { statementVersion } = event.facts as FactsOf<typeof announcementMade>;
  const channel = channelOf({ tenant, context: 'consent', entity: 'statement', id: 'main' });
  const published = (await context.log.readEntity(channel)).map(knownStatement);
  const upTo = published.findIndex(({ version }) => version === statementVersion);
  await invalidateAll(context, event, published.slice(0, upTo + 1));
}

const isAnnounced = (versions: readonly KnownStatement[]): boolean => {
  const [before, after] = versions.slice(-2);
  return (
    before !== undefined && after !== undefined && significantChanges(before.statement, after.statement).length > 0
  );
};

async function invalidateAll(
  context: ServiceContext,
  event: AnyRecordedEvent,
  versions: readonly KnownStatement[],
): Promise<void> {
  const [before, after] = versions.slice(-2);
  if (!before || !after) return;
  const { tenant } = event.meta;
  const givenUnder = { $ne: after.version };
  for (const { id: purpose, consent } of before.statement.purposes) {
    if (!consent || carriesOver(versions, before.version, purpose)) continue;
    await forEveryDocument(context.db, tenant, runningConsentsProjection, { purpose, givenUnder }, (running) =>
      invalidate(context, event, versions, running),
    );
  }
}

async function invalidate(
  context: ServiceContext,
  event: AnyRecordedEvent,
  versions: readonly KnownStatement[],
  { person, purpose, recipient, givenUnder }: Agreed,
): Promise<void> {
  if (carriesOver(versions, givenUnder, purpose)) return;
  const statementVersion = (versions.at(-1) as KnownStatement).version;
  const command = { command: 'invalidate', person, purpose, recipient, givenUnder, statementVersion } as const;
  const commanded = consequenceOf(context, event, name, `${person}~${choiceKey(command)}`);
  triedAgain(await context.execute(consentsOfAPerson, commanded, { entity: 'person', id: person }, command));
}

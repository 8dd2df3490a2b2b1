import { announcementMade, announcementOf } from '@vitne/contracts/catalogue/announcement-events';
import { statementPublished } from '@vitne/contracts/catalogue/consent-events';
import { channelOf, type Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { type Change, consentsInvalidatedBy, significantChanges } from '@vitne/contracts/statement/diff-statements';
import type { Statement } from '@vitne/contracts/statement/schema';
import type { Reaction } from '@vitne/projector/projection';
import { addresseesProjection } from '@vitne/service-kit/addressees';
import { knownStatement } from '@vitne/service-kit/decision-sources';
import { consequenceOf, triedAgain } from '@vitne/service-kit/derived-command';
import { forEveryDocument } from '@vitne/service-kit/for-every-document';
import type { ServiceContext } from '@vitne/service-kit/service';
import { Temporal } from 'temporal-polyfill';
import { announcement } from '../domain/announcement.ts';
import { announcementDeliveries } from '../domain/announcement-deliveries.ts';
import { invalidateAnnounced } from './invalidate-consents.ts';

const shownForWhenUnsaid = 'P30D';

/** A new version that changes something significant is announced, in the ways that it promises itself. */
export function announceChanges(context: ServiceContext): Reaction {
  const name = 'announce-changes';
  return {
    name,
    handles: [statementPublished.type],
    async react(event) {
      const [before, after] = await twoLatest(context, event);
      if (!before || !after) return;
      const significant = significantChanges(before.statement, after.statement);
      if (significant.length === 0) return;
      const id = announcementOf(after.version);
      const { announcedBy, populations, shownFor = shownForWhenUnsaid } = after.statement.changes.significant;
      const made = event.meta.time;
      const command = {
        command: 'make' as const,
        announcement: id,
        statementVersion: after.version,
        previousVersion: before.version,
        announcedBy: [...new Set(announcedBy)],
        populations: concernedBy(significant, populations),
        changes: significant.map(({ code, path, says }) => ({ code, path, says })),
        consentsInvalidated: consentsInvalidatedBy(significant),
        made,
        shownUntil: laterBy(shownFor, made, after.statement),
      };
      const commanded = consequenceOf(context, event, name, id);
      triedAgain(await context.execute(announcement, commanded, { entity: 'announcement', id }, command));
    },
  };
}

/** Everybody whom an announcement concerns and who can be told personally is owed it; then the consents end that it voids. */
export function oweAnnouncements(context: ServiceContext): Reaction {
  const name = 'owe-announcements';
  return {
    name,
    handles: [announcementMade.type],
    async react(event) {
      const { tenant } = event.meta;
      const made = event.facts as FactsOf<typeof announcementMade>;
      const { announcement: id, announcedBy: ways, made: owed } = made;
      if (ways.some((way) => way !== 'website')) {
        const concerned = await peopleConcerned(context, tenant, made);
        await forEveryDocument(context.db, tenant, addresseesProjection, concerned, async ({ person }) => {
          const commanded = consequenceOf(context, event, name, person);
          const command = { command: 'owe', announcement: id, person, ways, owed } as const;
          const target = { entity: 'announcement-deliveries', id: person };
          triedAgain(await context.execute(announcementDeliveries, commanded, target, command));
        });
      }
      await invalidateAnnounced(context, event);
    },
  };
}

/** Finds the people of these populations: those of whom something is held under their rules, or who agreed to their purposes. */
async function peopleConcerned(
  { statements }: ServiceContext,
  tenant: Tenant,
  { populations, statementVersion, previousVersion }: FactsOf<typeof announcementMade>,
) {
  const both = await Promise.all(
    [previousVersion, statementVersion].map((version) => statements.version(tenant, version)),
  );
  const known = both.flatMap((found) => found?.statement ?? []);
  const reaches = (part: { populations: readonly string[] }) =>
    part.populations.some((one) => populations.includes(one));
  const idsOf = (parts: readonly { id: string; populations: readonly string[] }[]) =>
    parts.filter(reaches).map(({ id }) => id);
  const rules = idsOf(known.flatMap(({ retention }) => retention));
  const purposes = idsOf(known.flatMap((statement) => statement.purposes));
  return { $or: [{ rules: { $in: rules } }, { purposes: { $in: purposes } }] };
}

/** The version that was published and the one before it, straight from the ledger. */
async function twoLatest({ log }: ServiceContext, { meta, position }: AnyRecordedEvent) {
  const channel = channelOf({ tenant: meta.tenant, context: 'consent', entity: 'statement', id: 'main' });
  const published = (await log.readEntity(channel)).filter((event) => event.position <= position);
  const [before, after] = published.slice(-2).map(knownStatement);
  return [before, after] as const;
}

const concernedBy = (changes: readonly Change[], promised: readonly string[]): string[] =>
  [...new Set(changes.flatMap(({ affects }) => affects.populations))].filter((one) => promised.includes(one)).sort();

/** A moment this much later, on the controller's calendar. */
function laterBy(duration: string, moment: string, { statement }: Statement): string {
  const start = Temporal.Instant.from(moment).toZonedDateTimeISO(statement.timeZone);
  return start.add(duration).toInstant().toString();
}

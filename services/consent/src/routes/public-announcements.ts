import { announcementMade } from '@vitne/contracts/catalogue/announcement-events';
import { tenantSchema } from '@vitne/contracts/channels';
import { dayOf } from '@vitne/contracts/decisions/moments';
import { defaultZone } from '@vitne/contracts/law/moments';
import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { announcement as announcementDecider } from '../domain/announcement.ts';
import { announcementsProjection } from '../projections/announcements.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const params = z.object({ tenant: tenantSchema });
const inWords = z.object({ nb: z.string(), en: z.string() });
const current = z.object({
  announcement: z.string(),
  statementVersion: z.string(),
  updated: z.string(),
  changes: z.array(inWords).describe('One sentence for each significant change.'),
  shownUntil: z.string(),
  url: z.string().describe('The statement on the organisation’s own site.'),
  page: z.string().describe('The page that tells what changed, on this platform.'),
  shownToday: z.boolean().describe('Whether a site has told today that it showed it; if so, it need not tell again.'),
});
const shownSchema = recordedSchema.extend({ announcement: z.string() });
const mostAtOnce = 20;

/** What an organisation's site shows its visitors about a changed statement, and its word that it did. */
export function publicAnnouncements(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/public/:tenant/announcements',
    {
      config: { access: 'public' },
      schema: {
        tags: ['public', 'announcements'],
        summary: 'Read what the site has to tell its visitors of a changed statement, newest first',
        params,
        response: { 200: z.object({ announcements: z.array(current) }) },
      },
    },
    async ({ params: { tenant } }) => {
      const filter = { announcedBy: 'website', shownUntilUtc: { $gt: new Date(context.clock.now()).toISOString() } };
      const options = { sort: { order: -1 as const }, limit: mostAtOnce };
      const { documents } = await findDocuments(context.db, tenant, announcementsProjection, filter as object, options);
      const today = dayOf(context.clock.now(), await zoneOf(context, tenant));
      const rows = documents.map(async ({ announcement, statementVersion, changes, shownUntil, shownOn }) => {
        const published = await context.statements.version(tenant, statementVersion);
        return published
          ? {
              announcement,
              statementVersion,
              updated: published.statement.statement.updated,
              changes: changes.map(({ says }) => says),
              shownUntil,
              url: published.statement.statement.url,
              page: `/statements/${tenant}/${statementVersion}/changes`,
              shownToday: shownOn.includes(today),
            }
          : undefined;
      });
      return { announcements: (await Promise.all(rows)).filter((row) => row !== undefined) };
    },
  );
  app.post(
    '/v1/public/:tenant/announcements/:announcement/shown',
    {
      config: { access: 'public' },
      schema: {
        tags: ['public', 'announcements'],
        summary: 'Tell that the site showed an announcement; recorded once a day, and nothing of the visitor',
        params: params.extend({
          announcement: announcementMade.facts.shape.announcement.describe(
            '`GET /v1/public/{tenant}/announcements` lists them.',
          ),
        }),
        response: { 200: shownSchema, 201: shownSchema },
      },
    },
    async (request, reply) => {
      const { tenant, announcement } = request.params;
      const commanded = commandedBy(request, context.clock, { tenant, actor: 'anonymous:visitor' });
      const { now } = commanded;
      const command = { command: 'show', announcement, day: dayOf(now, await zoneOf(context, tenant)), now } as const;
      const target = { entity: 'announcement', id: announcement };
      const result = await context.execute(announcementDecider, commanded, target, command);
      return answerCommand(reply, result, rejectionStatuses, () => ({ announcement }));
    },
  );
}

const zoneOf = async ({ statements }: ServiceContext, tenant: string): Promise<string> =>
  (await statements.inForce(tenant))?.statement.statement.timeZone ?? defaultZone;

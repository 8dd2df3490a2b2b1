import type { Tenant } from '@vitne/contracts/channels';
import { goneAt } from '@vitne/contracts/decisions/person-facts';
import { findDocument } from '@vitne/projector/documents';
import type { TimerSource } from '@vitne/projector/timers';
import { decisionFactsProjection } from '@vitne/service-kit/decision-facts';
import { timedCommand, triedAgain } from '@vitne/service-kit/derived-command';
import { mailToPerson } from '@vitne/service-kit/mail-to-person';
import type { ServiceContext } from '@vitne/service-kit/service';
import { announcementDeliveries, type DeliveryCommand } from '../domain/announcement-deliveries.ts';
import { statementChangedMail } from '../mails/statement-changed.ts';
import {
  announcementDeliveriesProjection,
  announcementsProjection,
  type DeliveryDocument,
} from '../projections/announcements.ts';

/**
 * Sends what is owed by e-mail, and records what the mail server answered. A mail that was sent just before a crash is
 * sent once more, with the same message id.
 */
export function deliverAnnouncements(context: ServiceContext, tenant: Tenant): TimerSource<DeliveryDocument> {
  return {
    projection: announcementDeliveriesProjection,
    dueField: 'nextAttempt',
    ready: () => context.mail.ready(),
    async fire(delivery) {
      const command = await written(context, tenant, delivery);
      const target = { entity: 'announcement-deliveries', id: delivery.person };
      const { announcement, person, attempts } = delivery;
      const commanded = timedCommand(context, tenant, 'deliver-announcements', announcement, person, attempts);
      triedAgain(await context.execute(announcementDeliveries, commanded, target, command));
    },
  };
}

async function written(
  context: ServiceContext,
  tenant: Tenant,
  { announcement, person }: DeliveryDocument,
): Promise<DeliveryCommand & { person: string }> {
  const { db, clock, statements } = context;
  const about = { announcement, person };
  const [made, facts] = await Promise.all([
    findDocument(db, tenant, announcementsProjection, announcement),
    findDocument(db, tenant, decisionFactsProjection, person),
  ]);
  const published = made && (await statements.version(tenant, made.statementVersion));
  if (!made || !published) throw new Error('The announcement is not in the read models.');
  // What is on its way out, or kept only because nobody has confirmed yet, is not used for writing either.
  const isGone = facts && goneAt(facts, 'contact', clock.now()) !== undefined;
  if (isGone) return { command: 'lapse', ...about, now: clock.now() };
  const mailed = await mailToPerson(context, {
    tenant,
    person,
    statement: published.statement,
    reference: announcement,
    compose: (language) => statementChangedMail(published.statement, made, language),
  });
  const now = clock.now();
  switch (mailed.outcome) {
    case 'sent':
      return { command: 'deliver', ...about, how: 'email', delivered: now, mail: mailed.evidence, now };
    case 'failed':
      return { command: 'fail', ...about, ...mailed.failure, now };
    case 'gone':
      return { command: 'lapse', ...about, now };
  }
}

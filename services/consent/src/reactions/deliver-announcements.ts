import { createHash } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import { findDocument } from '@vitne/projector/documents';
import type { TimerSource } from '@vitne/projector/timers';
import { addresseesProjection, addressOf } from '@vitne/service-kit/addressees';
import type { Commanded } from '@vitne/service-kit/command-handler';
import type { ServiceContext } from '@vitne/service-kit/service';
import { triedAgain } from '../derived-command.ts';
import { announcementDeliveries, type DeliveryCommand } from '../domain/announcement-deliveries.ts';
import { goneAt } from '../domain/person-facts.ts';
import { statementChangedMail } from '../mails/statement-changed.ts';
import {
  announcementDeliveriesProjection,
  announcementsProjection,
  type DeliveryDocument,
} from '../projections/announcements.ts';
import { decisionFactsProjection } from '../projections/decision-facts.ts';

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
      const command = await sent(context, tenant, delivery);
      const { person, announcement } = delivery;
      const target = { entity: 'announcement-deliveries', id: person };
      const commanded = commandedFor(context, tenant, delivery);
      triedAgain(
        await context.execute(announcementDeliveries, commanded, target, { ...command, announcement, person }),
      );
    },
  };
}

type Told = DeliveryCommand extends infer Command
  ? Command extends unknown
    ? Omit<Command, 'announcement'>
    : never
  : never;

async function sent(context: ServiceContext, tenant: Tenant, delivery: DeliveryDocument): Promise<Told> {
  const { db, vault, clock, mail, statements } = context;
  const { person, announcement } = delivery;
  const now = clock.now();
  const [made, addressee, facts] = await Promise.all([
    findDocument(db, tenant, announcementsProjection, announcement),
    findDocument(db, tenant, addresseesProjection, person),
    findDocument(db, tenant, decisionFactsProjection, person),
  ]);
  const published = made && (await statements.version(tenant, made.statementVersion));
  if (!made || !published) throw new Error('The announcement is not in the read models.');
  // What is on its way out, or kept only because nobody has confirmed yet, is not used for writing either.
  if (facts && goneAt(facts, 'contact', now) !== undefined) return { command: 'lapse', now };
  const address = await addressOf(vault, tenant, addressee);
  if (address.found === 'gone') return { command: 'lapse', now };
  if (address.found === 'none') return { command: 'fail', reason: 'no-address', now };
  const { statement } = published;
  const language = addressee?.language ?? statement.statement.languages[0] ?? 'nb';
  const { contentHash, ...content } = statementChangedMail(statement, made, language);
  const messageId = messageIdOf(tenant, delivery, statement.controller.email);
  const { name, email } = statement.controller;
  const { outcome, replyCode } = await mail.send({
    from: { name, address: email },
    to: address.email,
    ...content,
    language,
    messageId,
  });
  if (outcome !== 'accepted') return { command: 'fail', reason: outcome, replyCode, now };
  const evidence = { messageId, replyCode, contentHash, language };
  return { command: 'deliver', how: 'email', delivered: clock.now(), mail: evidence, now: clock.now() };
}

function commandedFor({ clock }: ServiceContext, tenant: Tenant, delivery: DeliveryDocument): Commanded {
  const { announcement, attempts } = delivery;
  const commandId = attemptId(tenant, delivery);
  return {
    tenant,
    commandId,
    actor: 'service:consent',
    correlation: commandId,
    now: clock.now(),
    content: { announcement, attempts },
  };
}

/** One attempt at one delivery: the same however often it is begun. */
const attemptId = (tenant: Tenant, { announcement, person, attempts }: DeliveryDocument): string =>
  createHash('sha256')
    .update(JSON.stringify([tenant, 'deliver-announcement', announcement, person, attempts]))
    .digest('hex')
    .slice(0, 32);

const messageIdOf = (tenant: Tenant, delivery: DeliveryDocument, sender: string): string =>
  `<${attemptId(tenant, { ...delivery, attempts: 0 })}@${sender.slice(sender.lastIndexOf('@') + 1)}>`;

import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { settled, timedCommand } from '@vitne/service-kit/derived-command';
import { derivedId } from '@vitne/service-kit/derived-id';
import { type Mailed, mailOnBehalf } from '@vitne/service-kit/mail-on-behalf';
import type { ServiceContext } from '@vitne/service-kit/service';
import { type AlarmingEvent, alarmingEvents } from '../domain/alarming-events.ts';
import { type AlertCommand, alert, contactsToWrite } from '../domain/alert.ts';
import { alertMail } from '../mails/alert.ts';
import { ordersWaitingFor } from '../orders-waiting.ts';
import { type AlertDocument, alertsProjection } from '../projections/alerts.ts';

const name = 'send-alerts';

/** Writes to those on call, and again to all of them when nobody has taken the alert by then. */
export function sendAlerts(
  context: ServiceContext,
  tenant: Tenant,
  alarming: readonly AlarmingEvent[] = alarmingEvents,
): TimerSource<AlertDocument> {
  return {
    projection: alertsProjection,
    dueField: 'nextStep',
    ready: () => context.mail.ready(),
    async fire(document) {
      const { alert: id, round, cause } = document;
      const toWrite = contactsToWrite(document, context.clock.now());
      if (toWrite.length === 0) await carryOut(document, 'repeat', { command: 'repeat', now: context.clock.now() });
      const row = alarming.find(({ type }) => type === cause);
      for (const contact of toWrite) {
        const mailed = await written(document, contact, row);
        const now = context.clock.now();
        const command: AlertCommand =
          mailed.outcome === 'sent'
            ? { command: 'record-sent', contact, round, mail: mailed.evidence, now }
            : { command: 'record-failure', contact, round, ...mailed.failure, now };
        const attempt = document.contacts[contact]?.attempts ?? 0;
        await carryOut(document, `${contact}.${attempt}`, command);
      }

      async function carryOut({ roundBegan }: AlertDocument, step: string, command: AlertCommand): Promise<void> {
        const commanded = timedCommand(context, tenant, name, id, cause, roundBegan, step);
        settled(name, await context.execute(alert, commanded, { entity: 'alert', id }, command));
      }
    },
  };

  /** A contact that the statement names no more has no address, and an event that alarms no more has no words. */
  async function written(document: AlertDocument, contact: string, row: AlarmingEvent | undefined): Promise<Mailed> {
    const statement = (await context.statements.inForce(tenant))?.statement;
    const to = statement?.contacts.find(({ id }) => id === contact)?.email;
    if (!statement || to === undefined || !row) return { outcome: 'failed', failure: { reason: 'no-address' } };
    const language = statement.statement.languages[0] ?? 'nb';
    const waiting = await ordersWaitingFor(context, tenant, document.matter);
    return mailOnBehalf(context.mail, {
      statement,
      to,
      language,
      words: alertMail(statement, row, document, waiting, language),
      id: derivedId(tenant, document.alert, contact, document.roundBegan),
    });
  }
}

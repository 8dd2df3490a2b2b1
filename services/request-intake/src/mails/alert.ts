import type { Statement } from '@vitne/contracts/statement/schema';
import { type ComposedMail, composeMail } from '@vitne/service-kit/composed-mail';
import { type Language, tellingOf } from '@vitne/service-kit/telling';
import type { AlarmingEvent } from '../domain/alarming-events.ts';
import type { KnownAlert } from '../domain/alert.ts';

/** What somebody on call is told: what it is about, and what to do; nothing of any person. */
export function alertMail(
  statement: Statement,
  { says, toDo }: AlarmingEvent,
  { matter, raised, round, alert }: Pick<KnownAlert, 'matter' | 'raised' | 'round' | 'alert'>,
  /** Of a system: how many orders it has not confirmed in time. */
  ordersWaiting: number | undefined,
  language: Language,
): ComposedMail {
  const { say, of } = tellingOf(statement, language);
  const again = say(`Varslet for ${round}. gang: `, `Alert no. ${round}: `);
  const kinds = {
    request: say('Forespørsel', 'Request'),
    task: say('Oppgave', 'Task'),
    disposal: say('Sletting', 'Disposal'),
    incident: say('Hendelse', 'Incident'),
    package: say('Pakke', 'Package'),
    announcement: say('Kunngjøring', 'Announcement'),
    system: say('System', 'System'),
    ledger: say('Skade på loggen', 'Damage of the ledger'),
  };
  return composeMail({
    language,
    subject: `${round > 1 ? again : ''}${of(says)}`,
    opening: [`${of(says)}.`, of(toDo)],
    rows: [
      [kinds[matter.kind], matter.id],
      ...(ordersWaiting === undefined
        ? []
        : [[say('Ordrer som venter', 'Orders waiting'), String(ordersWaiting)] as [string, string]]),
      [say('Meldt', 'Raised'), raised],
      [say('Varsel', 'Alert'), alert],
      [
        say('Ta saken', 'Take it in hand'),
        say(
          `Kvitter for varselet (POST /v1/alerts/${alert}/acknowledgement), så skriver vi ikke igjen.`,
          `Acknowledge the alert (POST /v1/alerts/${alert}/acknowledgement), and we do not write again.`,
        ),
      ],
    ],
    closing: statement.controller.name,
  });
}

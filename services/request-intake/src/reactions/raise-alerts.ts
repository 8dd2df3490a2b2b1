import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled } from '@vitne/service-kit/derived-command';
import { derivedId } from '@vitne/service-kit/derived-id';
import type { ServiceContext } from '@vitne/service-kit/service';
import { type AlarmingEvent, alarmingEvents, type EndingEvent, endingEvents } from '../domain/alarming-events.ts';
import { type AlertCommand, alert, type Matter } from '../domain/alert.ts';
import { onCall } from '../on-call.ts';
import { ordersWaitingFor } from '../orders-waiting.ts';

const name = 'raise-alerts';

/** Turns what alarms into an alert, and what settles it into its end. */
export function raiseAlerts(
  context: ServiceContext,
  alarming: readonly AlarmingEvent[] = alarmingEvents,
  ending: readonly EndingEvent[] = endingEvents,
): Reaction {
  return {
    name,
    handles: [...new Set([...alarming, ...ending].map(({ type }) => type))],
    async react(event) {
      const { tenant, type } = event.meta;
      const now = context.clock.now();
      const commands: [Matter, (id: string) => AlertCommand][] = [];
      const mattersOf = ({ kind, idIn }: EndingEvent): Matter[] =>
        [event.facts[idIn]].flat().map((id) => ({ kind, id: String(id) }));
      for (const row of alarming.filter((one) => one.type === type)) {
        const inForce = await context.statements.inForce(tenant);
        if (!inForce) continue;
        const contacts = onCall(inForce.statement).map(({ id }) => id);
        for (const matter of mattersOf(row)) {
          const raised = { matter, cause: type, urgency: row.urgency, raised: now, contacts };
          commands.push([matter, (id) => ({ command: 'raise', alert: id, ...raised })]);
        }
      }
      for (const row of ending.filter((one) => one.type === type)) {
        for (const matter of mattersOf(row)) {
          if (((await ordersWaitingFor(context, tenant, matter)) ?? 0) > 0) continue;
          commands.push([matter, () => ({ command: 'end', cause: type, now })]);
        }
      }
      for (const [matter, commandOf] of commands) {
        const id = alertId(tenant, matter);
        const commanded = consequenceOf(context, event, name, matter.kind, matter.id);
        settled(name, await context.execute(alert, commanded, { entity: 'alert', id }, commandOf(id)));
      }
    },
  };
}

/** One alert per matter, whatever alarms about it: also per system, however many orders wait for it. */
export const alertId = (tenant: string, { kind, id }: Matter): string => derivedId(tenant, 'alert', kind, id);

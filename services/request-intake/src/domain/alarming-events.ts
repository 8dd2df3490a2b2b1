import type { CatalogueDefinition } from '@vitne/contracts/catalogue/catalogue';
import type { LocalisedText } from '@vitne/contracts/statement/schema';
import type { Matter, Urgency } from './alert.ts';

type EventType = CatalogueDefinition['type'];

/** An event that somebody on call has to know of. Another service's can stand here too: it comes by the ledger. */
export type AlarmingEvent = {
  type: EventType;
  kind: Matter['kind'];
  /** The fact that names the matter. */
  idIn: string;
  urgency: Urgency;
  /** The mail's subject. Nothing of a person stands in it, or in what is to be done. */
  says: LocalisedText;
  toDo: LocalisedText;
};

/** An event after which nobody has to be alerted about the matter any more. */
export type EndingEvent = Pick<AlarmingEvent, 'type' | 'kind' | 'idIn'>;

/** What alarms those on call: one row per event type. */
export const alarmingEvents: readonly AlarmingEvent[] = [];

/** What ends an alert. */
export const endingEvents: readonly EndingEvent[] = [
  { type: 'request.fulfilled.v1', kind: 'request', idIn: 'request' },
  { type: 'request.refused.v1', kind: 'request', idIn: 'request' },
  { type: 'request.withdrawn.v1', kind: 'request', idIn: 'request' },
  { type: 'disposal.completed.v1', kind: 'disposal', idIn: 'disposal' },
];

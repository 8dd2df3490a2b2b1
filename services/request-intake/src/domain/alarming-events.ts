import type { CatalogueDefinition } from '@vitne/contracts/catalogue/catalogue';
import type { LocalisedText } from '@vitne/contracts/statement/schema';
import type { Matter, Urgency } from './alert.ts';

type EventType = CatalogueDefinition['type'];

/** An event that somebody on call has to know of. Another service's can stand here too: it comes by the ledger. */
export type AlarmingEvent = {
  type: EventType;
  kind: Matter['kind'];
  /** The fact that names the matter, or the matters, each of which has an alert of its own. */
  idIn: string;
  urgency: Urgency;
  /** The mail's subject. Nothing of a person stands in it, or in what is to be done. */
  says: LocalisedText;
  toDo: LocalisedText;
};

/** An event after which nobody has to be alerted about the matter any more; about a system not before no order waits for it. */
export type EndingEvent = Pick<AlarmingEvent, 'type' | 'kind' | 'idIn'>;

/** What alarms those on call: one row per event type. */
export const alarmingEvents: readonly AlarmingEvent[] = [
  {
    type: 'disposal.overdue.v1',
    kind: 'system',
    idIn: 'waitingFor',
    urgency: 'daily',
    says: {
      nb: 'Et system bekrefter ikke slettinger i tide',
      en: 'A system does not confirm disposals in time',
    },
    toDo: {
      nb: 'Få systemet til å slette og bekrefte, eller bekreft for det når dataene er borte. GET /v1/disposals?state=overdue har hver ordre. Varselet gjelder alle, og er over når ingen venter lenger.',
      en: 'Have the system dispose and confirm, or confirm for it when the data is gone. GET /v1/disposals?state=overdue has each order. This alert is about all of them, and is over when none waits any more.',
    },
  },
  {
    type: 'disposal.failed.v1',
    kind: 'system',
    idIn: 'system',
    urgency: 'daily',
    says: {
      nb: 'Et system kan ikke slette det det er bedt om',
      en: 'A system cannot dispose of what it was told to',
    },
    toDo: {
      nb: 'GET /v1/disposals?state=failed sier hvilke ordrer, hvorfor, og hva som kan gjøres.',
      en: 'GET /v1/disposals?state=failed says which orders, why, and what can be done.',
    },
  },
  {
    type: 'disposal.given-up.v1',
    kind: 'system',
    idIn: 'waitingFor',
    urgency: 'daily',
    says: {
      nb: 'Et system svarer ikke på en ordre om sletting, og får den ikke flere ganger',
      en: 'A system does not answer an order to dispose, and is not given it again',
    },
    toDo: {
      nb: 'Systemet er kanskje ikke i bruk mer. Finn ut hvor dataene er, få dem slettet, og bekreft for systemet. Er det lagt ned, så publiser en erklæring uten det.',
      en: 'Perhaps the system is not in use any more. Find out where the data is, have it disposed of, and confirm for the system. If it is closed down, publish a statement without it.',
    },
  },
  {
    type: 'controller-request.given-up.v1',
    kind: 'request',
    idIn: 'request',
    urgency: 'daily',
    says: {
      nb: 'En behandlingsansvarlig tar ikke imot svar på det den har sendt videre',
      en: 'A controller does not take the answers to what it passed on',
    },
    toDo: {
      nb: 'Få rettet adressen som den behandlingsansvarlige oppga, og kall på nytt, eller si fra på en annen måte. GET /v1/controller-requests?state=given-up sier hva som gjenstår, hvorfor, og hvordan.',
      en: 'Have the address corrected that the controller gave, and call anew, or tell it in another way. GET /v1/controller-requests?state=given-up says what is left, why, and how.',
    },
  },
  {
    type: 'processor-request.cancellation-given-up.v1',
    kind: 'task',
    idIn: 'task',
    urgency: 'daily',
    says: {
      nb: 'En databehandler har ikke tatt imot at en forespørsel er trukket',
      en: 'A processor has not taken it that a request was taken back',
    },
    toDo: {
      nb: 'Si fra til databehandleren på en annen måte (GET /v1/processor-requests?state=cancellation-given-up).',
      en: 'Tell the processor in another way (GET /v1/processor-requests?state=cancellation-given-up).',
    },
  },
  {
    type: 'task.overdue.v1',
    kind: 'task',
    idIn: 'task',
    urgency: 'daily',
    says: {
      nb: 'Et system har ikke svart i tide på det en person har rett til',
      en: 'A system did not answer in time what a person has a right to',
    },
    toDo: {
      nb: 'Finn ut hvorfor systemet ikke svarer, og besvar oppgaven for det om nødvendig (GET /v1/tasks?state=overdue).',
      en: 'Find out why the system does not answer, and answer the task for it if need be (GET /v1/tasks?state=overdue).',
    },
  },
  {
    type: 'task.failed.v1',
    kind: 'task',
    idIn: 'task',
    urgency: 'daily',
    says: {
      nb: 'Et system får ikke gjort det en person har rett til',
      en: 'A system cannot do what a person has a right to',
    },
    toDo: {
      nb: 'Les hvorfor, og gjør det på en annen måte (GET /v1/tasks?state=failed).',
      en: 'Read why, and have it done in another way (GET /v1/tasks?state=failed).',
    },
  },
  {
    type: 'incident.reported.v1',
    kind: 'incident',
    idIn: 'incident',
    urgency: 'at-once',
    says: { nb: 'Misbruk eller brudd er meldt', en: 'Abuse or a breach is reported' },
    toDo: {
      nb: 'Les meldingen nå, og stans det som pågår. Er det rimelig sikkert at personopplysninger er rammet, så registrer det straks: da løper 72 timer.',
      en: 'Read the report now, and stop what is going on. If it is reasonably certain that personal data is hit, record that at once: 72 hours run from then.',
    },
  },
  {
    type: 'incident.notice-due-soon.v1',
    kind: 'incident',
    idIn: 'incident',
    urgency: 'at-once',
    says: {
      nb: 'Ett døgn igjen til å melde bruddet til tilsynet',
      en: 'One day left to notify the authority of the breach',
    },
    toDo: {
      nb: 'Meld det som er kjent, og si at mer følger, eller registrer hvorfor en risiko er usannsynlig.',
      en: 'Notify what is known and say that more follows, or record why a risk is unlikely.',
    },
  },
  {
    type: 'incident.notice-overdue.v1',
    kind: 'incident',
    idIn: 'incident',
    urgency: 'at-once',
    says: {
      nb: 'Fristen på 72 timer er ute, og bruddet er ikke meldt',
      en: 'The 72 hours are over and the breach is not notified',
    },
    toDo: {
      nb: 'Meld bruddet nå, med grunnene til at det er sent (GDPR artikkel 33 nr. 1).',
      en: 'Notify the breach now, with the reasons for the delay (GDPR Article 33(1)).',
    },
  },
  {
    type: 'request.person-not-reached.v1',
    kind: 'request',
    idIn: 'request',
    urgency: 'daily',
    says: {
      nb: 'En person får ikke vite at opplysningene er slettet',
      en: 'A person is not reached by the answer about an erasure',
    },
    toDo: {
      nb: 'Ingen e-post kommer fram, og adressen slettes om tre dager. Si svaret på en annen måte før det (GET /v1/erasures/{request} har ordene), og før det: POST …/messages/answer/told.',
      en: 'No e-mail arrives, and the address is erased in three days. Tell the answer in another way before (GET /v1/erasures/{request} has the words), and record it: POST …/messages/answer/told.',
    },
  },
  {
    type: 'announcement-delivery.given-up.v1',
    kind: 'announcement',
    idIn: 'announcement',
    urgency: 'daily',
    says: {
      nb: 'Personer får ikke vite om en vesentlig endring av erklæringen',
      en: 'People are not reached by an announcement of a significant change',
    },
    toDo: {
      nb: 'GET /v1/announcements/{announcement}/deliveries?status=by-hand sier hvem, og til når adressen er der (tellBy). Si fra på en annen måte før det, og før det: POST …/deliveries. Kvitter her når noen har tatt saken.',
      en: 'GET /v1/announcements/{announcement}/deliveries?status=by-hand says who, and until when the address is there (tellBy). Tell them in another way before that, and record it: POST …/deliveries. Acknowledge here once somebody has taken it.',
    },
  },
  {
    type: 'package.undelivered.v1',
    kind: 'package',
    idIn: 'package',
    urgency: 'daily',
    says: { nb: 'En person har ikke fått det den ba om', en: 'A person has not got what they asked for' },
    toDo: {
      nb: 'Ingen e-post kom fram, eller lenken gikk ut uåpnet (GET /v1/packages?state=not-delivered). Få en adresse av personen og lag en ny lenke: POST /v1/packages/{package}/links, eller overrekk den (through: by-hand).',
      en: 'No e-mail arrived, or the link ran out unopened (GET /v1/packages?state=not-delivered). Get an address from the person and make a new link: POST /v1/packages/{package}/links, or hand it over (through: by-hand).',
    },
  },
  {
    type: 'request.due-soon.v1',
    kind: 'request',
    idIn: 'request',
    urgency: 'daily',
    says: { nb: 'En henvendelse må snart besvares', en: 'A request has to be answered soon' },
    toDo: {
      nb: 'Fristen for svaret nærmer seg. Se hva som gjenstår, og svar personen. Kvitter her når noen har tatt saken.',
      en: 'The time to answer is nearly over. See what is left to do, and answer the person. Acknowledge here once somebody has taken it.',
    },
  },
  {
    type: 'request.overdue.v1',
    kind: 'request',
    idIn: 'request',
    urgency: 'daily',
    says: { nb: 'Fristen for en henvendelse er ute', en: 'The time to answer a request is over' },
    toDo: {
      nb: 'Personen skulle hatt svar. Svar nå, og si hvorfor det ble sent. Kvitter her når noen har tatt saken.',
      en: 'The person should have had an answer. Answer now, and say why it is late. Acknowledge here once somebody has taken it.',
    },
  },
  {
    type: 'ledger-damage.found.v1',
    kind: 'ledger',
    idIn: 'damage',
    urgency: 'at-once',
    says: {
      nb: 'Loggen er skadet eller endret, og signeres ikke lenger',
      en: 'The ledger is damaged or was changed, and is not signed any more',
    },
    toDo: {
      nb: 'GET /v1/ledger sier hva som er galt, og ved hvilken posisjon. Ta vare på det som er, finn årsaken, og bygg loggen opp igjen fra arkivet: vitne ledger rebuild.',
      en: 'GET /v1/ledger says what is wrong, and at which position. Keep what is there, find the cause, and rebuild the ledger from its archive: vitne ledger rebuild.',
    },
  },
];

/** What ends an alert. */
export const endingEvents: readonly EndingEvent[] = [
  { type: 'request.fulfilled.v1', kind: 'request', idIn: 'request' },
  { type: 'request.partly-fulfilled.v1', kind: 'request', idIn: 'request' },
  { type: 'request.partly-fulfilled.v2', kind: 'request', idIn: 'request' },
  { type: 'request.extended.v1', kind: 'request', idIn: 'request' },
  { type: 'request.refused.v1', kind: 'request', idIn: 'request' },
  { type: 'request.withdrawn.v1', kind: 'request', idIn: 'request' },
  { type: 'request.taken-as-enquiry.v1', kind: 'request', idIn: 'request' },
  { type: 'request.duplicate-found.v1', kind: 'request', idIn: 'request' },
  { type: 'request.answered-with-first.v1', kind: 'request', idIn: 'request' },
  { type: 'task.completed.v1', kind: 'task', idIn: 'task' },
  { type: 'task.withdrawn.v1', kind: 'task', idIn: 'task' },
  { type: 'task.given-up.v1', kind: 'task', idIn: 'task' },
  { type: 'package.link-issued.v1', kind: 'package', idIn: 'package' },
  { type: 'package.disposed.v1', kind: 'package', idIn: 'package' },
  { type: 'disposal.confirmed.v1', kind: 'system', idIn: 'system' },
  // Alerts of the time when each disposal had one.
  { type: 'disposal.completed.v1', kind: 'disposal', idIn: 'disposal' },
  { type: 'incident.authority-notified.v1', kind: 'incident', idIn: 'incident' },
  { type: 'incident.authority-notice-waived.v1', kind: 'incident', idIn: 'incident' },
  { type: 'incident.closed.v1', kind: 'incident', idIn: 'incident' },
  { type: 'ledger-damage.mended.v1', kind: 'ledger', idIn: 'damage' },
];

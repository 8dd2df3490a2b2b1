import { computeDue } from '@vitne/contracts/law/due';
import type { PastEvent } from '@vitne/testing/decider-specification';
import { type IncidentCommandNamed, type IncidentTerms, incidentTerms } from '../src/domain/incident-commands.ts';
import { statementOf } from './request-scenarios.ts';

export const incident = 'b7d1f0a95c3e4826a1d9e0f4c7b25836';
export const person = 'p4k7w2m9x1c6v3b8n5z0';
export const terms: IncidentTerms = incidentTerms(statementOf('catacloud'));

/** A Friday afternoon in Oslo, and moments around it. */
export const seen = '2026-06-05T13:00:00.000Z';
export const reportedAt = '2026-06-05T13:30:00.000Z';
export const detectedAt = '2026-06-05T14:00:00.000Z';
export const awareAt = '2026-06-05T15:00:00.000Z';
export const now = '2026-06-05T16:00:00.000Z';
export const dueAt = '2026-06-08T17:00:00+02:00';

type IncidentPast = Extract<PastEvent, { type: `incident.${string}` }>;

export const reporting = (over: Partial<IncidentCommandNamed<'report'>> = {}): IncidentCommandNamed<'report'> => ({
  command: 'report',
  incident,
  kind: 'breach',
  reportedBy: 'anonymous',
  reporter: incident,
  receivedThrough: 'portal',
  received: reportedAt,
  suspected: seen,
  text: 'Jeg kan se andres fakturaer.',
  terms,
  now: reportedAt,
  ...over,
});

export const reported = {
  type: 'incident.reported.v1',
  facts: {
    incident,
    kind: 'breach',
    reportedBy: 'anonymous',
    reporter: incident,
    receivedThrough: 'portal',
    received: reportedAt,
    suspected: seen,
  },
  personal: { report: { text: 'Jeg kan se andres fakturaer.' } },
} satisfies IncidentPast;

export const detecting: IncidentCommandNamed<'detect'> = {
  command: 'detect',
  detected: detectedAt,
  by: 'report',
  findings: 'Loggen viser det.',
  now,
};
export const detected = {
  type: 'incident.detected.v1',
  facts: { incident, detected: detectedAt, by: 'report' },
  personal: { record: { findings: 'Loggen viser det.' } },
} satisfies IncidentPast;

export const becomingAware = (
  over: Partial<IncidentCommandNamed<'establish-awareness'>> = {},
): IncidentCommandNamed<'establish-awareness'> => ({
  command: 'establish-awareness',
  aware: awareAt,
  activities: ['customers'],
  reasoning: 'Data ble lest utenfra.',
  terms,
  now,
  ...over,
});

export function dueFrom(aware: string) {
  const due = computeDue({ clock: 'gdpr-33-1', received: aware, zone: terms.zone });
  if ('rejected' in due) throw new Error(due.rejected.code);
  return due;
}

export const aware = (at: string = awareAt) =>
  ({
    type: 'incident.awareness-established.v1',
    facts: { incident, aware: at, roles: ['controller'], activities: ['customers'], due: dueFrom(at) },
    personal: { record: { reasoning: 'Data ble lest utenfra.' } },
  }) satisfies IncidentPast;
export const awareAsProcessor = {
  type: 'incident.awareness-established.v1',
  facts: { incident, aware: awareAt, roles: ['processor'], activities: ['client-books'] },
  personal: { record: { reasoning: 'Data ble lest utenfra.' } },
} satisfies IncidentPast;

const hit = {
  nature: ['confidentiality'] as ['confidentiality'],
  dataCategories: ['contact'],
  populations: [],
  systems: ['catacloud-app'],
};
const written = { description: 'En konto.', consequences: 'Svindel.', measures: 'Stengt.', reasoning: 'Adresser.' };
export const assessing = (risk: 'none' | 'risk' | 'high'): IncidentCommandNamed<'assess'> => ({
  command: 'assess',
  ...hit,
  people: 12,
  risk,
  ...written,
  terms,
  now,
});
export const assessed = (risk: 'none' | 'risk' | 'high', assessment = 1) =>
  ({
    type: 'incident.assessed.v1',
    facts: { incident, assessment, assessed: now, ...hit, people: 12, risk },
    personal: { record: written },
  }) satisfies IncidentPast;

export const notifying = (
  over: Partial<IncidentCommandNamed<'notify-authority'>> = {},
): IncidentCommandNamed<'notify-authority'> => ({
  command: 'notify-authority',
  moreFollows: false,
  authority: 'Datatilsynet',
  notified: now,
  notifiedBy: 'staff-7',
  now,
  ...over,
});
export const notified = (notice = 1, moreFollows = false, at = now, late = false) =>
  ({
    type: 'incident.authority-notified.v1',
    facts: { incident, notice, moreFollows, authority: 'Datatilsynet', notified: at, notifiedBy: 'staff-7', late },
  }) satisfies IncidentPast;

export const waiving = { command: 'waive-notice', reasoning: 'Kopien var kryptert.', now } as const;
export const waived = {
  type: 'incident.authority-notice-waived.v1',
  facts: { incident, waived: now },
  personal: { record: { reasoning: 'Kopien var kryptert.' } },
} satisfies IncidentPast;

const words = { nb: 'En konto ble brukt av en annen.', en: 'An account was used by somebody else.' };
export const message = { nature: words, consequences: words, measures: words };
export const nobody = { people: [], populations: [], dataCategories: [], systems: [] };
export const ordered = (communication = 1) =>
  ({
    type: 'incident.communication-ordered.v1',
    facts: { incident, communication, ordered: now, selection: { ...nobody, people: [person] }, message },
  }) satisfies IncidentPast;
export const exempted = {
  type: 'incident.communication-exempted.v1',
  facts: { incident, ground: '34(3)(a)', exempted: now },
  personal: { record: { reasoning: 'Kryptert.' } },
} satisfies IncidentPast;

export const closing = (outcome: 'breach' | 'no-breach' = 'breach', stillToTell = 0) =>
  ({ command: 'close', outcome, lessons: 'Vi sjekker hver uke.', stillToTell, now }) as const;
export const closed = (outcome: 'breach' | 'no-breach' = 'breach') =>
  ({
    type: 'incident.closed.v1',
    facts: { incident, outcome, closed: now },
    personal: { record: { lessons: 'Vi sjekker hver uke.' } },
  }) satisfies IncidentPast;

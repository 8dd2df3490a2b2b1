import type { LocalisedText } from '@vitne/contracts/statement/schema';
import type { Assessment } from '../domain/incident-state.ts';

const pair = (nb: string, en: string): LocalisedText => ({ nb, en });

export const natures: Record<Assessment['nature'][number], LocalisedText> = {
  confidentiality: pair('konfidensialitet (sett av uvedkommende)', 'confidentiality (seen by others)'),
  integrity: pair('integritet (endret)', 'integrity (changed)'),
  availability: pair('tilgjengelighet (tapt eller stengt)', 'availability (lost or shut off)'),
};

export const risks: Record<Assessment['risk'], LocalisedText> = {
  none: pair('Usannsynlig', 'Unlikely'),
  risk: pair('Sannsynlig', 'Likely'),
  high: pair('Høy', 'High'),
};

/** What was done when staff wrote something, by the type of the event. */
export const wordsOfSteps: Readonly<Record<string, LocalisedText>> = {
  'incident.detected.v1': pair('Oppdaget', 'Detected'),
  'incident.awareness-established.v1': pair('Vurdert som brudd', 'Judged to be a breach'),
  'incident.assessed.v1': pair('Vurdering', 'Assessment'),
  'incident.authority-notified.v1': pair('Meldt til tilsynet', 'Authority notified'),
  'incident.authority-notice-waived.v1': pair('Ikke meldt til tilsynet', 'Authority not notified'),
  'incident.communication-exempted.v1': pair('Ikke fortalt hver for seg', 'People not told one by one'),
  'incident.closed.v1': pair('Avsluttet', 'Closed'),
  'incident.reopened.v1': pair('Gjenåpnet', 'Reopened'),
};

/** What staff wrote, by the name of the field. */
export const textNames: Readonly<Record<string, LocalisedText>> = {
  findings: pair('Hva som ble funnet', 'What was found'),
  reasoning: pair('Begrunnelse', 'Reasoning'),
  description: pair('Hva som skjedde', 'What happened'),
  consequences: pair('Følger', 'Consequences'),
  measures: pair('Tiltak', 'Measures'),
  delayReasons: pair('Hvorfor det er sent', 'Reasons for the delay'),
  lessons: pair('Hva vi lærte', 'What was learned'),
  newFacts: pair('Hva som er nytt', 'What is new'),
};

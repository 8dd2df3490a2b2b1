import type {
  communicationExempted,
  communicationOrdered,
  controllerTold,
} from '@vitne/contracts/catalogue/breach-notice-events';
import type {
  incidentAssessed,
  incidentClosed,
  incidentDetected,
  incidentReported,
} from '@vitne/contracts/catalogue/incident-events';
import type { FactsOf, PersonalOf } from '@vitne/contracts/event-definition';
import type { Statement } from '@vitne/contracts/statement/schema';

type Reported = FactsOf<typeof incidentReported>;
type Assessed = FactsOf<typeof incidentAssessed>;
type Exempted = FactsOf<typeof communicationExempted>;

/** What the statement in force says of an incident: its zone, and what can be hit. */
export type IncidentTerms = {
  zone: string;
  activities: Readonly<Record<string, 'controller' | 'processor'>>;
  dataCategories: readonly string[];
  populations: readonly string[];
  systems: readonly string[];
  /** The supervisory authority, where the statement names it. */
  authority: string | undefined;
};

export const incidentTerms = (statement: Statement): IncidentTerms => ({
  zone: statement.statement.timeZone,
  activities: Object.fromEntries(statement.activities.map(({ id, role }) => [id, role])),
  dataCategories: statement.dataCategories.map(({ id }) => id),
  populations: statement.populations.map(({ id }) => id),
  systems: statement.systems.map(({ id }) => id),
  authority: statement.complaints?.authority.name,
});

/** Everything that can be done about an incident. `now` is the clock's RFC 3339 moment. */
export type IncidentCommand =
  | ({
      command: 'report';
      contact?: NonNullable<PersonalOf<typeof incidentReported>['contact']> | undefined;
      text: string;
      terms: IncidentTerms;
      now: string;
    } & Reported)
  | {
      command: 'detect';
      detected: string;
      by: FactsOf<typeof incidentDetected>['by'];
      findings: string;
      now: string;
    }
  | {
      command: 'establish-awareness';
      aware: string;
      activities: readonly string[];
      reasoning: string;
      terms: IncidentTerms;
      now: string;
    }
  | ({
      command: 'assess';
      description: string;
      consequences: string;
      measures: string;
      reasoning: string;
      terms: IncidentTerms;
      now: string;
    } & Omit<Assessed, 'incident' | 'assessment' | 'assessed'>)
  | { command: 'remind'; now: string }
  | {
      command: 'notify-authority';
      moreFollows: boolean;
      authority: string | undefined;
      notified: string;
      notifiedBy: string;
      reference?: string | undefined;
      delayReasons?: string | undefined;
      now: string;
    }
  | { command: 'waive-notice'; reasoning: string; now: string }
  | {
      command: 'tell-controller';
      /** Nobody, when the organisation number leads to no client. */
      controller: string | undefined;
      how: FactsOf<typeof controllerTold>['how'];
      told: string;
      now: string;
    }
  | ({ command: 'order-communication'; terms: IncidentTerms; now: string } & Pick<
      FactsOf<typeof communicationOrdered>,
      'selection' | 'message'
    >)
  | {
      command: 'exempt-communication';
      ground: Exempted['ground'];
      publicCommunication?: Exempted['publicCommunication'];
      reasoning: string;
      now: string;
    }
  | {
      command: 'close';
      outcome: FactsOf<typeof incidentClosed>['outcome'];
      lessons: string;
      /** People who are owed a communication and were not told yet. */
      stillToTell: number;
      now: string;
    }
  | { command: 'reopen'; newFacts: string; now: string };

export type IncidentCommandNamed<Name extends IncidentCommand['command']> = Extract<IncidentCommand, { command: Name }>;

export type IncidentRejection =
  | 'unknown-incident'
  | 'already-reported'
  | 'incident-closed'
  | 'incident-not-closed'
  | 'already-detected'
  | 'not-detected'
  | 'awareness-later'
  | 'not-yet-aware'
  | 'not-controller'
  | 'not-processor'
  | 'risk-not-assessed'
  | 'risk-not-unlikely'
  | 'authority-not-named'
  | 'delay-reasons-missing'
  | 'notice-complete'
  | 'authority-notified'
  | 'notice-open'
  | 'people-not-told'
  | 'controller-not-told'
  | 'unknown-controller'
  | 'breach-established'
  | 'nobody-chosen'
  | 'public-communication-missing'
  | 'moment-invalid'
  | 'not-in-statement'
  | 'due-not-computable';

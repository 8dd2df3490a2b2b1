import type { Consulted } from '@vitne/contracts/catalogue/consultation-events';
import { type Disclosure, type disclosureDenied, disclosureTypes } from '@vitne/contracts/catalogue/disclosure-events';
import type { EvidenceDownloaded } from '@vitne/contracts/catalogue/evidence-download-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { AccessPackage } from '@vitne/contracts/interop/access-package';
import type { LocalisedText, Statement } from '@vitne/contracts/statement/schema';
import { purposeById, recipientById, recipientNameOf } from '@vitne/contracts/statement/statement-index';
import { request as requestDecider } from '../domain/request.ts';
import type { RecordedRequestEvent } from '../domain/request-state.ts';
import type { PersonInLedger } from './person-in-ledger.ts';
import { type KnownSources, namedSources, sourcesOfAct, sourcesOfCategories } from './where-from.ts';

const typeOf = ({ meta }: AnyRecordedEvent): string => meta.type.replace(/\.v\d+$/, '');
const purposeName = (statement: Statement, id: string): LocalisedText =>
  purposeById(statement, id)?.name ?? { nb: id, en: id };
const recipientName = (statement: Statement, id: string): LocalisedText => ({
  nb: recipientNameOf(statement, id, 'nb'),
  en: recipientNameOf(statement, id, 'en'),
});

/** What the person was asked and answered, act by act. */
export function consentHistory(known: KnownSources, events: readonly AnyRecordedEvent[]): AccessPackage['consents'] {
  const { statement } = known;
  return events.flatMap((event) => {
    const [noun, act] = typeOf(event).split('.');
    if (noun !== 'consent' || act === undefined) return [];
    const { purpose, recipient, statementVersion, shown, status } = event.facts as {
      purpose: string;
      recipient?: string;
      statementVersion?: string;
      shown?: { noticeHash: string };
      status?: string;
    };
    return [
      {
        purpose,
        name: purposeName(statement, purpose),
        act: act === 'taken-over' && status !== undefined ? status : act,
        ...(recipient !== undefined && { recipient }),
        at: event.meta.time,
        ...(statementVersion !== undefined && { statementVersion }),
        ...(shown && { noticeHash: shown.noticeHash }),
        sources: sourcesOfAct(known, event),
      },
    ];
  });
}

/** When it was asked whether data may be used, where a gate wanted that kept. */
export function usesAsked(known: KnownSources, events: readonly AnyRecordedEvent[]): AccessPackage['uses'] {
  return events
    .filter(({ meta }) => meta.type === 'decision.made.v1')
    .map((event) => {
      const { purpose, dataCategory, decision, reasons, asOf } = event.facts as {
        purpose: string;
        dataCategory: string;
        decision: 'allow' | 'deny';
        reasons: string[];
        asOf: string;
      };
      return { at: asOf, purpose, dataCategory, decision, reasons, sources: sourcesOfAct(known, event) };
    });
}

/** Who got what, when and on which ground. */
export function disclosuresMade(
  known: KnownSources,
  events: readonly AnyRecordedEvent[],
): AccessPackage['disclosures'] {
  const { statement } = known;
  return events
    .filter(({ meta }) => disclosureTypes.includes(meta.type))
    .map((event) => {
      const { recipient, purpose, dataCategories, ground, disclosed } = event.facts as Disclosure;
      return {
        recipient,
        name: recipientName(statement, recipient),
        purpose: purposeName(statement, purpose),
        dataCategories,
        at: disclosed,
        ground: ground.kind,
        sources: sourcesOfAct(known, event),
      };
    });
}

/** Who asked to hand the person's data on and was not allowed to, and why not. */
export function disclosuresDenied(
  known: KnownSources,
  events: readonly AnyRecordedEvent[],
): AccessPackage['disclosuresDenied'] {
  const { statement } = known;
  return events
    .filter(({ meta }) => meta.type === 'disclosure.denied.v1')
    .map((event) => {
      const { recipient, purpose, dataCategories, reasons, denied } = event.facts as FactsOf<typeof disclosureDenied>;
      return {
        recipient,
        name: recipientName(statement, recipient),
        purpose: purposeName(statement, purpose),
        dataCategories,
        at: denied,
        reasons,
        sources: sourcesOfAct(known, event),
      };
    });
}

/** When the organisation opened what is sealed of the person, in which role and why; not who it was (CJEU C-579/21). */
export function consultationsMade(
  known: KnownSources,
  events: readonly AnyRecordedEvent[],
): AccessPackage['consultations'] {
  return events.map((event) => {
    const { consulted, role, purpose, opened, dataCategories } = event.facts as Consulted;
    return { at: consulted, role, purpose, opened, dataCategories, sources: sourcesOfAct(known, event) };
  });
}

/** When a file with proof of something of the person was taken away, and by whom: the person by the link, or a role of ours. */
export function filesTaken(known: KnownSources, events: readonly AnyRecordedEvent[]): AccessPackage['filesTaken'] {
  return events.map((event) => {
    const { downloaded, by, contains } = event.facts as EvidenceDownloaded;
    const [kind] = typeOf(event).split('.') as [AccessPackage['filesTaken'][number]['kind']];
    return { at: downloaded, by, kind, contains, sources: sourcesOfAct(known, event) };
  });
}

/** Who was to be told of a correction, an erasure or a restriction, and how far that is (Art. 19). */
export function recipientsTold(
  known: KnownSources,
  events: readonly AnyRecordedEvent[],
): AccessPackage['recipientsTold'] {
  const { statement } = known;
  const found = new Map<string, AccessPackage['recipientsTold'][number]>();
  for (const event of events) {
    const { notification, recipient, cause, required } = event.facts as {
      notification: string;
      recipient: string;
      cause?: string;
      required?: string;
    };
    const state = typeOf(event).split('.')[1] ?? '';
    const before = found.get(notification);
    if (before) found.set(notification, { ...before, state });
    else if (cause !== undefined && required !== undefined) {
      const name = recipientName(statement, recipient);
      const sources = sourcesOfAct(known, event);
      found.set(notification, { recipient, name, cause, at: required, state, sources });
    }
  }
  return [...found.values()];
}

/** What is held as things stand, and until when. */
export function holdingsNow(known: KnownSources, events: readonly AnyRecordedEvent[]): AccessPackage['retention'] {
  const { statement } = known;
  const found = new Map<string, AccessPackage['retention'][number]>();
  for (const { meta, facts } of events) {
    if (meta.type === 'holding.scheduled.v1') {
      const { holding, rule, dataCategories, systems, keepUntilAtLeast, erasableFrom, due, legalDuty, sources } =
        facts as {
          holding: string;
          rule: string;
          dataCategories: string[];
          systems: string[];
          keepUntilAtLeast?: string;
          erasableFrom?: string;
          due?: string;
          legalDuty?: string;
          sources?: Record<string, string[]>;
        };
      const ids = [...new Set(Object.values(sources ?? {}).flat())];
      found.set(holding, {
        rule,
        says: statement.retention.find(({ id }) => id === rule)?.after ?? { nb: rule, en: rule },
        dataCategories,
        systems,
        ...(keepUntilAtLeast !== undefined && { keptUntilAtLeast: keepUntilAtLeast }),
        ...(erasableFrom !== undefined && { erasableFrom }),
        ...(due !== undefined && { due }),
        ...(legalDuty !== undefined && { legalDuty }),
        sources:
          ids.length > 0
            ? namedSources(known, { from: 'statement', ids })
            : sourcesOfCategories(known, dataCategories, systems),
      });
    }
    if (meta.type === 'holding.released.v1') found.delete(String(facts['holding']));
    if (meta.type === 'disposal.ordered.v1') for (const holding of facts['holdings'] as string[]) found.delete(holding);
  }
  return [...found.values()];
}

/** What the person has asked for, and how it stands. What another controller passed on came from there. */
export function requestsMade(
  known: KnownSources,
  { requests: events, aboutRequests }: PersonInLedger,
): AccessPackage['requests'] {
  const passedOn = new Map<unknown, string>();
  for (const { meta, facts } of aboutRequests)
    if (meta.type === 'controller-request.received.v1') passedOn.set(facts['request'], String(facts['controller']));
  const byRequest = Map.groupBy(events, ({ meta }) => meta.entity);
  return [...byRequest.values()].flatMap((history) => {
    const state = (history as unknown as RecordedRequestEvent[]).reduce(
      requestDecider.evolve,
      requestDecider.initial(),
    );
    const [receipt] = history;
    if (state.status === 'unknown' || receipt === undefined) return [];
    const { request, requestType, status, due } = state;
    const controller = passedOn.get(request);
    const sources =
      controller === undefined
        ? sourcesOfAct(known, receipt)
        : namedSources(known, { from: 'controller', ids: [controller], through: 'open-dsr' });
    return [{ request, requestType, received: due.received, status, dueDate: due.dueDate, sources }];
  });
}

/** Everybody whom the statement names for these purposes, and whoever got something in fact. */
export function recipientsConcerned(
  statement: Statement,
  purposes: AccessPackage['purposes'],
  disclosures: AccessPackage['disclosures'],
): AccessPackage['recipients'] {
  const ids = new Set([
    ...purposes.flatMap(({ recipients }) => recipients),
    ...disclosures.map(({ recipient }) => recipient),
  ]);
  return [...ids].map((id) => {
    const known = recipientById(statement, id);
    return {
      id,
      name: recipientName(statement, id),
      kind: known?.kind ?? 'third-party',
      locations: known?.locations ?? [],
      services: known?.services ?? [],
      ...(known?.transfer && { transfer: known.transfer }),
    };
  });
}

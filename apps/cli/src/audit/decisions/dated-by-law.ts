import { incidentAwarenessEstablished } from '@vitne/contracts/catalogue/incident-events';
import {
  agreementSigned,
  sourceNoticeDue,
  subProcessorChangeAnnounced,
} from '@vitne/contracts/catalogue/processor-registry-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Due } from '@vitne/contracts/law/derivation';
import { isRejected, type LawRejected } from '@vitne/contracts/law/moments';
import type { Statement } from '@vitne/contracts/statement/schema';
import { noticeDue, noticeTerms } from '@vitne/processor-registry/domain/source-notices';
import { objectionsEnd } from '@vitne/processor-registry/domain/sub-processor';
import { noticeToAuthorityDue } from '@vitne/request-intake/domain/incident';
import { compared, differing, type Law, type Redecided, type Redecider, type Statements } from './decision.ts';

type Computed = (
  event: AnyRecordedEvent,
  statement: Statement | undefined,
  pinned: Law,
) => Due | LawRejected | undefined;

/** Until when the authority is notified of a breach, people are told of data from elsewhere, and a change can be objected to. */
export function timesByLaw(law: Law): Redecider {
  const notices = new Map<string, string | undefined>();
  const computed: Record<string, Computed> = {
    [incidentAwarenessEstablished.type]: (event, statement, pinned) => {
      const { aware, due } = event.facts as FactsOf<typeof incidentAwarenessEstablished>;
      return due && noticeToAuthorityDue(aware, zoneOf(statement, due), pinned);
    },
    [sourceNoticeDue.type]: (event, statement, pinned) => {
      const { due: _, ...facts } = event.facts as FactsOf<typeof sourceNoticeDue>;
      return noticeDue(facts, { ...noticeTerms(statement), ...(pinned && { law: pinned }) });
    },
    [subProcessorChangeAnnounced.type]: (event, statement, pinned) => {
      const { processor, agreement, announced, due } = event.facts as FactsOf<typeof subProcessorChangeAnnounced>;
      return objectionsEnd(announced, zoneOf(statement, due), notices.get(`${processor}/${agreement}`), pinned);
    },
  };
  return {
    decisions: 'times set by law or agreement',
    look(event, statements) {
      if (event.meta.type === agreementSigned.type) {
        const { recipient, agreement, subProcessorNotice } = event.facts as FactsOf<typeof agreementSigned>;
        notices.set(`${recipient}/${agreement}`, subProcessorNotice);
      }
      const compute = computed[event.meta.type];
      return compute ? decideAgain(event, compute, statements, law) : [];
    },
  };
}

const zoneOf = (statement: Statement | undefined, due: Due): string => statement?.statement.timeZone ?? due.zone;

function decideAgain(event: AnyRecordedEvent, compute: Computed, statements: Statements, law: Law): Redecided[] {
  const recorded = event.facts['due'] as Due | undefined;
  if (!recorded) return [];
  const { rules, calendar } = recorded;
  const due = compute(event, statements.of(event), { rules, calendar, ...law });
  if (!due || isRejected(due)) return [differing(event, 'due', 'computed', due?.rejected.code)];
  return [compared(event, { type: event.meta.type, facts: { ...event.facts, due } })];
}

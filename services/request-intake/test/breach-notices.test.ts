import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { incident as decider } from '../src/domain/incident.ts';
import {
  assessed,
  aware,
  awareAsProcessor,
  awareAt,
  closed,
  detected,
  dueAt,
  dueFrom,
  incident,
  notified,
  notifying,
  now,
  reported,
  waived,
  waiving,
} from './incident-scenarios.ts';

const spec = specificationFor(decider);
const later = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString();

describe('the authority is notified in time, in phases, or with the reasons for the delay', () => {
  const breach = [reported, detected, aware()];

  it('takes a full notice, and a first one that says that more follows', () => {
    spec.given(breach).when(notifying()).then([notified()]);
    spec
      .given(breach)
      .when(notifying({ moreFollows: true }))
      .then([notified(1, true)]);
    spec
      .given([...breach, notified(1, true)])
      .when(notifying())
      .then([notified(2)]);
  });

  it('takes nothing after the full notice, until an assessment says more', () => {
    spec
      .given([...breach, notified()])
      .when(notifying())
      .thenRejected('notice-complete');
    spec
      .given([...breach, notified(), assessed('high')])
      .when(notifying())
      .then([notified(2)]);
  });

  it('takes none before the awareness, before the notice before, or from the future', () => {
    spec.given([reported, detected]).when(notifying()).thenRejected('not-yet-aware');
    for (const at of [later(awareAt, -1), later(now, 1)])
      spec
        .given(breach)
        .when(notifying({ notified: at }))
        .thenRejected('moment-invalid');
    spec
      .given([...breach, notified(1, true)])
      .when(notifying({ notified: later(now, -1) }))
      .thenRejected('moment-invalid');
  });

  it('asks for the reasons one millisecond after the 72 hours, and not before', () => {
    const [last, over] = [later(dueAt, 0), later(dueAt, 1)];
    spec
      .given(breach)
      .when(notifying({ notified: last, now: over }))
      .then([notified(1, false, last)]);
    spec
      .given(breach)
      .when(notifying({ notified: over, now: over }))
      .thenRejected('delay-reasons-missing');
    spec
      .given(breach)
      .when(notifying({ notified: over, now: over, delayReasons: 'Omfanget var ukjent.' }))
      .then([{ ...notified(1, false, over, true), personal: { record: { delayReasons: 'Omfanget var ukjent.' } } }]);
  });

  it('a later phase after the 72 hours is not late, because the first one was not', () => {
    const over = later(dueAt, 86_400_000);
    spec
      .given([...breach, notified(1, true)])
      .when(notifying({ notified: over, now: over }))
      .then([notified(2, false, over)]);
  });

  it('names an authority, and is a controller’s', () => {
    spec
      .given(breach)
      .when(notifying({ authority: undefined }))
      .thenRejected('authority-not-named');
    spec.given([reported, detected, awareAsProcessor]).when(notifying()).thenRejected('not-controller');
  });

  it('is not owed where a risk is unlikely, which is assessed first and reasoned', () => {
    spec
      .given([...breach, assessed('none')])
      .when(waiving)
      .then([waived]);
    spec
      .given([...breach, assessed('none'), waived])
      .when(waiving)
      .thenNothing();
    spec.given(breach).when(waiving).thenRejected('risk-not-assessed');
    spec
      .given([...breach, assessed('none'), assessed('risk', 2)])
      .when(waiving)
      .thenRejected('risk-not-unlikely');
    spec
      .given([...breach, assessed('none'), notified()])
      .when(waiving)
      .thenRejected('authority-notified');
    spec.given([reported, detected]).when(waiving).thenRejected('not-yet-aware');
    spec
      .given([reported, detected, awareAsProcessor, assessed('none')])
      .when(waiving)
      .thenRejected('not-controller');
  });
});

describe('nobody forgets the 72 hours', () => {
  const breach = [reported, detected, aware()];
  const due = dueFrom(awareAt).due;
  const dayLeft = later(dueAt, -86_400_000);
  const dueSoon = { type: 'incident.notice-due-soon.v1', facts: { incident, due, reminded: dayLeft } } as const;
  const over = later(dueAt, 1);
  const overdue = { type: 'incident.notice-overdue.v1', facts: { incident, due, noticed: over } } as const;
  const remindAt = (at: string) => ({ command: 'remind', now: at }) as const;

  it('says that a day is left, once, and that the time is over, once', () => {
    spec
      .given(breach)
      .when(remindAt(later(dayLeft, -1)))
      .thenNothing();
    spec.given(breach).when(remindAt(dayLeft)).then([dueSoon]);
    spec
      .given([...breach, dueSoon])
      .when(remindAt(later(dueAt, 0)))
      .thenNothing();
    spec
      .given([...breach, dueSoon])
      .when(remindAt(over))
      .then([overdue]);
    spec.given(breach).when(remindAt(over)).then([overdue]);
    spec
      .given([...breach, overdue])
      .when(remindAt(later(over, 86_400_000)))
      .thenNothing();
  });

  it('stays quiet when the authority was notified, need not be, or the incident is closed', () => {
    const settled = [[notified(1, true)], [assessed('none'), waived], [assessed('none'), waived, closed()]];
    for (const done of settled)
      spec
        .given([...breach, ...done])
        .when(remindAt(over))
        .thenNothing();
    spec.given([reported, detected]).when(remindAt(over)).thenNothing();
  });

  it('runs again when a later assessment says that a risk is not unlikely after all', () => {
    spec
      .given([...breach, assessed('none'), waived, assessed('risk', 2)])
      .when(remindAt(over))
      .then([overdue]);
  });
});

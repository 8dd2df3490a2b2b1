import { specificationFor } from '@vitne/testing/decider-specification';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incident as decider } from '../src/domain/incident.ts';
import type { IncidentCommand } from '../src/domain/incident-commands.ts';
import {
  assessed,
  assessing,
  aware,
  awareAsProcessor,
  awareAt,
  becomingAware,
  closed,
  closing,
  detected,
  detectedAt,
  detecting,
  dueAt,
  dueFrom,
  exempted,
  incident,
  message,
  nobody,
  notified,
  notifying,
  now,
  ordered,
  person,
  reported,
  reportedAt,
  reporting,
  terms,
  waiving,
} from './incident-scenarios.ts';

const spec = specificationFor(decider);
const later = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString();

describe('anybody can report, and what they say of themselves and others is sealed', () => {
  it('takes an anonymous report, whose words have a key of the incident’s own', () => {
    spec.given([]).when(reporting()).then([reported]);
  });

  it('takes a processor’s report with when the processor became aware', () => {
    const processor = { recipient: 'hosting', aware: '2026-06-05T12:00:00.000Z' };
    spec
      .given([])
      .when(reporting({ processor, reportedBy: 'processor' }))
      .then([{ ...reported, facts: { ...reported.facts, processor, reportedBy: 'processor' } }]);
  });

  it('takes each once, and none from the future or about what the statement does not list', () => {
    spec.given([reported]).when(reporting()).thenRejected('already-reported');
    const tomorrow = later(reportedAt, 86_400_000);
    spec
      .given([])
      .when(reporting({ received: tomorrow }))
      .thenRejected('moment-invalid');
    spec
      .given([])
      .when(reporting({ suspected: tomorrow }))
      .thenRejected('moment-invalid');
    const processor = { recipient: 'hosting', aware: tomorrow };
    spec.given([]).when(reporting({ processor })).thenRejected('moment-invalid');
    spec
      .given([])
      .when(reporting({ systems: ['nobodys'] }))
      .thenRejected('not-in-statement');
  });
});

describe('suspected, detected and aware are three moments in this order', () => {
  it('records the detection once', () => {
    spec.given([reported]).when(detecting).then([detected]);
    spec.given([reported, detected]).when(detecting).thenNothing();
    spec
      .given([reported, detected])
      .when({ ...detecting, by: 'audit' })
      .thenRejected('already-detected');
  });

  it('takes no detection before the suspicion, no awareness before the detection, and nothing from the future', () => {
    spec
      .given([reported])
      .when({ ...detecting, detected: '2026-06-05T12:59:59.999Z' })
      .thenRejected('moment-invalid');
    spec.given([reported]).when(becomingAware()).thenRejected('not-detected');
    spec
      .given([reported, detected])
      .when(becomingAware({ aware: later(detectedAt, -1) }))
      .thenRejected('moment-invalid');
    spec
      .given([reported, detected])
      .when(becomingAware({ aware: later(now, 1) }))
      .thenRejected('moment-invalid');
  });

  it('the 72 hours run from the awareness, over the weekend', () => {
    spec.given([reported, detected]).when(becomingAware()).then([aware()]);
    expect(dueFrom(awareAt).due).toBe(dueAt);
  });

  it('an earlier awareness counts, a later one never does', () => {
    const earlier = '2026-06-05T14:30:00.000Z';
    spec
      .given([reported, detected, aware()])
      .when(becomingAware({ aware: earlier }))
      .then([aware(earlier)]);
    spec
      .given([reported, detected, aware(earlier)])
      .when(becomingAware())
      .thenRejected('awareness-later');
    spec.given([reported, detected, aware()]).when(becomingAware()).thenNothing();
  });

  it('a processor has no 72 hours, and an activity that nobody lists is none', () => {
    spec
      .given([reported, detected])
      .when(becomingAware({ activities: ['client-books'] }))
      .then([awareAsProcessor]);
    spec
      .given([reported, detected])
      .when(becomingAware({ activities: ['nobodys'] }))
      .thenRejected('not-in-statement');
  });

  it('72 hours are 72 hours, whatever the calendar does meanwhile', () => {
    const anyMoment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-01'), noInvalidDate: true });
    fc.assert(
      fc.property(anyMoment, (at) => {
        const due = dueFrom(at.toISOString());
        expect(Date.parse(due.due) - at.getTime()).toBe(72 * 3_600_000);
      }),
    );
    // Summer time begins in the night to Sunday 29 March 2026: the wall clock shows an hour more.
    expect(dueFrom('2026-03-27T16:30:00+01:00').due).toBe('2026-03-30T17:30:00+02:00');
  });
});

describe('each assessment is an event of its own', () => {
  it('and says only what the statement knows', () => {
    spec
      .given([reported])
      .when(assessing('risk'))
      .then([assessed('risk')]);
    spec
      .given([reported, assessed('risk')])
      .when(assessing('high'))
      .then([assessed('high', 2)]);
    spec
      .given([reported])
      .when({ ...assessing('risk'), dataCategories: ['shoe-size'] })
      .thenRejected('not-in-statement');
  });
});

describe('who is hit is told, or it is said why not', () => {
  const breach = [reported, detected, aware(), assessed('high')];
  const ordering = (selection: object) =>
    ({ command: 'order-communication', selection: { ...nobody, ...selection }, message, terms, now }) as const;

  it('chooses people by their ids, or by what is held', () => {
    spec
      .given(breach)
      .when(ordering({ people: [person] }))
      .then([ordered()]);
    spec.given(breach).when(ordering({})).thenRejected('nobody-chosen');
    spec
      .given(breach)
      .when(ordering({ populations: ['martians'] }))
      .thenRejected('not-in-statement');
    spec
      .given([reported])
      .when(ordering({ people: [person] }))
      .thenRejected('not-yet-aware');
    spec
      .given([reported, detected, awareAsProcessor])
      .when(ordering({ people: [person] }))
      .thenRejected('not-controller');
  });

  it('takes the grounds of Art. 34(3), and for the effort only with what the public was told', () => {
    const exempting = { command: 'exempt-communication', ground: '34(3)(a)', reasoning: 'Kryptert.', now } as const;
    spec.given(breach).when(exempting).then([exempted]);
    spec
      .given(breach)
      .when({ ...exempting, ground: '34(3)(c)' })
      .thenRejected('public-communication-missing');
    spec.given([reported]).when(exempting).thenRejected('not-yet-aware');
  });

  it('as processor tells the controllers, each once', () => {
    const telling = { command: 'tell-controller', controller: person, how: 'phone', told: now, now } as const;
    const told = {
      type: 'incident.controller-told.v1',
      facts: { incident, controller: person, how: 'phone', told: now },
    } as const;
    const processing = [reported, detected, awareAsProcessor];
    spec.given(processing).when(telling).then([told]);
    spec
      .given([...processing, told])
      .when(telling)
      .thenNothing();
    spec
      .given(processing)
      .when({ ...telling, controller: undefined })
      .thenRejected('unknown-controller');
    spec
      .given(processing)
      .when({ ...telling, told: later(awareAt, -1) })
      .thenRejected('moment-invalid');
    spec.given(breach).when(telling).thenRejected('not-processor');
    spec.given([reported]).when(telling).thenRejected('not-yet-aware');
  });
});

describe('an incident is closed when all that the law demands is done', () => {
  const breach = [reported, detected, aware()];

  it('as a breach: assessed, notified in full, people told', () => {
    spec
      .given([...breach, assessed('risk'), notified()])
      .when(closing())
      .then([closed()]);
    spec
      .given([...breach, assessed('high'), notified(), ordered()])
      .when(closing())
      .then([closed()]);
    spec
      .given([...breach, assessed('high'), notified(), exempted])
      .when(closing())
      .then([closed()]);
    spec.given([reported]).when(closing()).thenRejected('not-yet-aware');
    spec.given(breach).when(closing()).thenRejected('risk-not-assessed');
    spec
      .given([...breach, assessed('risk')])
      .when(closing())
      .thenRejected('notice-open');
    spec
      .given([...breach, assessed('risk'), notified(1, true)])
      .when(closing())
      .thenRejected('notice-open');
    spec
      .given([...breach, assessed('high'), notified()])
      .when(closing())
      .thenRejected('people-not-told');
    spec
      .given([...breach, assessed('high'), notified(), ordered()])
      .when(closing('breach', 1))
      .thenRejected('people-not-told');
    spec
      .given([reported, detected, awareAsProcessor, assessed('risk')])
      .when(closing())
      .thenRejected('controller-not-told');
  });

  it('as no breach only where none was established', () => {
    spec
      .given([reported])
      .when(closing('no-breach'))
      .then([closed('no-breach')]);
    spec.given(breach).when(closing('no-breach')).thenRejected('breach-established');
  });

  it('and is opened again by new facts alone', () => {
    const reopening = { command: 'reopen', newFacts: 'En konto til.', now } as const;
    spec
      .given([reported, closed('no-breach')])
      .when(reopening)
      .then([
        {
          type: 'incident.reopened.v1',
          facts: { incident, reopened: now },
          personal: { record: { newFacts: 'En konto til.' } },
        },
      ]);
    spec.given([reported]).when(reopening).thenRejected('incident-not-closed');
  });

  it('nothing is done to what is closed, or to what nobody reported', () => {
    const commands: IncidentCommand[] = [
      detecting,
      becomingAware(),
      assessing('risk'),
      notifying(),
      waiving,
      { command: 'tell-controller', controller: person, how: 'phone', told: now, now },
      { command: 'order-communication', selection: nobody, message, terms, now },
      { command: 'exempt-communication', ground: '34(3)(a)', reasoning: 'Kryptert.', now },
      closing('no-breach'),
    ];
    for (const command of commands) {
      spec
        .given([reported, closed('no-breach')])
        .when(command)
        .thenRejected('incident-closed');
      spec.given([]).when(command).thenRejected('unknown-incident');
    }
  });
});

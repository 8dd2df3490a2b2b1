import { computeDue } from '@vitne/contracts/law/due';
import { isRejected } from '@vitne/contracts/law/moments';
import { specificationFor } from '@vitne/testing/decider-specification';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groundFor } from '../src/domain/disclosure-ground.ts';
import {
  isNotInEffect,
  type SubProcessorCommand,
  type SubProcessorState,
  subProcessor,
  takenOn,
} from '../src/domain/sub-processor.ts';
import { ended, now, recipientAfter, registered, removed, signed, termsWith, today } from './registry-scenarios.ts';

const spec = specificationFor(subProcessor);
const services = [{ nb: 'Sikkerhetskopier', en: 'Backups' }];
const agreed = {
  ...signed('dpa-1', '2025-01-01'),
  facts: { ...signed('dpa-1', '2025-01-01').facts, subProcessorNotice: 'P15D' },
};
const processor = recipientAfter([registered({ kind: 'processor' }), agreed]);
const said = { processor: 'partner', subProcessor: 'backup', name: 'Backup GmbH', services, locations: ['DE'] };
const announce = (over: Partial<Extract<SubProcessorCommand, { command: 'announce' }>> = {}) =>
  ({
    command: 'announce',
    change: 'c1',
    ...said,
    by: processor,
    known: recipientAfter([]),
    now,
    today,
    zone: 'Europe/Oslo',
    ...over,
  }) as const;
const dueFound = computeDue({ clock: 'gdpr-28-2', received: now, zone: 'Europe/Oslo', promise: 'P15D' });
if (isRejected(dueFound)) throw new Error(dueFound.rejected.code);
const due = dueFound;
const all = { dataCategories: ['identity', 'contact'], purposes: ['sharing-with-partners', 'sale'] };
const announced = {
  type: 'sub-processor.change-announced.v1' as const,
  facts: { change: 'c1', ...said, ...all, agreement: 'dpa-1', announced: now, due },
};
const ids = { change: 'c1', processor: 'partner', subProcessor: 'backup' };
const objectedAt = (at: string, reason = 'Too far away.') => ({
  type: 'sub-processor.change-objected-to.v1' as const,
  facts: { ...ids, objected: at, reason },
});
const tookEffect = (how: 'accepted' | 'not-objected-to', effective: string) => ({
  type: 'sub-processor.change-took-effect.v1' as const,
  facts: { ...ids, how, effective },
});
const lastMoment = '2026-02-15T23:59:59.999+01:00';
const after = '2026-02-16T00:00:00+01:00';
const object = (at: string, reason = 'Too far away.') =>
  ({ command: 'object', processor: 'partner', reason, now: at }) as const;
const accepting = (at: string) => ({ command: 'accept', processor: 'partner', now: at }) as const;

describe('Art. 28(2): a processor announces a sub-processor', () => {
  it('for as long as the agreement says, with all that the processor has', () => {
    expect(due.due).toBe(lastMoment);
    spec.given([]).when(announce()).then([announced]);
  });
  it('stays quiet about the same announcement, and refuses another while it is open', () => {
    spec.given([announced]).when(announce()).thenNothing();
    spec
      .given([announced])
      .when(announce({ locations: ['SE'] }))
      .thenRejected('change-open');
  });
  it('is refused where the agreement sets no time, or none that can be counted', () => {
    const with_ = (subProcessorNotice?: string) =>
      recipientAfter([
        registered({ kind: 'processor' }),
        {
          ...agreed,
          facts: { ...signed('dpa-1', '2025-01-01').facts, ...(subProcessorNotice && { subProcessorNotice }) },
        },
      ]);
    spec
      .given([])
      .when(announce({ by: with_() }))
      .thenRejected('length-missing');
    spec
      .given([])
      .when(announce({ by: with_('P1DT2H') }))
      .thenRejected('duration-invalid');
  });
  it('is refused of nobody, of who is no processor, and without an agreement in force', () => {
    const by = (...events: Parameters<typeof recipientAfter>[0]) => ({ by: recipientAfter(events) });
    spec.given([]).when(announce(by())).thenRejected('recipient-unknown');
    spec
      .given([])
      .when(announce(by(registered({ kind: 'processor' }), agreed, removed)))
      .thenRejected('recipient-unknown');
    spec
      .given([])
      .when(announce(by(registered(), agreed)))
      .thenRejected('not-a-processor');
    spec
      .given([])
      .when(announce(by(registered({ kind: 'processor' }))))
      .thenRejected('agreement-missing');
    spec
      .given([])
      .when(announce(by(registered({ kind: 'processor' }), agreed, ended('dpa-1', today))))
      .thenRejected('agreement-missing');
  });
  it('is refused for more than the processor itself has, and for an id in use', () => {
    spec
      .given([])
      .when(announce({ dataCategories: ['payment'] }))
      .thenRejected('category-not-agreed');
    spec
      .given([])
      .when(announce({ purposes: ['support'] }))
      .thenRejected('purpose-not-agreed');
    spec
      .given([])
      .when(announce({ subProcessor: 'partner' }))
      .thenRejected('recipient-known');
    spec
      .given([])
      .when(announce({ known: recipientAfter([registered()]) }))
      .thenRejected('recipient-known');
    spec
      .given([announced, tookEffect('accepted', now)])
      .when(announce())
      .thenRejected('recipient-known');
  });
  it('can be tried again after an objection, and after the sub-processor was removed', () => {
    spec
      .given([announced, objectedAt(now)])
      .when(announce())
      .then([announced]);
    const known = recipientAfter([registered(), removed]);
    spec
      .given([announced, tookEffect('accepted', now)])
      .when(announce({ known }))
      .then([announced]);
  });
});

describe('Art. 28(2): the controller objects, accepts, or lets the time pass', () => {
  it('objects until the last moment of the time, and not after it', () => {
    spec
      .given([announced])
      .when(object(lastMoment))
      .then([objectedAt(lastMoment)]);
    spec.given([announced]).when(object(after)).thenRejected('window-closed');
    spec
      .given([announced, tookEffect('accepted', now)])
      .when(object(now))
      .thenRejected('window-closed');
    spec
      .given([announced, objectedAt(now)])
      .when(object(now))
      .thenNothing();
    spec
      .given([announced, objectedAt(now)])
      .when(object(now, 'Another.'))
      .thenRejected('change-objected-to');
    spec.given([]).when(object(now)).thenRejected('change-unknown');
    spec
      .given([announced])
      .when({ ...object(now), processor: 'another' })
      .thenRejected('change-unknown');
  });
  it('accepts at any time, also what it objected to, once', () => {
    spec
      .given([announced])
      .when(accepting(now))
      .then([tookEffect('accepted', now)]);
    spec
      .given([announced, objectedAt(now)])
      .when(accepting(after))
      .then([tookEffect('accepted', after)]);
    spec
      .given([announced, tookEffect('accepted', now)])
      .when(accepting(now))
      .thenNothing();
    spec.given([]).when(accepting(now)).thenRejected('change-unknown');
  });
  it('what nobody objected to takes effect after the time, once, and what was objected to never by itself', () => {
    const timer = (at: string) => ({ command: 'take-effect', now: at }) as const;
    spec.given([announced]).when(timer(lastMoment)).thenNothing();
    spec
      .given([announced])
      .when(timer(after))
      .then([tookEffect('not-objected-to', after)]);
    spec
      .given([announced, tookEffect('not-objected-to', after)])
      .when(timer(after))
      .thenNothing();
    spec
      .given([announced, objectedAt(now)])
      .when(timer(after))
      .thenNothing();
    spec.given([]).when(timer(after)).thenNothing();
  });
});

describe('no sequence of events', () => {
  it('lets a sub-processor have data before its change is in effect, or when its processor has no agreement', () => {
    const wanted = { recipient: 'backup', purpose: 'sale', dataCategories: ['contact'], sale: false };
    const moments = fc.constantFrom(now, lastMoment, after);
    const command = fc.oneof(
      fc.constant('announce' as const).map(() => announce()),
      moments.map((at) => object(at)),
      moments.map((at) => accepting(at)),
      moments.map((at) => ({ command: 'take-effect', now: at }) as const),
    );
    let given = 0;
    fc.assert(
      fc.property(fc.array(command, { maxLength: 8 }), fc.boolean(), fc.boolean(), (commands, bound, sub) => {
        let state: SubProcessorState = {};
        let outcome: string | undefined;
        for (const one of commands) {
          const decision = subProcessor.decide(one, state);
          if ('rejected' in decision) continue;
          for (const event of decision.accepted) {
            outcome = event.type;
            state = subProcessor.evolve(state, { meta: { type: event.type }, facts: event.facts } as never);
          }
        }
        const inEffect = outcome === 'sub-processor.change-took-effect.v1';
        expect(isNotInEffect(state)).toBe(outcome !== undefined && !inEffect);
        const events =
          state.latest && inEffect
            ? [
                { type: 'recipient.registered.v1' as const, facts: takenOn(state.latest) },
                ...(sub ? [signed('sub', '2025-01-01')] : []),
              ]
            : [];
        const recipient = recipientAfter(events);
        const sharing = { requiresConsentOf: [], authorities: { requires: ['law' as const] } };
        const by = bound ? processor : recipientAfter([registered({ kind: 'processor' })]);
        const terms = termsWith({ recipient, processor: by, subProcessor: state, inStatement: false, sharing });
        const found = groundFor(wanted, terms);
        expect('ground' in found).toBe(inEffect && bound && sub);
        if ('ground' in found) given++;
      }),
      { numRuns: 500 },
    );
    expect(given).toBeGreaterThan(0);
  });
  it('says which of them stands in the way', () => {
    const refusal = (over: Parameters<typeof termsWith>[0]) => {
      const wanted = { recipient: 'backup', purpose: 'sale', dataCategories: ['contact'], sale: false };
      const sharing = { requiresConsentOf: [], authorities: { requires: ['law' as const] } };
      const found = groundFor(wanted, termsWith({ sharing, inStatement: false, ...over }));
      return 'rejected' in found && found.rejected.code;
    };
    const latest = { ...announced.facts, status: 'announced' as const };
    const named = { type: 'recipient.registered.v1' as const, facts: takenOn(announced.facts) };
    const subSigned = { ...signed('sub', '2025-01-01') };
    expect(refusal({ recipient: recipientAfter([]), subProcessor: { latest } })).toBe('sub-processor-not-in-effect');
    expect(refusal({ recipient: recipientAfter([named]), subProcessor: { latest } })).toBe(
      'sub-processor-not-in-effect',
    );
    expect(refusal({ recipient: recipientAfter([named, subSigned]) })).toBe('processor-agreement-missing');
    expect(refusal({ recipient: recipientAfter([named]), processor })).toBe('agreement-missing');
  });
});

import { AssertionError } from 'node:assert';
import type { consentGiven, consentWithdrawn } from '@vitne/contracts/catalogue/consent-events';
import { accept, type Decider, reject } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent } from '@vitne/contracts/event-definition';
import { type PastEvent, recordEvents, specificationFor } from '@vitne/testing/decider-specification';
import { describe, expect, it } from 'vitest';

type Definitions = typeof consentGiven | typeof consentWithdrawn;
type Command = { type: 'give' | 'withdraw'; person: string; now?: string };
type Codes = 'nothing-to-withdraw' | 'never-used';
type Consent = Decider<
  { given: boolean; since?: string },
  Command,
  DomainEvent<Definitions>,
  RecordedEvent<Definitions>,
  Codes
>;

const person = 'q7w2m4k8r1t5y9u3i6o0';
const shown = { noticeHash: 'a'.repeat(64), language: 'nb', surface: 'portal', method: 'ticked-box' } as const;
const facts = { person, purpose: 'newsletter', statementVersion: '2.10' };
const given = { type: 'consent.given.v1', facts: { ...facts, shown } } as const;
const withdrawn = { type: 'consent.withdrawn.v1', facts: { ...facts, surface: 'portal' } } as const;
const telepathic = { ...withdrawn, facts: { ...facts, surface: 'telepathy' } } as const;
const give: Command = { type: 'give', person };
const withdraw: Command = { type: 'withdraw', person };

const consent: Consent = {
  initial: () => ({ given: false }),
  decide(command, state) {
    switch (command.type) {
      case 'give':
        return state.given ? accept() : accept(given);
      case 'withdraw':
        return state.given ? accept(withdrawn) : reject('nothing-to-withdraw', 'Give a consent first.');
    }
  },
  evolve(_, event) {
    switch (event.meta.type) {
      case 'consent.given.v1':
        return { given: true, since: event.meta.time };
      case 'consent.withdrawn.v1':
        return { given: false };
    }
  },
};
const specification = specificationFor(consent);
const deciding = (decide: Consent['decide']) => specificationFor({ ...consent, decide });

describe('given events, when command, then events', () => {
  it('passes when the right events are decided', () => {
    specification.given([]).when(give).then([given]);
    specification.given([given]).when(withdraw).then([withdrawn]);
    specification.given([given, withdrawn]).when(give).then([given]);
  });

  it('passes when nothing is to be done', () => {
    specification.given([given]).when(give).thenNothing();
  });

  it('passes when the rejection has the code', () => {
    specification.given([given, withdrawn]).when(withdraw).thenRejected('nothing-to-withdraw');
  });
});

describe('a specification that is wrong fails', () => {
  const fails = (specify: () => void) => expect(specify).toThrow(AssertionError);

  it('fails when another event, more events or fewer events are decided', () => {
    fails(() => specification.given([]).when(give).then([withdrawn]));
    fails(() => specification.given([]).when(give).then([given, given]));
    fails(() => specification.given([]).when(give).then([]));
    fails(() => specification.given([]).when(give).thenNothing());
  });

  it('fails when a fact differs', () => {
    fails(() =>
      specification
        .given([])
        .when(give)
        .then([{ ...given, facts: { ...given.facts, purpose: 'analytics' } }]),
    );
  });

  it('fails when events were expected and it was rejected, or the other way round', () => {
    fails(() => specification.given([]).when(withdraw).then([withdrawn]));
    fails(() => specification.given([]).when(withdraw).thenNothing());
    fails(() => specification.given([]).when(give).thenRejected('nothing-to-withdraw'));
  });

  it('fails when the rejection has another code, or says nothing', () => {
    fails(() => specification.given([]).when(withdraw).thenRejected('never-used'));
    fails(() =>
      deciding(() => reject('never-used', ' '))
        .given([])
        .when(give)
        .thenRejected('never-used'),
    );
  });

  it('fails when the decision looks at more than history and command', () => {
    let calls = 0;
    fails(() =>
      deciding(() => (calls++ === 0 ? accept() : accept(given)))
        .given([])
        .when(give)
        .thenNothing(),
    );
  });

  it('fails when a command is changed by deciding', () => {
    const meddling = deciding((command) => {
      command.person = 'somebody-else';
      return accept();
    });
    expect(() =>
      meddling
        .given([])
        .when({ ...give })
        .thenNothing(),
    ).toThrow(TypeError);
  });

  it('fails when a decided event could not be appended', () => {
    const impossible = { ...given, facts: { ...given.facts, purpose: 'Not A Purpose' } };
    expect(() =>
      deciding(() => accept(impossible))
        .given([])
        .when(give)
        .then([impossible]),
    ).toThrow(/purpose/);
  });

  it('fails when the history could not have happened', () => {
    const impossible = { ...given, facts: { ...given.facts, person: 'kari@example.org' } };
    expect(() => specification.given([impossible]).when(give).thenNothing()).toThrow(/person/);
  });
});

describe('the compiler refuses what cannot be', () => {
  it('knows commands, events and codes of the decider', () => {
    const nobodyRuns = () => {
      // @ts-expect-error -- no such command
      specification.given([]).when({ type: 'forget', person });
      // @ts-expect-error -- no such code
      specification.given([]).when(give).thenRejected('unheard-of');
      // @ts-expect-error -- a fact is missing
      specification.given([{ type: 'consent.given.v1', facts }]);
      // @ts-expect-error -- a fact too many
      specification.given([{ type: 'consent.withdrawn.v1', facts: { ...withdrawn.facts, email: 'kari@example.org' } }]);
      // @ts-expect-error -- an event that the decider does not know
      specification.given([{ type: 'consent.expired.v1', facts: { ...facts, expired: '2026-01-01T00:00:00Z' } }]);
      // @ts-expect-error -- a fact of the wrong kind
      specification.given([]).when(give).then([telepathic]);
    };
    expect(nobodyRuns).toBeTypeOf('function');
  });
});

describe('recorded events', () => {
  const history: PastEvent[] = [
    { ...given, personal: { circumstances: { maskedIp: '192.0.2.0' } } },
    { ...withdrawn, meta: { time: '2027-01-01T00:00:00Z', tenant: 'catacloud', entity: 'a-b' } },
  ];

  it('stand in the ledger as the event log would give them', () => {
    const [first, second] = recordEvents(history);
    expect(first).toMatchObject({
      position: 1,
      channel: 'ledger.kaukus.consent.person.entity-1',
      meta: { type: 'consent.given.v1' },
    });
    expect(second).toMatchObject({
      position: 2,
      channel: 'ledger.catacloud.consent.person.a-b',
      meta: { time: '2027-01-01T00:00:00Z' },
    });
  });

  it('carry their personal parts sealed, never readable', () => {
    const [first] = recordEvents(history);
    expect(first?.sealed).toMatchObject([{ part: 'circumstances', person, category: 'device' }]);
    expect(JSON.stringify(first)).not.toContain('192.0.2.0');
  });
});

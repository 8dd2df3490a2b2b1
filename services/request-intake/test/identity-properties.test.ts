import { recordEvents } from '@vitne/testing/decider-specification';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { identityChecks } from '../src/domain/identity-check.ts';
import { type IdentityCommand, identityLimits } from '../src/domain/identity-check-commands.ts';
import type { IdentityChecksState, RecordedIdentityEvent } from '../src/domain/identity-check-state.ts';
import { at, digestOf, id, other } from './identity-scenarios.ts';

const requests = ['r-1', 'r-2'] as const;
const states = ['s1', 's2', 's3'].map((name) => name.padEnd(32, 's'));
const mail = { messageId: '<a@b.example>', replyCode: 250, contentHash: 'a'.repeat(64), language: 'nb' } as const;

/** A right code or link for one request and code number, or something else. */
const shown = fc.oneof(
  fc.record({
    of: fc.constantFrom(...requests),
    code: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 2 }) }, fc.integer({ min: 3, max: 6 })),
  }),
  fc.constant(undefined),
);
const digest = (by: 'email-code' | 'email-link', of: string, code: number) => `${of}${digestOf(by, code)}`.slice(0, 32);

const step = fc.record({
  minutes: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 40 })),
  request: fc.constantFrom(...requests),
  kind: fc.constantFrom(
    'start',
    'request-code',
    'send-code',
    'show',
    'show',
    'show',
    'begin-sign-in',
    'end-sign-in',
    'expire',
  ),
  by: fc.constantFrom('email-code' as const, 'email-link' as const),
  shown,
  code: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 2 }) }, fc.integer({ min: 3, max: 6 })),
  state: fc.constantFrom(...states),
  leadsTo: fc.constantFrom(id.person, other, undefined),
  leadsToPerson: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function commandOf(one: Step, now: string): IdentityCommand {
  const { request } = one;
  switch (one.kind) {
    case 'start':
      return { command: 'start', request, person: id.person, now };
    case 'request-code':
      return { command: 'request-code', request, now };
    case 'send-code': {
      const { code } = one;
      const digests = {
        codeDigest: digest('email-code', request, code),
        linkDigest: digest('email-link', request, code),
      };
      const expires = new Date(Date.parse(now) + identityLimits.codeMinutes * 60_000).toISOString();
      return { command: 'send-code', request, code, ...digests, digestMonth: '2026-03', expires, mail, now };
    }
    case 'begin-sign-in':
      return {
        command: 'begin-sign-in',
        request,
        issuer: 'https://id.example',
        stateDigest: one.state,
        digestMonth: '2026-03',
        now,
      };
    case 'end-sign-in':
      return {
        command: 'end-sign-in',
        request,
        stateDigest: one.state,
        outcome: { claim: { identifierKind: 'email', leadsTo: one.leadsTo } },
        leadsToPerson: one.leadsToPerson,
        now,
      };
    case 'expire':
      return { command: 'expire', request, code: one.code, now };
    case 'show': {
      const right = one.shown && digest(one.by, one.shown.of, one.shown.code);
      return {
        command: 'show',
        request,
        by: one.by,
        digest: right ?? 'wrong'.padEnd(32, '.'),
        leadsToPerson: one.leadsToPerson,
        now,
      };
    }
  }
}

/** What a bystander needs to know to say whether a proof may stand: written apart from the decider. */
type Witness = {
  sent?: { code: number; until: number };
  signIn?: { state: string; until: number };
  wrong: number;
  proved: boolean;
};

const minute = 60_000;

it('no sequence of commands proves who asks without the right code or link, or the right sign-in, in time and within the attempts', () => {
  let proofs = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 50 }), (steps) => {
      let state: IdentityChecksState = identityChecks.initial();
      let minutes = 0;
      const seen = new Map<string, Witness>();
      for (const one of steps) {
        minutes += one.minutes;
        const now = at(minutes);
        const command = commandOf(one, now);
        const decision = identityChecks.decide(command, state);
        if ('rejected' in decision) continue;
        const before: Witness = seen.get(one.request) ?? { wrong: 0, proved: false };
        const types = decision.accepted.map(({ type }) => type as string);
        if (types.includes('identity-check.proved.v1')) {
          proofs++;
          expect(before.proved).toBe(false);
          expect(before.wrong).toBeLessThan(5);
          expect(one.leadsToPerson).toBe(true);
          if (command.command === 'show') {
            expect(one.shown).toEqual({ of: one.request, code: before.sent?.code });
            expect(Date.parse(now)).toBeLessThan(before.sent?.until ?? 0);
          } else {
            expect(command.command).toBe('end-sign-in');
            expect([one.leadsTo, one.state]).toEqual([id.person, before.signIn?.state]);
            expect(Date.parse(now)).toBeLessThan(before.signIn?.until ?? 0);
          }
        }
        const { signIn: _, ...others } = before;
        seen.set(one.request, {
          ...(types.includes('identity-check.sign-in-failed.v1') ? others : before),
          ...(types.includes('identity-check.code-sent.v1') && {
            sent: { code: one.code, until: Date.parse(now) + 30 * minute },
          }),
          ...(types.includes('identity-check.sign-in-begun.v1') && {
            signIn: { state: one.state, until: Date.parse(now) + 10 * minute },
          }),
          wrong: before.wrong + types.filter((type) => type === 'identity-check.attempt-failed.v1').length,
          proved: before.proved || types.includes('identity-check.proved.v1'),
        });
        const recorded = recordEvents(decision.accepted) as unknown as RecordedIdentityEvent[];
        state = recorded.reduce(identityChecks.evolve, state);
      }
      const everyCode = Object.values(state).flatMap(({ codes }) =>
        codes.map(({ requested }) => Date.parse(requested)),
      );
      for (const from of everyCode)
        expect(everyCode.filter((to) => to >= from && to < from + 60 * minute).length).toBeLessThanOrEqual(5);
    }),
    { numRuns: 3_000 },
  );
  expect(proofs).toBeGreaterThan(100);
});

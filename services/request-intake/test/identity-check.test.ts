import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, expect, it } from 'vitest';
import { identityChecks } from '../src/domain/identity-check.ts';
import { sameDigest } from '../src/domain/same-digest.ts';
import {
  asked,
  at,
  attempt,
  begun,
  expired,
  id,
  locked,
  missed,
  other,
  proved,
  sent,
  showing,
  signingIn,
  started,
} from './identity-scenarios.ts';

const spec = specificationFor(identityChecks);
const { request, person } = id;
const begin = {
  command: 'begin-sign-in',
  request,
  now: at(0),
  issuer: 'https://id.example',
  stateDigest: 's'.repeat(32),
} as const;

describe('whoever made a request is asked to prove it', () => {
  it('by a code that is sent to the address that was claimed, which is sealed', () => {
    const command = { command: 'start', ...id, claimedEmail: 'kari@example.no', language: 'nb', now: at(0) } as const;
    spec
      .given([])
      .when(command)
      .then([{ ...started, personal: { claimed: { email: 'kari@example.no' } } }, asked(1)]);
    spec
      .given([started, asked(1)])
      .when(command)
      .thenNothing();
  });

  it('by another code when it is asked for, and by no second one while the first is on its way', () => {
    const command = { command: 'request-code', request, now: at(5) } as const;
    spec
      .given([started, asked(1), sent(1)])
      .when(command)
      .then([asked(2, 5)]);
    spec
      .given([started, asked(1)])
      .when(command)
      .thenNothing();
    spec.given([]).when(command).thenRejected('check-unknown');
  });

  it('by no more than five codes for a request, and five an hour for a person, over all requests', () => {
    const five = [1, 2, 3, 4, 5].flatMap((code) => [asked(code, code), sent(code)]);
    const again = (now: string) => ({ command: 'request-code', request, now }) as const;
    spec
      .given([started, ...five])
      .when(again(at(59)))
      .thenRejected('too-many-codes');
    spec
      .given([started, ...five])
      .when(again(at(600)))
      .thenRejected('too-many-codes');
    const elsewhere = { command: 'start', ...id, request: 'r-2' } as const;
    const second = { ...started, facts: { ...started.facts, request: 'r-2' } };
    const first = { ...asked(1), facts: { ...asked(1).facts, request: 'r-2' } };
    const from = (moment: string) => ({ ...second, facts: { ...second.facts, started: moment, language: undefined } });
    spec
      .given([started, ...five])
      .when({ ...elsewhere, now: at(59) })
      .then([from(at(59))]);
    spec
      .given([started, ...five])
      .when({ ...elsewhere, now: at(61) })
      .then([from(at(61)), { ...first, facts: { ...first.facts, requested: at(61) } }]);
  });
});

describe('a code is owed until it is sent', () => {
  it('is sent once, with what it takes to know it again', () => {
    const { codeDigest, linkDigest, digestMonth, expires, mail } = sent(1).facts;
    const command = {
      command: 'send-code',
      request,
      code: 1,
      codeDigest,
      linkDigest,
      digestMonth,
      expires,
      mail,
      now: at(0),
    } as const;
    spec
      .given([started, asked(1)])
      .when(command)
      .then([sent(1)]);
    spec
      .given([started, asked(1), sent(1)])
      .when(command)
      .thenNothing();
  });

  it('is tried again when the mail server asks for it, and given up when no address leads to the person', () => {
    const miss = { command: 'miss-code', request, code: 1, now: at(0) } as const;
    spec
      .given([started, asked(1)])
      .when({ ...miss, reason: 'deferred', replyCode: 451 })
      .then([missed({ reason: 'deferred', replyCode: 451, attempt: 1, nextAttempt: at(5) })]);
    const once = missed({ reason: 'deferred', replyCode: 451, attempt: 1, nextAttempt: at(5) });
    spec
      .given([started, asked(1), once])
      .when({ ...miss, reason: 'no-address' })
      .then([missed({ reason: 'no-address', attempt: 2 })]);
    const over = missed({ reason: 'no-address', attempt: 2 });
    spec
      .given([started, asked(1), once, over])
      .when({ ...miss, reason: 'no-address' })
      .thenNothing();
  });
});

describe('only the right code or link, in time, proves a request', () => {
  it('proves by the code and by the link', () => {
    spec
      .given([started, asked(1), sent(1)])
      .when(showing('email-code', 1))
      .then([proved('email-code')]);
    spec
      .given([started, asked(1), sent(1)])
      .when(showing('email-link', 1))
      .then([proved('email-link')]);
  });

  it('takes no code for a link, and none of before the last one', () => {
    const crossed = { ...showing('email-link', 1), digest: sent(1).facts.codeDigest };
    spec
      .given([started, asked(1), sent(1)])
      .when(crossed)
      .then([attempt('email-link', 1)]);
    spec
      .given([started, asked(1), sent(1), asked(2), sent(2)])
      .when(showing('email-code', 1))
      .then([attempt('email-code', 1)]);
  });

  it('counts for half an hour, whether the expiry was recorded yet or not', () => {
    const past = [started, asked(1), sent(1)];
    spec
      .given(past)
      .when({ ...showing('email-code', 1), now: at(30) })
      .thenRejected('code-expired');
    spec
      .given([...past, expired(1)])
      .when(showing('email-code', 1))
      .thenRejected('code-expired');
    spec.given([started]).when(showing('email-code', 1)).thenRejected('code-expired');
    spec
      .given(past)
      .when({ command: 'expire', request, code: 1, now: at(30) })
      .then([expired(1)]);
    spec
      .given(past)
      .when({ command: 'expire', request, code: 1, now: at(29) })
      .thenNothing();
    spec
      .given([...past, proved('email-code')])
      .when({ command: 'expire', request, code: 1, now: at(30) })
      .thenNothing();
  });

  it('locks at the fifth wrong attempt, over all codes, and then takes the right one neither', () => {
    const wrong = { ...showing('email-code', 1), digest: 'x'.repeat(32) };
    const four = [1, 2, 3, 4].map((count) => attempt('email-code', count));
    spec
      .given([started, asked(1), sent(1)])
      .when(wrong)
      .then([attempt('email-code', 1)]);
    spec
      .given([started, asked(1), sent(1), ...four])
      .when(wrong)
      .then([attempt('email-code', 5), locked]);
    const over = [started, asked(1), sent(1), ...four, attempt('email-code', 5), locked];
    spec.given(over).when(showing('email-code', 1)).thenRejected('check-locked');
    spec
      .given(over)
      .when({ command: 'request-code', request, now: at(90) })
      .thenRejected('check-locked');
    spec
      .given(over)
      .when({ ...begin, digestMonth: '2026-03' })
      .thenRejected('check-locked');
  });

  it('proves nothing once nothing leads to the person any more, and nothing twice', () => {
    const past = [started, asked(1), sent(1)];
    spec
      .given(past)
      .when({ ...showing('email-code', 1), leadsToPerson: false })
      .thenRejected('person-moved');
    spec
      .given([...past, proved('email-code')])
      .when(showing('email-code', 1))
      .thenRejected('identity-proved');
  });

  it('proves this request and no other of the same person', () => {
    const second = { ...started, facts: { ...started.facts, request: 'r-2' } };
    spec
      .given([started, asked(1), sent(1), proved('email-code'), second])
      .when({ ...showing('email-code', 1), request: 'r-2' })
      .thenRejected('code-expired');
  });

  it('takes a code whose digest cannot be made any more for a wrong one', () => {
    spec
      .given([started, asked(1), sent(1)])
      .when({ ...showing('email-code', 1), digest: undefined })
      .then([attempt('email-code', 1)]);
  });
});

describe('a sign-in proves a request when its claim leads to the person', () => {
  it('with who vouched, and how sure they are', () => {
    spec
      .given([started])
      .when({ ...begin, digestMonth: '2026-03' })
      .then([begun]);
    spec
      .given([started, begun])
      .when(signingIn({ claim: { identifierKind: 'email', leadsTo: person, acr: 'substantial', amr: ['otp'] } }))
      .then([proved('signed-in', { issuer: 'https://id.example', acr: 'substantial', amr: ['otp'] })]);
  });

  it('counts once, in time, and only with the state that it was begun with', () => {
    const good = signingIn({ claim: { identifierKind: 'email', leadsTo: person } });
    spec.given([started]).when(good).thenRejected('sign-in-unknown');
    spec
      .given([started, begun])
      .when({ ...good, stateDigest: 'q'.repeat(32) })
      .thenRejected('sign-in-unknown');
    spec
      .given([started, begun])
      .when({ ...good, stateDigest: undefined })
      .thenRejected('sign-in-unknown');
    spec
      .given([started, begun])
      .when({ ...good, now: at(10) })
      .thenRejected('sign-in-unknown');
    const denied = {
      type: 'identity-check.sign-in-failed.v1',
      facts: { ...id, reason: 'denied', failed: at(0) },
    } as const;
    spec
      .given([started, begun])
      .when(signingIn({ failed: 'denied' }))
      .then([denied]);
    spec.given([started, begun, denied]).when(good).thenRejected('sign-in-unknown');
  });

  it('is a failed attempt when it is somebody else who signed in', () => {
    const differs = {
      type: 'identity-check.sign-in-failed.v1',
      facts: { ...id, reason: 'claim-differs', failed: at(0) },
    } as const;
    for (const leadsTo of [other, undefined]) {
      spec
        .given([started, begun])
        .when(signingIn({ claim: { identifierKind: 'email', leadsTo } }))
        .then([differs, attempt('signed-in', 1)]);
    }
  });

  it('is begun ten times at most', () => {
    const ten = Array.from({ length: 10 }, () => begun);
    spec
      .given([started, ...ten])
      .when({ ...begin, digestMonth: '2026-03' })
      .thenRejected('too-many-sign-ins');
  });
});

it('digests are the same only when every character is', () => {
  expect([sameDigest('ab', 'ab'), sameDigest('ab', 'ac'), sameDigest('ab', 'abab'), sameDigest('', 'a')]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

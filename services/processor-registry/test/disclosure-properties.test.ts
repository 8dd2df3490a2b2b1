import { choicesOf, consentInForce } from '@vitne/contracts/decisions/standing-choices';
import type { PastEvent } from '@vitne/testing/decider-specification';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groundFor } from '../src/domain/disclosure-ground.ts';
import {
  company,
  companyGives,
  companyWithdraws,
  consents,
  ended,
  personExpires,
  personGives,
  personRefuses,
  personWithdraws,
  recipientAfter,
  registered,
  removed,
  signed,
  termsWith,
} from './registry-scenarios.ts';

const purposes = ['sharing-with-partners', 'sale', 'newsletter'] as const;
const chosen = fc.record(
  {
    purpose: fc.constantFrom(...purposes),
    recipient: fc.constantFrom('partner', 'another'),
    expires: fc.constantFrom('2026-01-31T08:59:59.999Z', '2026-01-31T09:00:00.000Z', '2026-01-31T09:00:00.001Z'),
  },
  { requiredKeys: ['purpose'] },
);
const ofPerson = fc
  .tuple(fc.constantFrom(personGives, personRefuses, personWithdraws, personExpires), chosen)
  .map(([make, of]) => make(of));
const ofCompany = fc.tuple(fc.constantFrom(companyGives, companyWithdraws), chosen).map(([make, of]) => make(of));
const wanted = { recipient: 'partner', dataCategories: ['identity'], company };

/** Says it another way than the code: the last word about the partner and about the purpose, and none of them a no. */
function lastWords(events: readonly PastEvent[], purpose: string) {
  const about = (recipient?: string) =>
    events.findLastIndex(({ facts }) => {
      const of = facts as { purpose: string; recipient?: string };
      return of.purpose === purpose && of.recipient === recipient;
    });
  const [forPartner, forAll] = [about('partner'), about()];
  const isGiven = (at: number) => {
    const event = events[at];
    const expires = (event?.facts as { expires?: string } | undefined)?.expires;
    return event?.type.endsWith('given.v1') === true && (expires === undefined || expires > '2026-01-31T09:00:00.000Z');
  };
  const isNo = (at: number) => /refused|withdrawn/.test(events[at]?.type ?? '');
  if (isNo(forPartner)) return false;
  if (isGiven(forPartner)) return !(isNo(forAll) && forAll > forPartner);
  return isGiven(forAll);
}

describe('no sequence of events', () => {
  it('C11: lets a third party have data unless both consents are in force at that moment', () => {
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.array(ofPerson, { maxLength: 12 }),
        fc.array(ofCompany, { maxLength: 12 }),
        fc.boolean(),
        (byPerson, byCompany, sale) => {
          const terms = termsWith({
            person: choicesOf(consents(byPerson)),
            company: choicesOf(consents(byCompany)),
          });
          const found = groundFor({ ...wanted, purpose: 'sharing-with-partners', sale }, terms);
          const needed = ['sharing-with-partners', ...(sale ? ['sale'] : [])];
          const both = needed.every((purpose) => lastWords(byPerson, purpose) && lastWords(byCompany, purpose));
          expect('ground' in found).toBe(both);
          if (!('ground' in found) || found.ground.kind !== 'consents') return;
          accepted++;
          const purpose = sale ? 'sale' : 'sharing-with-partners';
          expect(byPerson[found.ground.personConsent - 1]).toMatchObject({
            type: 'consent.given.v1',
            facts: { purpose },
          });
          expect(byCompany[found.ground.companyConsent - 1]).toMatchObject({
            type: 'company-consent.given.v1',
            facts: { purpose },
          });
        },
      ),
      { numRuns: 1_000 },
    );
    expect(accepted).toBeGreaterThan(0);
  });

  it('C11: makes a consent count after a later no, or past its end', () => {
    const asked = { recipient: 'partner', company, at: '2026-01-31T09:00:00.000Z' };
    fc.assert(
      fc.property(fc.array(ofPerson, { maxLength: 12 }), fc.constantFrom(...purposes), (events, purpose) => {
        const found = consentInForce(choicesOf(consents(events)), { ...asked, purpose });
        expect(found !== undefined).toBe(lastWords(events, purpose));
      }),
      { numRuns: 2_000 },
    );
  });

  it('K9: lets a removed recipient have data, or one whose agreements have ended or expired', () => {
    const days = fc.constantFrom('2026-01-29', '2026-01-30', '2026-01-31', '2026-02-01');
    const ids = fc.constantFrom('dpa-1', 'dpa-2');
    const event = fc.oneof(
      fc.constant(registered({ kind: 'processor' })),
      fc.constant(removed),
      fc.tuple(ids, days, fc.option(days, { nil: undefined })).map(([id, from, expires]) => signed(id, from, expires)),
      fc.tuple(ids, days).map(([id, on]) => ended(id, on)),
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), days, (events, today) => {
        const found = groundFor(
          { ...wanted, purpose: 'sharing-with-partners', sale: false },
          termsWith({ recipient: recipientAfter(events), today }),
        );
        const naming = events.findLast(({ type }) => type.startsWith('recipient.'));
        const holds = ['dpa-1', 'dpa-2'].some((id) => {
          const from = events.findLastIndex(
            ({ type, facts }) => type === 'agreement.signed.v1' && facts.agreement === id,
          );
          const made = events[from];
          if (made?.type !== 'agreement.signed.v1') return false;
          const end = events
            .slice(from)
            .findLast(({ type, facts }) => type === 'agreement.ended.v1' && facts.agreement === id);
          const endDay = end?.type === 'agreement.ended.v1' ? end.facts.ended : '9999-12-31';
          const expires = (made.facts as { expires?: string }).expires ?? '9999-12-31';
          return made.facts.signed <= today && today <= expires && today < endDay;
        });
        expect('ground' in found).toBe(naming?.type === 'recipient.registered.v1' && holds);
        if ('ground' in found) accepted++;
      }),
      { numRuns: 1_000 },
    );
    expect(accepted).toBeGreaterThan(0);
  });
});

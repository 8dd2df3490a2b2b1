import { z } from 'zod';
import { defineEvent, personIdSchema, slugSchema, timestampSchema } from '../event-definition.ts';

const context = 'retention';
const entity = 'person';
const ofDisposal = { disposal: z.string().max(64), person: personIdSchema };
const systems = z.array(slugSchema).min(1).max(64);
/** Which step of the rule it was, in days since the order, and the version of the rule. */
const byRule = { afterDays: z.int().min(1).max(3_650), rule: z.string().max(40) };

/** Why a system says that it cannot do what it was told to. */
export const failureReasons = ['technical', 'under-legal-duty', 'data-locked', 'no-such-record', 'other'] as const;

export const disposalAskedAgain = defineEvent({
  type: 'disposal.asked-again.v1',
  context,
  entity,
  says: 'Systems that had not confirmed a disposal were told again.',
  facts: { ...ofDisposal, systems, ...byRule, asked: timestampSchema },
});

export const disposalOverdue = defineEvent({
  type: 'disposal.overdue.v1',
  context,
  entity,
  says: 'Systems did not confirm a disposal in the time that the rule gives them: somebody has to look.',
  facts: { ...ofDisposal, waitingFor: systems, ...byRule, ordered: timestampSchema, overdue: timestampSchema },
});

export const disposalFailed = defineEvent({
  type: 'disposal.failed.v1',
  context,
  entity,
  says: 'A system said that it cannot do what it was told to, and why; the data is still there.',
  facts: {
    ...ofDisposal,
    system: slugSchema,
    reason: z.enum(failureReasons),
    /** A reference or a few words, never personal data. */
    detail: z.string().max(300).optional(),
    failed: timestampSchema,
  },
});

export const disposalGivenUp = defineEvent({
  type: 'disposal.given-up.v1',
  context,
  entity,
  says: 'Systems never answered an order that was given as often as the rule has it: they are not told again.',
  facts: { ...ofDisposal, waitingFor: systems, ...byRule, ordered: timestampSchema, givenUp: timestampSchema },
});

export const disposalPassedOn = defineEvent({
  type: 'disposal.passed-on.v1',
  context,
  entity,
  says: 'The order goes to the system’s processor by OpenDSR, which erases all of the person there: nothing else is kept there.',
  facts: {
    ...ofDisposal,
    system: slugSchema,
    /** The request for erasure that it was ordered for. */
    request: z.string().max(64).optional(),
    ordered: timestampSchema,
    passedOn: timestampSchema,
  },
});

export const disposalFollowUpEvents = [
  disposalAskedAgain,
  disposalOverdue,
  disposalFailed,
  disposalGivenUp,
  disposalPassedOn,
] as const;

import { z } from 'zod';
import { defineEvent, personIdSchema, slugSchema, timestampSchema } from '../event-definition.ts';
import { heldPartSchema, tellingOutcomes } from './erasure-events.ts';

const context = 'request-intake';
const entity = 'request';
const id = { request: z.string().max(64), person: personIdSchema };

/** A disposal that carries out the erasure which a request asks for. */
const disposal = z.string().max(64);

export const erasureRefusedWhole = defineEvent({
  type: 'request.erasure-withheld.v1',
  context,
  entity,
  says: 'Everything that the person asked to be erased must be kept: each part with its reason, its article and the day on which it can go.',
  facts: { ...id, held: z.array(heldPartSchema).min(1).max(100), decided: timestampSchema },
});

export const erasureConfirmed = defineEvent({
  type: 'request.erasure-confirmed.v1',
  context,
  entity,
  says: 'Every system has erased what the person asked for; the person is told of that, and of what is kept, while there is an address.',
  facts: {
    ...id,
    disposal,
    /** What stays, why by which article, and until when (Art. 12(4), 17(3)). */
    held: z.array(heldPartSchema).max(100),
    confirmed: timestampSchema,
    /** When the address is erased, told or not. */
    tellBy: timestampSchema,
  },
});

export const tellingSettled = defineEvent({
  type: 'request.telling-settled.v1',
  context,
  entity,
  says: 'The person was told of the erasure, or there is nobody or nothing to tell: nothing keeps the address any more.',
  facts: { ...id, disposal, outcome: z.enum(tellingOutcomes), settled: timestampSchema },
});

export const personNotReached = defineEvent({
  type: 'request.person-not-reached.v1',
  context,
  entity,
  says: 'No e-mail with the answer reaches the person, who has to be told in another way before the address is erased.',
  facts: {
    ...id,
    message: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
    tellBy: timestampSchema,
    found: timestampSchema,
  },
});

export const nothingKept = defineEvent({
  type: 'request.nothing-kept.v1',
  context,
  entity,
  says: 'Nothing is kept about whoever asked but the request itself: the person is told that, instead of a package (Art. 15(1)).',
  facts: {
    ...id,
    /** Up to which ledger position nothing stands of the person. */
    upTo: z.int().positive(),
    /** The systems that were asked, and said that they hold nothing. */
    systems: z.array(slugSchema).max(200),
    found: timestampSchema,
  },
});

/** What a person is told of an erasure before the address goes, and of what is not kept. */
export const requestTellingEvents = [
  erasureConfirmed,
  erasureRefusedWhole,
  tellingSettled,
  personNotReached,
  nothingKept,
] as const;

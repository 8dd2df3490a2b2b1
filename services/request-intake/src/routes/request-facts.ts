import { heldPartSchema } from '@vitne/contracts/catalogue/erasure-events';
import { messageMatters, questionGrounds } from '@vitne/contracts/catalogue/request-course-events';
import { dueSchema } from '@vitne/contracts/law/derivation';
import { requestTypeSchema } from '@vitne/contracts/law/requests';
import { mailEvidenceSchema, mailFailureSchema } from '@vitne/contracts/mail-evidence';
import { z } from 'zod';
import type { RequestDocument } from '../projections/requests.ts';
import { toDoCodes, whatToDo } from '../what-to-do.ts';
import { statusSchema } from './request-schemas.ts';

const questionSchema = z.object({
  message: z.string(),
  ground: z.enum(questionGrounds),
  asked: z.string(),
  told: z.string().optional(),
  answered: z.string().optional(),
});
const itemSchema = z.object({
  item: z.string(),
  dataCategory: z.string().optional(),
  attribute: z.string().optional().describe('Of a rectification that names fields.'),
  outcome: z.enum(['fulfilled', 'refused']).optional(),
  at: z.string().optional(),
  reason: z.string().optional(),
});
const feeSchema = z.object({
  ground: z.string(),
  amount: z.string(),
  currency: z.string(),
  announced: z.string(),
  agreed: z.string().optional(),
  charged: z.string().optional(),
});
const messageSchema = z.object({
  message: z.string(),
  matter: z.enum(messageMatters),
  status: z.enum(['owed', 'told', 'lapsed']),
  how: z.string().optional(),
  told: z.string().optional(),
  mail: mailEvidenceSchema.optional(),
  attempts: z.number(),
  failure: mailFailureSchema.optional(),
  nextAttempt: z.string().optional(),
  because: z.string().optional(),
});

/** What may be known of a request without opening anything. */
export const requestFactsSchema = z.object({
  request: z.string(),
  person: z.string(),
  requestType: requestTypeSchema,
  status: statusSchema,
  open: z.boolean(),
  overdue: z.boolean().describe('Open, and its time is over by the clock of now.'),
  receivedThrough: z.string(),
  received: z.string(),
  statementVersion: z.string().optional(),
  dueDate: z.string(),
  due: dueSchema,
  acknowledged: z.string().optional(),
  assignee: z.string().optional(),
  identity: z.string().optional(),
  proof: z.string().optional().describe('The id of the event that proved who asks.'),
  ground: z.string().optional().describe('What staff judged by who asks.'),
  typeRead: z
    .enum(['clear', 'unclear'])
    .optional()
    .describe('The type was read from free text by a rule, and staff have not settled it yet.'),
  classified: z.object({ at: z.string(), before: z.string() }).optional(),
  leftOut: z.array(z.string()).optional().describe('What the message also held and was not taken in.'),
  directMarketing: z.boolean().optional(),
  purposes: z.array(z.string()).optional(),
  language: z.enum(['nb', 'en']).optional(),
  extending: z
    .object({ reasons: z.array(z.string()), decided: z.string() })
    .optional()
    .describe('An extension that takes effect when the person is told of it.'),
  extension: z.object({ reasons: z.array(z.string()), told: z.string() }).optional(),
  questions: z.array(questionSchema),
  items: z.array(itemSchema),
  fee: feeSchema.optional(),
  messages: z.array(messageSchema).describe('What the person is told, and how that went.'),
  toDo: z
    .array(
      z.object({
        code: z.enum(toDoCodes),
        says: z.object({ nb: z.string(), en: z.string() }),
        message: z.string().optional(),
        by: z.string().optional(),
      }),
    )
    .describe('What somebody has to do now, the most urgent first.'),
  overdueRecorded: z
    .string()
    .optional()
    .describe('When it was recorded that the strict time passed without an answer.'),
  partlyFulfilled: z
    .object({
      at: z.string(),
      by: z.string().optional(),
      fulfilled: z.array(z.string()),
      refused: z.array(z.string()),
      held: z.array(heldPartSchema).optional(),
    })
    .optional()
    .describe('Some of it was done. `fulfilled`, `refused`: items; `held`: what stays of an erasure, why, until when.'),
  lifted: z.string().optional().describe('When the restriction was lifted.'),
  nothingKept: z
    .object({ upTo: z.number(), systems: z.array(z.string()) })
    .optional()
    .describe('Nothing is kept of the person but the request: in the ledger up to there, and in the systems.'),
  withheld: z
    .array(heldPartSchema)
    .optional()
    .describe('An erasure that was refused because everything must be kept: what, why, and from which day it can go.'),
  erasing: z
    .object({ disposal: z.string(), held: z.array(heldPartSchema), confirmed: z.string(), tellBy: z.string() })
    .optional()
    .describe('Every system has erased the data. The person is told what stays before the keys and the address go.'),
  fulfilled: z.object({ at: z.string(), by: z.string() }).optional(),
  refused: z.object({ at: z.string(), reason: z.string(), complaintTo: z.string() }).optional(),
  withdrawn: z.string().optional(),
  duplicateOf: z
    .string()
    .optional()
    .describe('The earlier request that asks the same: its clock governs, and its answer is the answer.'),
  answeredWith: z
    .object({ request: z.string(), outcome: z.string(), firstReceived: z.string(), at: z.string() })
    .optional(),
  steps: z.array(z.object({ at: z.string(), position: z.number(), eventType: z.string(), actor: z.string() })),
});

/** A request's facts at a moment, which decides whether it is overdue; what is sealed stays behind. */
export function factsOf(document: RequestDocument, now: string): z.infer<typeof requestFactsSchema> {
  const { sealed: _sealed, dueAt, nextLookAt: _next, reminded: _reminded, overdue, ...facts } = document;
  return {
    ...facts,
    overdue: facts.open && facts.duplicateOf === undefined && Date.parse(dueAt) < Date.parse(now),
    ...(overdue && { overdueRecorded: overdue.at }),
    toDo: whatToDo(document, now),
  };
}

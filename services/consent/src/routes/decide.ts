import { reasonOf } from '@vitne/contracts/decisions/decision-reasons';
import { dataCategorySchema, personIdSchema, slugSchema, timestampSchema } from '@vitne/contracts/event-definition';
import { companyIdentifierSchema } from '@vitne/contracts/identifiers';
import { answerQuestions } from '@vitne/service-kit/answer-questions';
import { concurrentMap } from '@vitne/service-kit/concurrent-map';
import { decisionSources } from '@vitne/service-kit/decision-sources';
import type { Asked } from '@vitne/service-kit/gather-facts';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { sendPosition } from '@vitne/service-kit/http-app';
import { commandedBy } from '@vitne/service-kit/http-command';
import { knownPerson, personOf, personReferenceSchema } from '@vitne/service-kit/person-reference';
import { problem, rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { type RecordedAnswer, recordDecisions } from '../record-decisions.ts';

const mostQuestions = 1_000;
const mostLogged = 100;
const mostLookUps = 32;

const questionSchema = z.strictObject({
  person: personReferenceSchema.describe('Whose data it is; an identifier, or the person id that Vitne answered with.'),
  purpose: slugSchema,
  dataCategory: dataCategorySchema,
  recipient: slugSchema.optional().describe('Who is to be given the data.'),
  population: slugSchema
    .optional()
    .describe(
      'The group of people that the person belongs to here. Without it, a yes must hold for all of the purpose’s.',
    ),
  company: z
    .union([z.strictObject({ company: personIdSchema }), companyIdentifierSchema])
    .optional()
    .describe('The company that the person acts for, where its consent is needed.'),
  asOf: timestampSchema.optional().describe('A moment of the past; without it the question is about now.'),
  position: z
    .int()
    .nonnegative()
    .optional()
    .describe('With `asOf`: `position` of an earlier answer with that `asOf`, to have exactly that answer again.'),
});
type QuestionInput = z.infer<typeof questionSchema>;

const log = z
  .boolean()
  .optional()
  .describe(`True: the answer is kept in the ledger as evidence. At most ${mostLogged} questions, and only about now.`);

const bodySchema = z
  .union([
    questionSchema.extend({ log }),
    z.strictObject({ questions: z.array(questionSchema).min(1).max(mostQuestions), log }),
  ])
  .superRefine((body, context) => {
    const questions = questionsOf(body);
    if (questions.some(({ asOf, position }) => position !== undefined && asOf === undefined)) {
      context.addIssue({ code: 'custom', path: ['position'], message: 'Name the moment of the answer too: asOf.' });
    }
    if (body.log !== true) return;
    if (questions.length > mostLogged) {
      context.addIssue({ code: 'custom', path: ['questions'], message: `Send at most ${mostLogged} that are logged.` });
    }
    if (questions.some(({ asOf }) => asOf !== undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['log'],
        message: 'Only what is decided now is logged: leave log or asOf out.',
      });
    }
  });

const answerSchema = z.object({
  decision: z.enum(['allow', 'deny']),
  reasons: z.array(z.object({ code: z.string(), article: z.string().optional(), says: z.string() })),
  statementVersion: z.string().optional(),
  position: z.int().nonnegative().describe('Ledger position up to which everything was counted.'),
  asOf: timestampSchema.describe('The moment that the answer is about.'),
  logged: z.int().positive().optional().describe('Ledger position of the event that keeps the answer.'),
});
const responseSchema = z.union([
  answerSchema,
  z.object({ decisions: z.array(answerSchema), position: z.int().nonnegative() }),
]);

/** May purpose P use category D of person X, and give it to R: now, or as of a moment. */
export function decideRoute(app: HttpApp, context: ServiceContext): void {
  const sources = decisionSources(context);
  app.post(
    '/v1/decisions',
    {
      config: { access: ['system', 'staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['decisions'],
        summary: 'Ask whether data of a person may be used for a purpose',
        description:
          'One question, or up to 1,000 under `questions`, which are answered in their order. Whatever is not known is a no, and a no tells everything that stands in the way. A question about now counts all that was recorded before it was asked.',
        body: bodySchema,
        response: { 200: responseSchema },
      },
    },
    async (request, reply) => {
      const { body, caller } = request;
      const logged = body.log === true;
      if (logged && caller.role === 'auditor') {
        return sendProblem(reply, problem('role-not-allowed', 'An auditor reads: leave log out.'));
      }
      const commanded = commandedBy(request, context.clock);
      const { tenant, now } = commanded;
      const inputs = questionsOf(body);
      const asked = await concurrentMap(inputs, mostLookUps, (input) => askedOf(context, tenant, input));
      const meet = (index: number) => personOf(context.vault, tenant, (inputs[index] as QuestionInput).person);
      const found = logged
        ? await recordDecisions(context, sources, commanded, asked, meet)
        : await answerQuestions(sources, tenant, asked, now);
      if (found === 'behind') return sendProblem(reply, problem('projection-behind'));
      if ('rejection' in found) return sendProblem(reply, rejectionProblem(found.rejection, {}));
      const answers: RecordedAnswer[] = 'answers' in found ? found.answers : found;
      const bodies = answers.map(bodyOf);
      const position = answers.reduce((latest, one) => Math.max(latest, one.position, one.logged ?? 0), 0);
      sendPosition(reply, position);
      return 'questions' in body ? { decisions: bodies, position } : bodies[0];
    },
  );
}

const questionsOf = (body: z.infer<typeof bodySchema>): QuestionInput[] =>
  'questions' in body ? body.questions : [body];

/** The question by ids. Looking somebody up remembers nobody. */
async function askedOf({ vault }: ServiceContext, tenant: string, input: QuestionInput): Promise<Asked> {
  const { person, company, purpose, dataCategory, recipient, population, asOf, position } = input;
  const [personId, companyId] = await Promise.all([
    knownPerson(vault, tenant, person),
    company && ('company' in company ? company.company : vault.findPerson(tenant, company)),
  ]);
  const question = { purpose, dataCategory, recipient, population, company: companyId };
  return { question, person: personId, ...(asOf !== undefined && { asOf, position }) };
}

const bodyOf = ({ reasons, ...answer }: RecordedAnswer) => ({
  ...answer,
  reasons: reasons.map(reasonOf),
});

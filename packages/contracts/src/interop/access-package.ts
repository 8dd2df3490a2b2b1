import { z } from 'zod';
import { consultationPurposes, consultedThings, consultingRoles } from '../catalogue/consultation-events.ts';
import { evidenceTakers } from '../catalogue/evidence-download-events.ts';
import { taskOutcomeSchema } from '../catalogue/task-events.ts';
import { timestampSchema } from '../event-definition.ts';
import { requestTypeSchema } from '../law/requests.ts';

/** Names of the two formats; a change that a reader would stumble over makes another number. */
export const accessPackageFormat = 'vitne.access-package/2';
export const portabilityPackageFormat = 'vitne.portability-package/2';

const id = z.string().max(128);
const text = z.strictObject({ nb: z.string(), en: z.string() });
const named = { id, name: text };
const ids = z.array(id);

/** What each kind of source is in the Data Privacy Vocabulary, as a value of `dpv:hasDataSource`. */
export const dpvDataSources = {
  provided: 'dpv:DataSubjectDataSource',
  collected: 'dpv:DataSubjectDataSource',
  'third-party': 'dpv:ThirdPartyDataSource',
  'public-register': 'dpv:PublicDataSource',
  organisation: 'dpv:DataControllerDataSource',
} as const;
const terms = [
  'dpv:DataSubjectDataSource',
  'dpv:ThirdPartyDataSource',
  'dpv:PublicDataSource',
  'dpv:DataControllerDataSource',
] as const;
const sourceKinds = ['provided', 'collected', 'third-party', 'organisation'] as const;

/** Where a piece of personal data came from (Art. 15(1)(g)). */
export const packageSourceSchema = z.strictObject({
  ...named,
  /** `organisation`: the controller made it itself; its staff wrote it, or one of its systems counted it. */
  kind: z.enum(sourceKinds),
  term: z.enum(terms).describe('A value of `dpv:hasDataSource`.'),
  by: z.strictObject(named).optional().describe('Who handed it in, where that is somebody else.'),
  through: z.string().max(40).optional().describe('Which way it took, such as `portal`, `email` or `cookie-banner`.'),
  site: z.url().optional().describe('The website on which the person chose.'),
});
export type PackageSource = z.infer<typeof packageSourceSchema>;
/** Of several it was one. Nothing about a person stands in a package without. */
const sources = z.array(packageSourceSchema).min(1);

/** One record of personal data: its fields are the attributes that the statement lists for its category. */
const itemSchema = z.strictObject({
  /** What happened that brought the data, and when, where the ledger knows it. */
  event: id.optional(),
  at: timestampSchema.optional(),
  fields: z.record(z.string(), z.json()),
});

/** Data of one category as one holder has it. */
export const heldDataSchema = z.strictObject({
  heldBy: z.strictObject({ ...named, kind: z.enum(['system', 'ledger']) }),
  dataCategory: z.strictObject(named),
  sources,
  /** False where its key was destroyed: it was erased, and cannot be read by anybody. */
  readable: z.boolean(),
  items: z.array(itemSchema),
});
export type HeldData = z.infer<typeof heldDataSchema>;

const controllerSchema = z.strictObject({
  name: z.string(),
  registrationNumber: z.string().optional(),
  country: z.string(),
  website: z.string(),
  email: z.string(),
  /** Whom to ask about personal data. */
  contact: z.string(),
});

const about = {
  /** Where this schema is published. */
  schema: z.url(),
  package: id,
  request: id,
  made: timestampSchema,
  controller: controllerSchema,
};

/** Handing data on, whether it was done or denied. */
const handingOver = { recipient: id, name: text, purpose: text, dataCategories: ids, at: timestampSchema };

/** Everything that Art. 15(1) and (2) ask for, with the copy of Art. 15(3). */
export const accessPackageSchema = z.strictObject({
  format: z.literal(accessPackageFormat),
  ...about,
  /** Position in the controller's ledger up to which everything is counted. */
  upTo: z.int().positive(),
  statement: z.strictObject({ version: z.string(), updated: z.iso.date(), url: z.string() }),
  answers: z
    .array(
      z.strictObject({
        ...named,
        processor: z.string().optional(),
        outcome: z.union([taskOutcomeSchema, z.enum(['failed', 'not-answered'])]),
        at: timestampSchema.optional(),
      }),
    )
    .describe('Which systems were asked, and what came of it.'),
  data: z.array(heldDataSchema).describe('The copy of the data (Art. 15(3)).'),
  omitted: z.int().nonnegative().describe('Older entries of the ledger that are left out because there are too many.'),
  purposes: z
    .array(
      z.strictObject({
        ...named,
        bases: z.array(z.strictObject({ article: z.string(), interest: text.optional(), law: z.string().optional() })),
        dataCategories: ids,
        recipients: ids,
      }),
    )
    .describe('Art. 15(1)(a) and (b).'),
  recipients: z
    .array(
      z.strictObject({
        ...named,
        kind: z.string(),
        locations: z.array(z.string()),
        services: z.array(text),
        transfer: z.strictObject({ article: z.string(), instrument: z.string() }).optional(),
      }),
    )
    .describe('Art. 15(1)(c), and 15(2) where one is outside the EEA.'),
  disclosures: z.array(
    z.strictObject({
      ...handingOver,
      ground: z.enum(['consents', 'agreement', 'authority-order']),
      sources,
    }),
  ),
  disclosuresDenied: z
    .array(
      z.strictObject({
        ...handingOver,
        /** Codes: why it was not allowed. */
        reasons: ids,
        sources,
      }),
    )
    .describe('Who asked to hand the data on and was not allowed to.'),
  consultations: z
    .array(
      z.strictObject({
        at: timestampSchema,
        /** In which role; who it was, as an employee, the person has no general right to know. */
        role: z.enum(consultingRoles),
        purpose: z.enum(consultationPurposes),
        opened: z.enum(consultedThings),
        dataCategories: ids,
        sources,
      }),
    )
    .describe('When and why the organisation opened the data (Art. 15(1)(a); CJEU C-579/21).'),
  filesTaken: z
    .array(
      z.strictObject({
        at: timestampSchema,
        /** `person`: whoever had the link that the person was given; else in which role of the organisation. */
        by: z.enum(evidenceTakers),
        kind: z.enum(['consent-receipt', 'request-answer', 'disposal-confirmation']),
        /** Whether what is sealed is open in the file. */
        contains: z.enum(['opened', 'sealed']),
        sources,
      }),
    )
    .describe('When a file with proof of something of the person was taken away.'),
  recipientsTold: z
    .array(
      z.strictObject({ recipient: id, name: text, cause: z.string(), at: timestampSchema, state: z.string(), sources }),
    )
    .describe('Who was told of a correction, an erasure or a restriction (Art. 19).'),
  retention: z
    .array(
      z.strictObject({
        rule: id,
        says: text,
        dataCategories: ids,
        systems: ids,
        keptUntilAtLeast: z.iso.date().optional(),
        erasableFrom: z.iso.date().optional(),
        due: timestampSchema.optional(),
        legalDuty: z.string().optional(),
        sources,
      }),
    )
    .describe('Art. 15(1)(d): what is held, and until when; without a date it is kept as long as its reason lasts.'),
  rights: z.array(z.strictObject({ right: requestTypeSchema, article: z.string(), how: text.optional() })),
  complaint: z.strictObject({ authority: z.string(), website: z.string(), contactFirst: z.boolean() }).optional(),
  sources: z
    .array(
      z.strictObject({
        ...named,
        kind: z.enum(sourceKinds),
        dataCategories: ids,
        from: z.string().optional(),
      }),
    )
    .describe('Art. 15(1)(g): every source that a piece of the data names.'),
  automatedDecisions: z.strictObject({ used: z.boolean(), explanation: text.optional() }),
  transfers: z.strictObject({ onlyInEea: z.boolean(), principle: text }),
  consents: z.array(
    z.strictObject({
      purpose: id,
      name: text,
      act: z.string().describe('What was done, such as `given` or `withdrawn`.'),
      recipient: id.optional(),
      at: timestampSchema,
      statementVersion: z.string().optional(),
      noticeHash: z.string().optional(),
      sources,
    }),
  ),
  requests: z.array(
    z.strictObject({
      request: id,
      requestType: requestTypeSchema,
      received: timestampSchema,
      status: z.string(),
      dueDate: z.iso.date(),
      sources,
    }),
  ),
  uses: z
    .array(
      z.strictObject({
        at: timestampSchema,
        purpose: id,
        dataCategory: id,
        decision: z.enum(['allow', 'deny']),
        reasons: ids,
        sources,
      }),
    )
    .describe('When it was asked whether data may be used, and what was answered.'),
});
export type AccessPackage = z.infer<typeof accessPackageSchema>;

/**
 * What a person has a right to take along (Art. 20): provided by the person, processed by automated means, on consent or
 * for a contract.
 */
export const portabilityPackageSchema = z.strictObject({
  format: z.literal(portabilityPackageFormat),
  ...about,
  data: z.array(
    heldDataSchema.extend({
      purposes: z
        .array(z.strictObject({ ...named, basis: z.enum(['consent', 'contract']), article: z.string() }))
        .min(1)
        .describe('Why it may be taken along.'),
    }),
  ),
});
export type PortabilityPackage = z.infer<typeof portabilityPackageSchema>;

/** The published JSON Schema of a format. */
export const packageJsonSchema = (schema: z.ZodType): Record<string, unknown> =>
  z.toJSONSchema(schema, { target: 'draft-2020-12' }) as Record<string, unknown>;

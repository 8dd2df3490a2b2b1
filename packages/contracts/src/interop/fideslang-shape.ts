import { z } from 'zod';

/** A key of fideslang; the key of a parent is the beginning of its child's. */
export const fidesKey = z
  .string()
  .regex(/^[a-zA-Z0-9_.<>-]+$/, 'a fides key is letters, digits and _ . < > -')
  .max(200);

const label = z
  .looseObject({ fides_key: fidesKey, name: z.string().optional(), parent_key: fidesKey.nullish() })
  .refine(
    ({ fides_key, parent_key }) => !parent_key || fides_key.slice(0, fides_key.lastIndexOf('.')) === parent_key,
    'a parent_key is the fides_key without its last part',
  );

/** The legal bases that a privacy declaration can name (Art. 6(1)(a)–(f)). */
export const FIDES_BASES = {
  '6(1)(a)': 'Consent',
  '6(1)(b)': 'Contract',
  '6(1)(c)': 'Legal obligations',
  '6(1)(d)': 'Vital interests',
  '6(1)(e)': 'Public interest',
  '6(1)(f)': 'Legitimate interests',
} as const;

const declaration = z.looseObject({
  name: z.string().nullish(),
  data_categories: z.array(fidesKey),
  data_use: fidesKey,
  data_subjects: z.array(fidesKey).default([]),
  legal_basis_for_processing: z.enum(Object.values(FIDES_BASES)).nullish(),
  retention_period: z.string().nullish(),
  data_shared_with_third_parties: z.boolean().default(false),
  third_parties: z.string().nullish(),
  shared_categories: z.array(z.string()).default([]),
});
const flow = z.looseObject({
  fides_key: fidesKey,
  type: z.enum(['dataset', 'system', 'user']),
  data_categories: z.array(fidesKey).nullish(),
});
const system = z.looseObject({
  fides_key: fidesKey,
  name: z.string().nullish(),
  system_type: z.string(),
  responsibility: z.array(z.enum(['Controller', 'Processor', 'Sub-Processor'])).default([]),
  legal_name: z.string().nullish(),
  legal_address: z.string().nullish(),
  dpo: z.string().nullish(),
  does_international_transfers: z.boolean().default(false),
  legal_basis_for_transfers: z.array(z.string()).default([]),
  uses_cookies: z.boolean().default(false),
  cookie_max_age_seconds: z.int().nullish(),
  privacy_policy: z.string().nullish(),
  ingress: z.array(flow).nullish(),
  egress: z.array(flow).nullish(),
  dataset_references: z.array(fidesKey).default([]),
  privacy_declarations: z.array(declaration),
});
const field = z.looseObject({ name: z.string(), data_categories: z.array(fidesKey).nullish() });
const dataset = z.looseObject({
  fides_key: fidesKey,
  name: z.string().nullish(),
  collections: z.array(
    z.looseObject({ name: z.string(), data_categories: z.array(fidesKey).nullish(), fields: z.array(field) }),
  ),
});
const organization = z.looseObject({
  fides_key: fidesKey,
  name: z.string().nullish(),
  controller: z.looseObject({ name: z.string().nullish(), email: z.string().nullish() }).nullish(),
});

const most = 2_000;

/** A fideslang manifest (fideslang 3): what we read of it and write; other fields are let through unread. */
export const fideslangShape = z.looseObject({
  organization: z.array(organization).max(most).default([]),
  data_category: z.array(label).max(most).default([]),
  data_subject: z.array(label).max(most).default([]),
  data_use: z.array(label).max(most).default([]),
  dataset: z.array(dataset).max(most).default([]),
  system: z.array(system).max(most).default([]),
});

export type FideslangFile = z.infer<typeof fideslangShape>;
export type FidesSystem = FideslangFile['system'][number];
export type FidesDeclaration = FidesSystem['privacy_declarations'][number];

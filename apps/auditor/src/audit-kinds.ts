import { tenantSchema } from '@vitne/contracts/channels';
import { personIdSchema, timestampSchema } from '@vitne/contracts/event-definition';
import { z } from 'zod';

const word = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$/,
    'Give the id as it stands in the statement or in an answer of this API.',
  );
const position = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const moment = z
  .union([z.iso.date(), timestampSchema])
  .describe('A day as YYYY-MM-DD, which begins at midnight in UTC, or a moment as RFC 3339');
const keys = z
  .array(
    z
      .string()
      .regex(
        /^[!-*,-~]{1,256}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{1,256}$/,
        'Give a verifier key as C2SP signed-note has it.',
      ),
  )
  .min(1)
  .max(20)
  .optional()
  .describe('The notary’s keys, from elsewhere than this platform; without them no signature is verified');
const keptRoot = z
  .strictObject({ size: position, root: z.string().regex(/^[0-9a-f]{64}$/, 'Give 64 hexadecimal digits.') })
  .describe('A root that an earlier audit found');
const language = z.enum(['nb', 'en']).default('en');

/** What an auditor can ask for; each is a command of `vitne audit` with the same name and the same answer. */
export const auditAskedSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('verify'), keys, kept: z.array(keptRoot).max(100).optional() }),
  z.strictObject({
    kind: z.literal('replay'),
    decisionsOnly: z.boolean().default(false).describe('Make the decisions again, and leave the read models alone'),
    rules: word.optional().describe('Another version of the law’s rules: the answer is what would differ'),
    calendar: word.optional().describe('Another version of the calendar of holidays'),
  }),
  z.strictObject({
    kind: z.literal('as-of'),
    at: timestampSchema,
    may: z
      .strictObject({
        purpose: word,
        category: word,
        person: personIdSchema.optional(),
        recipient: word.optional(),
        population: word.optional(),
        company: personIdSchema.optional(),
      })
      .optional()
      .describe('Also whether data could be used then; persons and companies by their random ids'),
  }),
  z.strictObject({ kind: z.literal('timeline'), person: personIdSchema.describe('The person’s random id') }),
  z.strictObject({ kind: z.literal('prove'), position, keys }),
  z.strictObject({
    kind: z.literal('export'),
    from: position.optional(),
    to: position.optional(),
    keys,
    encryptTo: z
      .array(z.string().regex(/^age1[0-9a-z]{58}$/, 'Give a public key of age.'))
      .min(1)
      .max(20)
      .optional()
      .describe('Public keys of age, one of whose owners can read it'),
  }),
  z.strictObject({
    kind: z.literal('report'),
    report: z.enum(['accountability', 'ropa', 'requests', 'retention', 'breaches']),
    from: moment,
    to: moment,
    format: z.enum(['html', 'json', 'csv']).default('html'),
    language,
  }),
]);
export type AuditAsked = z.infer<typeof auditAskedSchema>;
export const auditKinds = auditAskedSchema.options.map(({ shape }) => shape.kind.value);

/** How a command is called, and what its result is. `out` stands for the file that the command writes itself. */
export type AuditCommand = {
  readonly words: readonly string[];
  readonly writesFile: boolean;
  readonly mediaType: string;
  /** The end of the result's file name. */
  readonly extension: string;
};

const printed = { writesFile: false, mediaType: 'application/json', extension: 'json' } as const;
/** Each value in one word with its option, so that none is read as an option of its own. */
const option = (name: string, value: string | number | undefined): string[] =>
  value === undefined ? [] : [`--${name}=${value}`];
const options = (name: string, values: readonly string[] = []): string[] =>
  values.flatMap((value) => option(name, value));

/** The words after `vitne audit` for what was asked of one tenant's ledger. @param out absolute path for a file */
export function auditCommand(asked: AuditAsked, tenantNamed: string, out: string): AuditCommand {
  const tenant = option('tenant', tenantSchema.parse(tenantNamed));
  switch (asked.kind) {
    case 'verify': {
      const kept = asked.kept?.map(({ size, root }) => `${tenantNamed}@${size}:${root}`);
      return {
        ...printed,
        words: ['verify', ...tenant, ...options('key', asked.keys), ...options('kept', kept), '--json'],
      };
    }
    case 'replay':
      return {
        ...printed,
        words: [
          'replay',
          ...tenant,
          ...(asked.decisionsOnly ? ['--decisions'] : []),
          ...option('rules', asked.rules),
          ...option('calendar', asked.calendar),
          '--json',
        ],
      };
    case 'as-of': {
      const { purpose, ...rest } = asked.may ?? {};
      const about = Object.entries(rest).flatMap(([name, value]) => option(name, value));
      return { ...printed, words: ['as-of', asked.at, ...tenant, ...option('may', purpose), ...about, '--json'] };
    }
    case 'timeline':
      return { ...printed, words: ['timeline', ...tenant, ...option('person-id', asked.person), '--json'] };
    case 'prove':
      return {
        words: ['prove', `${asked.position}`, ...tenant, ...options('key', asked.keys), ...option('out', out)],
        writesFile: true,
        mediaType: 'text/plain; charset=utf-8',
        extension: 'tlog-proof',
      };
    case 'export':
      return {
        words: [
          'export',
          ...tenant,
          ...option('from', asked.from),
          ...option('to', asked.to),
          ...options('key', asked.keys),
          ...options('encrypt-to', asked.encryptTo),
          ...option('out', out),
        ],
        writesFile: true,
        ...(asked.encryptTo
          ? { mediaType: 'application/octet-stream', extension: 'ndjson.age' }
          : { mediaType: 'application/x-ndjson', extension: 'ndjson' }),
      };
    case 'report':
      return {
        words: [
          'report',
          asked.report,
          ...tenant,
          ...option('from', asked.from),
          ...option('to', asked.to),
          ...option('format', asked.format),
          ...option('language', asked.language),
          ...option('out', out),
        ],
        writesFile: true,
        mediaType: reportMediaTypes[asked.format],
        extension: asked.format,
      };
  }
}

const reportMediaTypes = {
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
} as const;

import { ledgerDamageCodes } from '@vitne/contracts/catalogue/notary-events';
import { tenantSchema } from '@vitne/contracts/channels';
import { timestampSchema } from '@vitne/contracts/event-definition';
import { toBase64 } from '@vitne/ledger/bytes';
import { parseTilePath } from '@vitne/ledger/tile-path';
import { formatVerifierKey } from '@vitne/ledger/verifier-key';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import { z } from 'zod';
import type { NotaryContext } from '../notary-context.ts';
import { checkpointToShow, newestCheckpoint } from '../prove-position.ts';
import { witnessRefusals } from '../witnesses/ask-witness.ts';

const keySchema = z.strictObject({
  generation: z.int().min(1),
  key: z.string().describe('The verifier key, as C2SP signed-note writes it'),
  from: timestampSchema.describe('Since when it signs'),
  until: timestampSchema.optional().describe('Until when it signs; what it signed before stays valid'),
});

const ledgerSchema = z.strictObject({
  origin: z.string().describe('What the checkpoints call this ledger'),
  state: z.enum(['starting', 'signing', 'standing-by', 'unavailable', 'damaged']),
  newest: z.int().min(0).optional().describe('Position of the newest event; left out while the ledger does not say'),
  signed: z
    .strictObject({ size: z.int().min(1), root: z.string().describe('base64 of 32 bytes') })
    .optional()
    .describe('What the newest signed checkpoint covers'),
  lag: z.int().min(0).optional().describe('Events that are not signed yet'),
  checkpoint: z.string().optional().describe('The signed note'),
  damage: z
    .strictObject({
      code: z.enum(ledgerDamageCodes),
      position: z.int().min(1).optional(),
      detail: z.string(),
      since: timestampSchema,
      recorded: z.boolean().describe('Whether the ledger took an event about it, of which those on call are mailed'),
    })
    .optional()
    .describe('What is wrong with the ledger; until it is mended nothing more of it is signed'),
  failure: z.string().optional().describe('What is away, while nothing is signed for that reason'),
  lookedAgain: z
    .strictObject({ size: z.int().min(0), at: timestampSchema })
    .optional()
    .describe('When all that was signed was last compared with the ledger'),
  witnesses: z
    .array(
      z.strictObject({
        name: z.string(),
        state: z.enum(['not-asked', 'cosigned', 'refused', 'away']),
        size: z.int().min(0).optional().describe('What it was asked to cosign last'),
        at: timestampSchema.optional(),
        code: z.enum(witnessRefusals).optional().describe('Why it refused'),
        cosignedSize: z.int().min(0).optional(),
      }),
    )
    .optional()
    .describe('What those who cosign say; nothing waits for them'),
  keys: z.array(keySchema),
});

const readers = ['auditor', 'privacy-officer'] as const;
const text = 'text/plain; charset=utf-8';

/** What is signed of a ledger, and how it stands with it. */
export function readLedger(app: HttpApp, context: NotaryContext): void {
  const { standings, signer, messages, filesOf } = context;
  const keysOf = async (tenant: string) =>
    (await signer.keys(tenant)).map(({ generation, key, from, until }) => ({
      generation,
      key: formatVerifierKey(key),
      from,
      ...(until !== undefined && { until }),
    }));

  app.get(
    '/v1/ledger',
    {
      config: { access: readers },
      schema: {
        tags: ['ledger'],
        summary: 'What is signed of the ledger, and how far signing is behind',
        response: { 200: ledgerSchema },
      },
    },
    async ({ caller: { tenant } }) => {
      const [checkpoint, newest, keys] = await Promise.all([
        newestCheckpoint(filesOf(tenant)),
        messages.state(tenant).then(
          (state) => state.newest,
          () => undefined,
        ),
        keysOf(tenant),
      ]);
      const { signedSize: _, ...standing } = standings.get(tenant) ?? { state: 'starting' as const, signedSize: 0 };
      return {
        origin: signer.origin(tenant),
        ...standing,
        ...(newest !== undefined && { newest, lag: Math.max(0, newest - (checkpoint?.size ?? 0)) }),
        ...(checkpoint && {
          signed: { size: checkpoint.size, root: toBase64(checkpoint.root) },
          checkpoint: checkpoint.note,
        }),
        keys,
      };
    },
  );

  app.get(
    '/v1/ledger/checkpoint',
    {
      config: { access: readers },
      schema: {
        tags: ['ledger'],
        summary: 'The newest signed checkpoint (C2SP tlog-checkpoint), cosigned as soon as witnesses answered',
        response: { 200: z.string() },
      },
    },
    async ({ caller: { tenant } }, reply) => {
      const checkpoint = await checkpointToShow(filesOf(tenant));
      if (!checkpoint)
        return sendProblem(reply, problem('not-found', 'Nothing of this ledger is signed yet.')) as never;
      return reply
        .header('content-type', text)
        .serializer((note: string) => note)
        .send(checkpoint.note);
    },
  );

  app.get(
    '/v1/ledger/tile/*',
    { config: { access: readers }, schema: { hide: true } },
    async ({ caller: { tenant }, params }, reply) => {
      const path = parseTilePath(`tile/${(params as { '*': string })['*']}`);
      if (!path.valid) return sendProblem(reply, problem('not-found', path.message));
      const bytes = await filesOf(tenant).read(`tile/${(params as { '*': string })['*']}`);
      if (!bytes) return sendProblem(reply, problem('not-found', 'There is no such tile; ask for the full one next.'));
      return reply.header('content-type', 'application/octet-stream').send(Buffer.from(bytes));
    },
  );

  app.get(
    '/v1/public/:tenant/ledger/keys',
    {
      config: { access: 'public' },
      schema: {
        tags: ['ledger'],
        summary: 'The keys that the ledger’s checkpoints are signed with',
        description:
          'Keep them, and compare them with those you were given by another way: a key that came with what it vouches for vouches for nothing.',
        params: z.strictObject({ tenant: tenantSchema }),
        response: { 200: z.strictObject({ origin: z.string(), keys: z.array(keySchema) }) },
      },
    },
    async ({ params: { tenant } }) => ({ origin: signer.origin(tenant), keys: await keysOf(tenant) }),
  );
}

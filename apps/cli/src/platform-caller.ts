import type { Role } from '@vitne/service-kit/caller';
import { z } from 'zod';
import { demoToken } from './commands/token.ts';
import { dataFolder, readAddress, requireTenants } from './platform-address.ts';
import { UsageError } from './usage-error.ts';

/** Who a command calls the platform for. */
export type CallAs = { tenant: string; role: Role; data?: string | undefined };

const problemSchema = z.object({ title: z.string(), detail: z.string() });
const waitMs = 30_000;
/** As whom commands act where nobody says so with a token. */
const subject = 'vitne-cli';

/**
 * Posts to a platform that runs here, with the token in VITNE_TOKEN, or one of its own issuer's where it has one.
 * @returns what was answered; undefined when there is no such thing
 * @throws {UsageError} when the platform is away or refuses, with its own sentence
 */
export async function callPlatform({ tenant, role, data }: CallAs, path: string, body: unknown): Promise<unknown> {
  const folder = dataFolder(data);
  const { gateway, tenants } = readAddress(folder);
  requireTenants([tenant], tenants);
  const token = process.env['VITNE_TOKEN'] ?? (await demoToken({ dataDir: folder, tenant, role, subject }));
  const answer = await fetch(gateway + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(waitMs),
  }).catch(() => {
    throw new UsageError('The platform does not answer: look into vitne.log in the data folder, and start it again.');
  });
  if (answer.status === 404) return undefined;
  const said: unknown = await answer.json();
  if (answer.ok) return said;
  const problem = problemSchema.safeParse(said);
  throw new UsageError(problem.success ? `${problem.data.title}: ${problem.data.detail}` : 'The platform refused.');
}

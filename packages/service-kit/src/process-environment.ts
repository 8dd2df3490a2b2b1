import { readFileSync } from 'node:fs';
import type { NatsConnection } from '@nats-io/nats-core';
import { tenantSchema } from '@vitne/contracts/channels';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { connectBus } from './connections.ts';
import { type MailSender, noMailSender, smtpMailSender } from './mail-sender.ts';
import { jwksVerifier, type TokenVerifier } from './tokens.ts';

/** The tenants that are served, separated by commas. */
export const tenantListSchema = z
  .string()
  .transform((list) => list.split(',').map((tenant) => tenant.trim()))
  .pipe(z.array(tenantSchema).min(1));

/** How a process gets on the bus, and for whom. */
const busEnvironment = {
  VITNE_TENANTS: tenantListSchema,
  VITNE_NATS_URL: z.string().min(1),
  VITNE_NATS_USER: z.string().optional(),
  VITNE_NATS_PASSWORD: z.string().optional(),
  /** A file that holds the password, in place of VITNE_NATS_PASSWORD. */
  VITNE_NATS_PASSWORD_FILE: z.string().optional(),
};

/** What every process that serves alone is told by its environment. */
export const processEnvironment = {
  ...busEnvironment,
  VITNE_TOKEN_ISSUER: z.string().min(1),
  VITNE_TOKEN_AUDIENCE: z.string().default('vitne'),
  /** Where the issuer's public keys (a JSON Web Key Set) are: https, http on this machine, or file. */
  VITNE_TOKEN_KEYS: z.url(),
  /** The address to listen on; whoever asks for more than this machine says so. */
  VITNE_HOST: z.string().default('127.0.0.1'),
};
/** How e-mail gets out. */
export const mailEnvironment = {
  /** `smtp://user@host:587`, or `smtps://` for TLS from the first byte; without it, what is to be sent waits. */
  VITNE_SMTP_URL: z.union([z.literal('').transform(() => undefined), z.url({ protocol: /^smtps?$/ })]).optional(),
  /** A file that holds the password of the user in VITNE_SMTP_URL. */
  VITNE_SMTP_PASSWORD_FILE: z.string().optional(),
};
type MailEnvironment = z.infer<z.ZodObject<typeof mailEnvironment>>;

export const busEnvironmentSchema = z.object(busEnvironment);
export type BusEnvironment = z.infer<typeof busEnvironmentSchema>;
type ProcessEnvironment = z.infer<z.ZodObject<typeof processEnvironment>>;

/** The environment as the schema has it; undefined when something is missing or wrong, which has been said by then. */
export function readEnvironment<Schema extends z.ZodType>(schema: Schema): z.infer<Schema> | undefined {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))].join(', ');
  sayAndFail(`Set these environment variables as the README of service-kit says: ${names}.`, 2);
  return undefined;
}

/** Signs in on the bus. @throws {StartFailed} when nobody answers or the password is refused. */
export async function connectProcessToBus(environment: BusEnvironment): Promise<NatsConnection> {
  const { VITNE_NATS_URL: url, VITNE_NATS_USER: user, VITNE_NATS_PASSWORD_FILE: file } = environment;
  const pass = file === undefined ? environment.VITNE_NATS_PASSWORD : readText(file, 'VITNE_NATS_PASSWORD_FILE').trim();
  try {
    return await connectBus(url, { ...(user && { user }), ...(pass && { pass }) });
  } catch (cause) {
    throw new StartFailed('NATS does not let this process in: see VITNE_NATS_URL, its user and its password.', {
      cause,
    });
  }
}

/** The verifier of the tokens that the environment says whose they are. @throws {StartFailed} */
export function processTokens(environment: ProcessEnvironment): TokenVerifier {
  const keys = new URL(environment.VITNE_TOKEN_KEYS);
  const named = { issuer: environment.VITNE_TOKEN_ISSUER, audience: environment.VITNE_TOKEN_AUDIENCE };
  if (keys.protocol !== 'file:') return jwksVerifier({ ...named, jwks: keys });
  try {
    return jwksVerifier({ ...named, jwks: JSON.parse(readText(keys, 'VITNE_TOKEN_KEYS')) as JSONWebKeySet });
  } catch (cause) {
    throw new StartFailed('The file that VITNE_TOKEN_KEYS names holds no JSON Web Key Set.', { cause });
  }
}

/** The way out for e-mail that the environment names. @throws {StartFailed} when the password cannot be read. */
export function processMail({ VITNE_SMTP_URL: url, VITNE_SMTP_PASSWORD_FILE: file }: MailEnvironment): MailSender {
  if (url === undefined) return noMailSender;
  const password = file === undefined ? undefined : readText(file, 'VITNE_SMTP_PASSWORD_FILE').trim();
  return smtpMailSender({ url, ...(password !== undefined && { password }) });
}

/** Resolves with the signal that ends the process. */
export const toldToStop = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve(name));
  });

/** Why a process could not start, in one sentence for whoever operates it. */
export class StartFailed extends Error {
  override readonly name = 'StartFailed';
}

/** Runs a process to its end; what an operator can mend is one sentence, a defect keeps its trace. */
export async function runProcess(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof StartFailed)) throw error;
    sayAndFail(error.message, 1);
    // Connections that were made before the failure would keep the process alive.
    process.exit();
  }
}

function sayAndFail(sentence: string, exitCode: number): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = exitCode;
}

function readText(file: string | URL, variable: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StartFailed(`The file that ${variable} names cannot be read.`, { cause });
  }
}

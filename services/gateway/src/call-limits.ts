import rateLimit from '@fastify/rate-limit';
import { bearerOf } from '@vitne/service-kit/access';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { TokenVerifier } from '@vitne/service-kit/tokens';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

/** What one address may send within a minute, or within ten, without a valid token. */
export type CallLimits = {
  readsPerMinute: number;
  writesPerMinute: number;
  /** Requests, reports and codes, for each of which somebody gets an e-mail. */
  mailingWritesPerTenMinutes: number;
};

/** Wide enough for an office behind one address whose people all answer the banner in the same minute. */
export const usualCallLimits: CallLimits = {
  readsPerMinute: 1_200,
  writesPerMinute: 240,
  mailingWritesPerTenMinutes: 30,
};

type Kind = 'read' | 'write' | 'mailing-write';

const minuteMs = 60_000;
/** Where a stranger's call makes the platform write to somebody. */
const mailingPaths = [
  /^\/v1\/public\/[^/]+\/(requests|incidents)\b/,
  /^\/incidents\/[^/]+$/,
  /^\/identity\/[^/]+\/requests\/[^/]+\/mail$/,
];

/**
 * Limits how often an address may call what is open to everybody. Who shows a valid token is not limited, and does not count
 * for the others behind the same address. An address is an IPv4 address or an IPv6 network of 64 bits; it is kept in memory only, and
 * in no log. Each gateway counts for itself.
 */
export async function limitCalls(app: HttpApp, limits: CallLimits, tokens: TokenVerifier): Promise<void> {
  const plain = app as unknown as FastifyInstance;
  await plain.register(rateLimit, { global: false });
  const limited = (max: number, minutes: number) => plain.createRateLimit({ max, timeWindow: minutes * minuteMs });
  const limiters = {
    read: limited(limits.readsPerMinute, 1),
    write: limited(limits.writesPerMinute, 1),
    'mailing-write': limited(limits.mailingWritesPerTenMinutes, 10),
  };
  plain.addHook('onRequest', async (request, reply) => {
    if (await showsValidToken(request, tokens)) return;
    const count = await limiters[kindOf(request)](request);
    if (count.isAllowed || !count.isExceeded) return;
    reply.header('retry-after', count.ttlInSeconds);
    return sendProblem(reply, problem('too-many-calls'));
  });
}

function kindOf({ method, url }: FastifyRequest): Kind {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return 'read';
  const path = url.split('?', 1)[0] as string;
  return mailingPaths.some((pattern) => pattern.test(path)) ? 'mailing-write' : 'write';
}

async function showsValidToken(request: FastifyRequest, tokens: TokenVerifier): Promise<boolean> {
  const bearer = bearerOf(request);
  return bearer !== undefined && typeof (await tokens.verify(bearer)) !== 'string';
}

/** `10.0.0.0/8, 192.0.2.7`: addresses and networks of reverse proxies; empty means that nobody stands in front. */
export const trustedProxyListSchema = z
  .string()
  .default('')
  .transform((list) => list.split(',').flatMap((entry) => (entry.trim() === '' ? [] : [entry.trim()])))
  .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])));

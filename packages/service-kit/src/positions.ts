import { setTimeout as wait } from 'node:timers/promises';
import type { Tenant } from '@vitne/contracts/channels';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { tenantOf } from './access.ts';
import { type Problem, problem, sendProblem } from './problems.ts';

/** What the service's read models have reached. */
export type Positions = {
  /** Whether every read model has folded the event at `position`. May itself wait; then it is asked less often. */
  reached(tenant: Tenant, position: number): Promise<boolean>;
  /** The bound of one wait, 5 seconds unless said otherwise. */
  longestWaitMs?: number;
};

export const positionHeader = 'vitne-position';
const ifMatchPattern = /^"?(\d{1,15})"?$/;

/** The entity's position that the caller has seen, from `If-Match` (RFC 9110), when they sent one. */
export function expectedPositionOf(request: FastifyRequest): number | undefined {
  const digits = ifMatchPattern.exec(request.headers['if-match'] ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Refuses an `If-Match` that is no position, before anything is done. */
export function checkExpectedPositions(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const sent = request.headers['if-match'];
    if (sent === undefined || ifMatchPattern.test(sent)) return done();
    const message = `Send the number from the header ${positionHeader}, or leave the header out.`;
    const errors = [{ path: 'headers/if-match', message }];
    sendProblem(reply, problem('invalid-request', `headers/if-match: ${message}`, { errors }));
  });
}

const defaultLongestWaitMs = 5_000;
const shortestPauseMs = 5;
const longestPauseMs = 50;
const mostWaiters = 500;

/** Tells the caller the ledger position of what was written, to be sent back as `?after=` when it reads. */
export function sendPosition(reply: { header(name: string, value: string): unknown }, position: number): void {
  reply.header(positionHeader, String(position));
}

/**
 * Lets every GET route take `?after=<position>`: the handler runs when the read models have that position. The hook
 * takes the parameter away, so that a route's strict query schema need not know it.
 * @param closing ends the waiting when the service stops.
 */
export function waitForPositions(app: FastifyInstance, positions: Positions, closing: AbortSignal): void {
  const { longestWaitMs = defaultLongestWaitMs } = positions;
  let waiters = 0;
  app.addHook('preValidation', async (request, reply) => {
    const query = request.query as Record<string, unknown>;
    if (request.is404 || query['after'] === undefined || !['GET', 'HEAD'].includes(request.method)) return;
    const { after } = query;
    delete query['after'];
    const tenant = tenantOf(request);
    if (tenant === undefined)
      return sendProblem(reply, wrongAfter('This route belongs to no tenant: leave after out.'));
    if (typeof after !== 'string' || !/^\d{1,15}$/.test(after)) {
      return sendProblem(reply, wrongAfter(`Send the number from the header ${positionHeader}.`));
    }
    if (waiters >= mostWaiters) return sendProblem(reply, problem('temporarily-unavailable'));
    waiters++;
    try {
      const outcome = await waitUntil(
        () => positions.reached(tenant, Number(after)),
        AbortSignal.any([closing, request.signal, AbortSignal.timeout(longestWaitMs)]),
      );
      if (outcome === 'reached') return;
      return sendProblem(reply, problem(closing.aborted ? 'temporarily-unavailable' : 'projection-behind'));
    } finally {
      waiters--;
    }
  });
}

async function waitUntil(reached: () => Promise<boolean>, signal: AbortSignal): Promise<'reached' | 'not-reached'> {
  const given = Promise.withResolvers<'not-reached'>();
  signal.addEventListener('abort', () => given.resolve('not-reached'), { once: true });
  for (let pauseMs = shortestPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const answer = await Promise.race([reached(), given.promise]);
    if (answer === true) return 'reached';
    await wait(pauseMs, undefined, { signal }).catch(() => {});
  }
  return 'not-reached';
}

function wrongAfter(message: string): Problem {
  return problem('invalid-request', `query/after: ${message}`, { errors: [{ path: 'query/after', message }] });
}

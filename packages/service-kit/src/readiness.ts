import type { NatsConnection } from '@nats-io/nats-core';
import type { Tenant } from '@vitne/contracts/channels';
import type { RunningProjector } from '@vitne/projector/projector';
import type { ReactionStatus } from '@vitne/projector/reaction-runner';
import type { Db } from 'mongodb';
import type { Door } from './door.ts';
import type { ReadinessReport } from './http-app.ts';

/** A reaction that fails this often at one event does not mend itself; until then it may only be waiting for an engine. */
const attemptsOfAStuckReaction = 5;

/** Read models may follow while the consequences of an event stay out, which nobody would notice otherwise. */
function stuckAt(tenant: Tenant, { name, failing }: ReactionStatus): string[] {
  if (!failing || failing.attempts < attemptsOfAStuckReaction) return [];
  const { position, code, attempts } = failing;
  return [`The reaction ${name} of ${tenant} is stuck at position ${position}: ${code}, ${attempts} attempts.`];
}

/** Whether a service can do its work, and what is wrong around it. */
export async function readinessOf(
  engines: { connection: NatsConnection; db: Db },
  projectors: ReadonlyMap<Tenant, RunningProjector>,
  doors: readonly Door[],
): Promise<ReadinessReport> {
  const reasons: string[] = [];
  if (engines.connection.isClosed()) reasons.push('The connection to the message bus is closed.');
  await engines.db
    .command({ ping: 1 }, { timeoutMS: 1_000 })
    .catch(() => reasons.push('The database does not answer.'));
  await engines.connection.flush().catch(() => reasons.push('The message bus does not answer.'));
  for (const [tenant, projector] of projectors) {
    const { state, reactions } = projector.health();
    if (state === 'unavailable' || state === 'damaged') reasons.push(`The read models of ${tenant} are ${state}.`);
    reasons.push(...reactions.flatMap((reaction) => stuckAt(tenant, reaction)));
  }
  const notices = doors.flatMap((door) => door.notice() ?? []);
  return { ready: reasons.length === 0, reasons, notices };
}

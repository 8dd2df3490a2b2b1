import type { Role } from '@vitne/service-kit/caller';
import { openOrdersStream } from '@vitne/service-kit/orders-stream';
import { type Answered, runService } from '@vitne/testing/running-service';
import { statementOf } from '@vitne/testing/statement-files';
import { requestIntakeService } from '../src/service.ts';

export type { Answered } from '@vitne/testing/running-service';
export type RunningIntake = Awaited<ReturnType<typeof startIntake>>;

/** The moment that every test of the service lives in: a Saturday, the last of January. */
export const clockNow = '2026-01-31T09:00:00.000Z';

/** What staff says when it judges who asks. */
export const judgement = { identity: 'staff-judgement', ground: 'called-back', note: 'Ringte nummeret vi har.' };

type Call = { body?: unknown; key?: string; role?: Role; of?: string; as?: string };

/** The service over the real engines, with a tenant that has published Kaukus' statement and one that has none. */
export async function startIntake() {
  const run = await runService(requestIntakeService, {
    vault: 'mongo',
    now: clockNow,
    openStreams: openOrdersStream,
  });
  const { tenant } = run;
  await run.tellStatement(statementOf('kaukus', { tenant }));
  return {
    ...run,
    lastPosition: () => run.position(),
    readRequest: (id: string) => run.entity({ context: 'request-intake', entity: 'request', id }),
    /** Calls the service; without a role as somebody without a token. */
    call(method: 'GET' | 'POST', url: string, { body, key, role, of, as = 'ola' }: Call = {}): Promise<Answered> {
      const caller = role ? { role, subject: as, ...(of !== undefined && { tenant: of }) } : 'nobody';
      return run.request(caller, method, url, body, key === undefined ? {} : { 'idempotency-key': key });
    },
  };
}

import type { Recipient, Statement } from '@vitne/contracts/statement/schema';
import type { Role } from '@vitne/service-kit/caller';
import { type Answered, type RunServiceOptions, runService } from '@vitne/testing/running-service';
import { processorRegistryService } from '../src/service.ts';
import { now, statementOf } from './registry-scenarios.ts';

export type { Answered } from '@vitne/testing/running-service';
export type RunningRegistry = Awaited<ReturnType<typeof startRegistry>>;

/** What another service tells of an entity. */
type Told = { type: string; facts: object; personal?: Record<string, unknown> };
type Call = { body?: unknown; key?: string; role?: Role; of?: string };

/** The service over the real engines, with one tenant that the test publishes for and another that has nothing. */
export async function startRegistry(options: RunServiceOptions = {}) {
  const run = await runService(processorRegistryService, { vault: 'mongo', now, ...options });
  const { tenant, service, clock } = run;

  return {
    ...run,
    tell: ({ type, facts, personal = {} }: Told, id: string) => run.tell(type, id, { ...facts }, { personal }),
    /** Publishes Catacloud's statement with these recipients, and waits until the registry has followed it. */
    async publish(revision: number, recipients: Recipient[], over: Partial<Statement> = {}): Promise<void> {
      const catacloud = statementOf('catacloud');
      const statement = { ...catacloud.statement, revision };
      await run.tellStatement({ ...catacloud, tenant, statement, recipients, ...over });
      await run.settled();
    },
    /** Moves the time, and lets everything happen that has fallen due by then. */
    async comeTo(moment: string) {
      if (!clock.advanceTo(moment).ok) throw new Error('Time goes only forward.');
      await service.checkTimers();
      await run.settled();
    },
    lastPosition: () => run.position(),
    readEntity: (entity: string, id: string) => run.entity({ context: 'processor-registry', entity, id }),
    /** Calls the service; without a role as somebody without a token. A page comes back as `page`. */
    async call(method: 'GET' | 'POST', url: string, { body, key, role, of = tenant }: Call = {}): Promise<Answered> {
      const caller = role ? { role, subject: 'po-1', tenant: of } : 'nobody';
      return run.request(caller, method, url, body, key === undefined ? {} : { 'idempotency-key': key });
    },
  };
}

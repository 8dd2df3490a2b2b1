import { generateKeyPairSync } from 'node:crypto';
import type { OpenDsr } from '@vitne/contracts/statement/schema';
import { openOrdersStream } from '@vitne/service-kit/orders-stream';
import { startOpenDsrProcessor } from '@vitne/testing/open-dsr-processor';
import { runService } from '@vitne/testing/running-service';
import { statementOf } from '@vitne/testing/statement-files';
import { requestIntakeService } from '../src/service.ts';
import { clockNow, judgement } from './running-intake.ts';

export const email = 'kari.nordmann@example.no';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The service, with a system whose processor speaks OpenDSR as the test says, and that processor. */
export async function startProcessorWorld(over: (described: OpenDsr) => Partial<OpenDsr> = () => ({})) {
  const processor = await startOpenDsrProcessor(publicKey);
  const run = await runService(requestIntakeService, {
    vault: 'mongo',
    now: clockNow,
    publicOrigin: 'https://privacy.example.org',
    openStreams: openOrdersStream,
    openDsr: {
      domain: 'privacy.example.org',
      certificate: 'the certificate',
      key: privateKey,
      controllers: new Map(),
      tokens: new Map([['moteadm', 'secret-of-kaukus']]),
    },
  });
  const statement = statementOf('kaukus', { tenant: run.tenant });
  const system = statement.systems.find(({ id }) => id === 'moteadm');
  if (!system) throw new Error('The statement has another system.');
  const described = processor.described({ controllerId: 'kaukus' });
  system.openDsr = { ...described, ...over(described) };
  await run.tellStatement(statement);
  const orders: string[] = [];
  run.admin.subscribe(`orders.${run.tenant}.>`, { callback: (_error, { subject }) => void orders.push(subject) });
  await run.admin.flush();
  let asked = 0;

  async function accept(requestType: string, contact = `${asked++}.${email}`) {
    const person = { kind: 'email', value: contact };
    const body = { person, contact: { email: contact }, requestType, receivedThrough: 'email' };
    const { request, person: id } = (await run.request('staff', 'POST', '/v1/requests', body)).body as Record<
      string,
      string
    >;
    await run.request('staff', 'POST', `/v1/requests/${request}/acceptance`, judgement);
    await run.atRest();
    const sent = [...processor.requests.values()].at(-1);
    return { request: String(request), person: String(id), contact, sent, id: sent?.body.subject_request_id ?? '' };
  }
  const taskOf = async (request: string) => {
    const { body } = await run.request('staff', 'GET', `/v1/tasks?request=${request}&system=moteadm`);
    return (body['tasks'] as Record<string, unknown>[]).find(({ system: of }) => of === 'moteadm') ?? {};
  };
  const eventsOf = (id: string) => run.entity({ context: 'request-intake', entity: 'processor-request', id });
  /** The events of the one request of a task, whether the processor has heard of it or not. */
  const typesOf = async (id: string) =>
    (await eventsOf(id)).map(({ meta }) => meta.type.replace(/^processor-request\.|\.v1$/g, ''));
  async function callBack({ path, body, headers }: ReturnType<typeof processor.callback>) {
    const answer = await run.service.app.inject({ method: 'POST', url: path, payload: body, headers });
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
  }
  async function advance(hours: number): Promise<void> {
    run.clock.advanceTo(new Date(Date.parse(run.clock.now()) + hours * 3_600_000).toISOString());
    await run.atRest();
  }
  const stop = async () => {
    await run.stop();
    await processor.stop();
  };
  return { ...run, processor, orders, accept, taskOf, eventsOf, typesOf, callBack, advance, stop };
}
export type ProcessorWorld = Awaited<ReturnType<typeof startProcessorWorld>>;

/** Another processor, which nobody has told of in a statement. */
export const strangeProcessor = () => startOpenDsrProcessor(publicKey);

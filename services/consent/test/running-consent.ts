import { type Answered, type RunServiceOptions, runService, type TestCaller } from '@vitne/testing/running-service';
import { type StatementChange, type StatementName, statementText } from '@vitne/testing/statement-files';
import { expect, vi } from 'vitest';
import { consentService } from '../src/service.ts';

export { type Answered, problemCode } from '@vitne/testing/running-service';

export type RunningConsent = Awaited<ReturnType<typeof startConsent>>;

/** A number that a banner keeps in the visitor's browser. */
export const cookie = { kind: 'cookie', value: 'c-0123456789abcdef' } as const;
export const kari = { kind: 'email', value: 'kari.nordmann@example.no' } as const;

/** The consent service over the real engines; nothing is published yet. */
export async function startConsent(options: RunServiceOptions = {}) {
  const run = await runService(consentService, options);
  const { tenant, service } = run;

  const publish = async (name: StatementName, change: StatementChange = {}): Promise<Answered> => {
    const file = statementText(name, { tenant, ...change });
    const answer = await run.request('privacy-officer', 'POST', '/v1/statements', { file });
    if (answer.status < 300) await service.reached(tenant, Number(answer.body['position']));
    return answer;
  };
  const noticeHash = async (purpose: string, language = 'nb'): Promise<string> => {
    const path = `/v1/public/${tenant}/notices/${purpose}?language=${language}`;
    return String((await run.request('nobody', 'GET', path)).body['hash']);
  };
  /** What a banner sends, for the statement in force. */
  const choice = async (purpose: string, over: Record<string, unknown> = {}) => {
    const { body } = await run.request('nobody', 'GET', `/v1/public/${tenant}/statements/in-force`);
    return {
      person: cookie,
      purpose,
      statementVersion: body['version'],
      shown: {
        noticeHash: await noticeHash(purpose),
        language: 'nb',
        surface: 'cookie-banner',
        method: 'pressed-button',
      },
      ...over,
    };
  };
  const post = (caller: TestCaller, path: string, body: unknown, key?: string): Promise<Answered> =>
    run.request(caller, 'POST', path, body, key === undefined ? {} : { 'idempotency-key': key });
  /** What the service tells of a person, when it has everything up to a position. */
  const consentsOf = (person: unknown, position: unknown, caller: TestCaller = 'staff'): Promise<Answered> =>
    run.request(caller, 'GET', `/v1/people/${String(person)}/consents?after=${String(position)}`);

  /** Waits until everything that follows from the ledger up to a position has been done. */
  const followed = (position: number): Promise<void> =>
    vi.waitFor(() => expect(service.reacted(tenant)).toBeGreaterThanOrEqual(position), {
      timeout: 10_000,
      interval: 5,
    });

  return { ...run, followed, userEvent: run.publish, publish, noticeHash, choice, post, consentsOf };
}

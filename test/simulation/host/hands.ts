import { setTimeout as pause } from 'node:timers/promises';
import { headers } from '@nats-io/transport-node';
import type { Role, SimulatedPlatform } from './simulated-platform.ts';

export type HttpAnswer = { status: number; body: Record<string, unknown> };
export type BusAnswer = { seq?: number; duplicate?: boolean; code?: string };
export type Hands = ReturnType<typeof handsOf>;

const patienceMs = 120_000;
const answerWithinMs = 8_000;

/**
 * How anybody in the world reaches the platform. Whoever gets no answer says the same again, under the same id, as a real
 * system has to: after a crash nobody knows whether it was heard.
 */
export function handsOf(platform: SimulatedPlatform) {
  const counts = { told: 0, repeated: 0 };

  async function untilAnswered<Answer>(once: () => Promise<Answer | undefined>): Promise<Answer> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      counts.told += 1;
      const answer = await once().catch(() => undefined);
      if (answer !== undefined) return answer;
      if (Date.now() > deadline) throw new Error('The platform never answered.');
      counts.repeated += 1;
      await pause(150);
    }
  }

  return {
    counts,

    /** A system publishes a CloudEvent in binary mode, as a request. */
    publish: (
      tenant: string,
      event: { type: string; source: string; id: string; time: string; data: unknown },
      context = 'retention',
    ) =>
      untilAnswered<BusAnswer>(async () => {
        const { data, ...attributes } = event;
        const meta = headers();
        for (const [name, value] of Object.entries({
          specversion: '1.0',
          datacontenttype: 'application/json',
          ...attributes,
        }))
          meta.set(`ce-${name}`, value);
        const bus = await platform.bus(`system-${tenant}`);
        const subject = `inbox.${tenant}.${context}.${event.type}`;
        const message = await bus.request(subject, JSON.stringify(data), { headers: meta, timeout: answerWithinMs });
        const answer = message.json<{
          seq?: number;
          duplicate?: boolean;
          error?: { code: number };
          problem?: Problem;
        }>();
        if ((answer.error?.code ?? 0) >= 500) return undefined;
        return { ...answer, ...(answer.problem && { code: codeOf(answer.problem) }) };
      }),

    http: (
      method: 'GET' | 'POST',
      tenant: string,
      role: Role | 'anyone',
      path: string,
      { body, key }: { body?: unknown; key?: string } = {},
    ) =>
      untilAnswered<HttpAnswer>(async () => {
        const bearer = role === 'anyone' ? {} : { authorization: `Bearer ${await platform.token(tenant, role)}` };
        const response = await fetch(platform.gateway() + path, {
          method,
          headers: {
            ...bearer,
            ...(body !== undefined && { 'content-type': 'application/json' }),
            ...(key !== undefined && { 'idempotency-key': key }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(answerWithinMs),
        });
        const text = await response.text();
        if (response.status >= 500) return undefined;
        return {
          status: response.status,
          body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
        };
      }),
  };
}

type Problem = { code?: string; type?: string };
export const codeOf = ({ code, type }: Problem): string => (code ?? type ?? 'no code').replace('/problems/', '');

import type { Chance } from '../seeded-random.ts';

export const dayMs = 86_400_000;
export type TenantName = 'catacloud' | 'kaukus';
export type Identifier = { kind: 'email' | 'cookie' | 'customer-number'; value: string };

/** What somebody in the simulated world does, and when the platform hears of it. */
export type Act = {
  tenant: TenantName /** Acts of one lane come one after the other. */;
  lane: string;
  atMs: number;
} & (
  | {
      act: 'event';
      type: string;
      source: string;
      id: string;
      occurredMs: number;
      data: Record<string, unknown>;
      /** How often it is told: systems repeat themselves. */
      copies: number;
      /** What the platform has to answer when a system tells what it may not. */
      refused?: string;
    }
  | { act: 'choice'; id: string; person: Identifier; purpose: string; decision: 'given' | 'refused' | 'withdrawn' }
  | { act: 'request'; key: string; person: Identifier; requestType: string; receivedMs: number }
  | { act: 'step'; key: string; step: Step; body: Record<string, unknown> }
  | { act: 'question'; id: string; person: Identifier; purpose: string; dataCategory: string }
  | { act: 'hold'; key: string; person: Identifier; dataCategories: string[]; until?: string }
  | { act: 'lift'; key: string }
  | { act: 'disclosure'; id: string; person: Identifier; recipient: string; purpose: string; dataCategories: string[] }
  | { act: 'incident'; key: string; step: IncidentStep; body: Record<string, unknown> }
  | { act: 'package'; id: string; key: string; uses: number }
);
export type IncidentStep =
  | 'report'
  | 'detection'
  | 'awareness'
  | 'assessments'
  | 'authority-notices'
  | 'authority-notice-waiver'
  | 'closure';
export type Step = 'acknowledgement' | 'acceptance' | 'extension' | 'fulfilment' | 'refusal' | 'withdrawal';

/** One life in the world: what happens in it, put down in the order in which it is thought up. */
export type Life = {
  tenant: TenantName;
  name: string;
  chance: Chance;
  person: Identifier;
  fromMs: number;
  untilMs: number;
  acts: Act[];
};

/** Most is told at once; some late, and then perhaps after what came later; some twice or three times. */
export function tell(
  life: Life,
  type: string,
  source: string,
  occurredMs: number,
  data: Record<string, unknown>,
  more: { lane?: string; refused?: string; prompt?: boolean } = {},
): void {
  const { chance, tenant, name } = life;
  const delayMs =
    more.prompt || !chance.happens(0.15) ? 0 : chance.moment(0, chance.happens(0.2) ? 45 * dayMs : 6 * dayMs);
  const copies = chance.happens(0.08) ? chance.whole(2, 3) : 1;
  const id = `${name}-${life.acts.length}`;
  life.acts.push({
    act: 'event',
    tenant,
    lane: more.lane ?? name,
    atMs: occurredMs + delayMs,
    type,
    source,
    id,
    occurredMs,
    data,
    copies,
    ...(more.refused !== undefined && { refused: more.refused }),
  });
}

/** What a visitor's browser is known by: as long as a site demands, and nobody else's. */
export const visitorOf = (name: string) => ({ kind: 'cookie', value: `visitor-${name}-`.padEnd(24, '0') }) as const;

/** A person's event: who, and what the system calls the record. */
export const about = (life: Life, data: Record<string, unknown> = {}): Record<string, unknown> => ({
  person: [life.person],
  reference: `ref-${life.name}`,
  ...data,
});

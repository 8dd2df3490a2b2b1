import { chance } from '../seeded-random.ts';
import { type Act, dayMs, type Life, type TenantName, visitorOf } from './acts.ts';
import { fetch, hand, incidentsOf } from './breaches-and-disclosures.ts';
import { catacloudLives } from './catacloud-lives.ts';
import { kaukusLives } from './kaukus-lives.ts';
import { ask, blunder, claim, wish } from './rights-and-questions.ts';

export type WorldSize = {
  seed: string;
  people: number;
  years: number;
  /** Moments at which the clock is put forward; about what a real clock passes in a second. */
  ticks: number;
  /** How often the services are killed in the middle of their work, and an engine under them. */
  crashes: number;
};

/** What happens in the world: everything that anybody does, and the moments at which time goes on. */
export type World = {
  size: WorldSize;
  beginMs: number;
  endMs: number;
  /** By the moment at which the platform hears of it. */
  acts: readonly Act[];
  /** Moments to which the clock goes, the last one being the end. */
  ticks: readonly number[];
  /** At these ticks, the platform is killed and started again, or an engine is. */
  crashes: ReadonlyMap<number, 'platform' | 'nats' | 'mongo'>;
};

const beginMs = Date.parse('2026-01-05T08:00:00.000Z');
const kinds: Readonly<Record<TenantName, Readonly<Record<string, (life: Life) => void>>>> = {
  catacloud: catacloudLives,
  kaukus: kaukusLives,
};

/** The whole world of a seed; the same seed and size make the same world. */
export function worldOf(size: WorldSize): World {
  const own = chance(size.seed);
  const endMs = beginMs + Math.round(size.years * 365.25) * dayMs;
  const lives = Array.from({ length: size.people }, (_, number) => live(size.seed, number, endMs));
  const troubles = incidentsOf(size.seed, Math.ceil(size.people / 8), beginMs, endMs);
  const acts = [...lives.flatMap((life) => life.acts), ...troubles].filter(({ atMs }) => atMs < endMs);
  const ticks = ticksOf(size, own.of('ticks'), endMs);
  const crashes = new Map<number, 'platform' | 'nats' | 'mongo'>();
  const whom = own.of('crashes');
  for (let crash = 0; crash < size.crashes; crash++)
    crashes.set(whom.whole(2, ticks.length - 3), (['platform', 'mongo', 'nats'] as const)[crash % 3] ?? 'platform');
  return { size, beginMs, endMs, acts: acts.toSorted((one, other) => one.atMs - other.atMs), ticks, crashes };
}

/** Ticks at any minute of the day and on any day, so that both sides of midnight are met. */
function ticksOf({ ticks }: WorldSize, own: ReturnType<typeof chance>, endMs: number): number[] {
  const pace = (endMs - beginMs) / ticks;
  const moments = Array.from({ length: ticks - 1 }, (_, index) => {
    const jitter = own.moment(0, pace * 0.8);
    return Math.floor(beginMs + pace * (index + 0.2) + jitter);
  });
  return [...moments, endMs];
}

function live(seed: string, number: number, endMs: number): Life {
  const own = chance(`${seed}/person-${number}`);
  const tenant: TenantName = own.happens(0.6) ? 'catacloud' : 'kaukus';
  const kind = own.one(Object.keys(kinds[tenant]));
  const name = `${tenant}-${number}`;
  const person = { kind: 'email', value: `${name}@people.example` } as const;
  const life: Life = {
    tenant,
    name,
    chance: own.of(kind),
    person,
    fromMs: own.moment(beginMs, beginMs + (endMs - beginMs) * 0.8),
    untilMs: endMs,
    acts: [],
  };
  kinds[tenant][kind]?.(life);
  const known = kind === 'site-visitor' ? { ...life, person: visitorOf(name) } : life;
  for (const also of [ask, wish, claim, blunder, hand, fetch]) also(known);
  return life;
}

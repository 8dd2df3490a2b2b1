import type { Life } from './acts.ts';

/** A person says yes or no, or takes a yes back; the notice that was shown is looked up when it is told. */
export function choose(life: Life, purpose: string, decision: 'given' | 'refused' | 'withdrawn', atMs: number): void {
  const { tenant, name, person } = life;
  const id = `${name}-choice-${life.acts.length}`;
  life.acts.push({ act: 'choice', tenant, lane: name, atMs, id, person, purpose, decision });
}

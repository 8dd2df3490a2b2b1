import type { WorldSize } from './world/world.ts';

const small: WorldSize = { seed: '7', people: 110, years: 10, ticks: 60, crashes: 3 };
const full: WorldSize = { seed: '7', people: 3_000, years: 10, ticks: 400, crashes: 12 };

/** The size that the environment asks for: `VITNE_SIMULATION=full`, and a seed, people or ticks of one's own. */
export function sizeFromEnvironment(environment: NodeJS.ProcessEnv = process.env): WorldSize {
  const size = environment['VITNE_SIMULATION'] === 'full' ? full : small;
  const whole = (name: string, otherwise: number) => Number(environment[name] ?? otherwise);
  return {
    ...size,
    seed: environment['VITNE_SIMULATION_SEED'] ?? size.seed,
    people: whole('VITNE_SIMULATION_PEOPLE', size.people),
    ticks: whole('VITNE_SIMULATION_TICKS', size.ticks),
    crashes: whole('VITNE_SIMULATION_CRASHES', size.crashes),
  };
}

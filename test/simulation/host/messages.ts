/** What the simulation asks of the platform's process, which is nothing that a person or a system could ask. */
export type ToPlatform =
  | { ask: 'steer'; number: number; to: string }
  | { ask: 'end-engine'; engine: 'nats' | 'mongo' }
  | { ask: 'stop' };

export type FromPlatform =
  | { say: 'ready' }
  | { say: 'steered'; number: number; ok: boolean; fired: number }
  | { say: 'failed'; sentence: string };

import { freezeNewSamples } from './history.ts';

/** `node packages/contracts/test/freeze-history.ts`, once, after a sample for a new event type was written. */
const added = freezeNewSamples();
process.stdout.write(`${added.length} samples frozen${added.length > 0 ? `: ${added.join(', ')}` : ''}\n`);

import { IdsBefore } from '../src/ids-before.ts';

/** Gives a hundred thousand ids of which a thousand fit into memory, then stays where it is if that is asked. */
const ids = new IdsBefore({ causeUnknown: () => undefined, repeated: () => undefined }, 1_000);
try {
  for (let number = 1; number <= 100_000; number += 1) ids.id(`e-${number}`, number);
  if (process.argv.includes('wait')) {
    console.log('on the disk');
    setInterval(() => undefined, 60_000);
  } else for await (const _ of ids.settle());
} catch (error) {
  console.log(String(error));
}

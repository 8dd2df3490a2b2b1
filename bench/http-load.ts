import autocannon from 'autocannon';

/** A round of load: exactly `amount` choices, sent by 32 connections that each wait for their answer. */
export type Load = {
  url: string;
  token: string;
  amount: number;
  /** Number of the first choice; choice n is of person n, or of person n modulo `people` where that is given. */
  first: number;
  people?: number;
  choice: { purpose: string; statementVersion: string; shown: object };
};
export type LoadResult = {
  answered: number;
  refused: number;
  perSecond: number;
  medianMs: number;
  slowestHundredthMs: number;
  /** Share of the time that the process of the load computed. */
  busy: number;
};

const connections = 32;

async function run({ url, token, amount, first, people = Infinity, choice }: Load): Promise<LoadResult> {
  let next = first;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const startMs = performance.now();
  const cpu = process.cpuUsage();
  const result = await autocannon({
    url,
    connections,
    amount,
    timeout: 30,
    requests: [
      {
        method: 'POST',
        setupRequest: (request) => {
          const number = next++;
          // A person who chooses again chooses otherwise, so that every answer stands for an event.
          const decision = people !== Infinity && Math.floor(number / people) % 2 === 1 ? 'refused' : 'given';
          const person = { kind: 'customer-number', value: `bench-${people === Infinity ? number : number % people}` };
          return { ...request, headers, body: JSON.stringify({ ...choice, person, decision }) };
        },
      },
    ],
  });
  const tookMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(cpu);
  return {
    answered: result['2xx'],
    refused: result.non2xx + result.errors,
    perSecond: (result['2xx'] / tookMs) * 1_000,
    medianMs: result.latency.p50,
    slowestHundredthMs: result.latency.p99,
    busy: (user + system) / 1_000 / tookMs,
  };
}

// Load has a process of its own, so that it takes none of the time of the one thread that answers.
process.on('message', (load: Load) => void run(load).then((result) => process.send?.(result)));

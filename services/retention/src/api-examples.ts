import type { ApiExamples } from '@vitne/service-kit/api-examples';
import type { PublishedStatement } from '@vitne/service-kit/statement-in-force';

const identifier = { kind: 'email', value: 'someone@example.org' } as const;
const yearsShown = 3;

/** One example for each operation, with the data categories and systems of the statement in force. */
export function retentionExamples({ statement, published }: PublishedStatement): ApiExamples {
  const from = published.slice(0, 10);
  const to = `${Number(from.slice(0, 4)) + yearsShown}-12-31`;
  const dataCategories = statement.dataCategories.slice(0, 1).map(({ id }) => id);
  return {
    'POST /v1/people/lookup': { body: { identifier } },
    'GET /v1/disposal-calendar': { parameters: { from, to } },
    'POST /v1/disposals/{disposal}/confirmations': {
      body: { system: statement.systems[0]?.id, method: 'erased', evidence: '1 record, job 2041' },
    },
    'POST /v1/disposals/{disposal}/failures': {
      body: { system: statement.systems[0]?.id, reason: 'data-locked', detail: 'ticket 4711' },
    },
    'POST /v1/legal-holds': {
      body: { person: identifier, dataCategories, ground: 'legal-claim', reference: 'claim-2026-014' },
    },
  };
}

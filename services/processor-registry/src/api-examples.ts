import type { Statement } from '@vitne/contracts/statement/schema';
import type { ApiExamples } from '@vitne/service-kit/api-examples';
import type { PublishedStatement } from '@vitne/service-kit/statement-in-force';

const person = { kind: 'email', value: 'someone@example.org' } as const;
const subProcessor = 'example-hosting';

/** One example for each operation, with the recipients and the purposes of the statement in force. */
export function registryExamples({ statement, published }: PublishedStatement): ApiExamples {
  return {
    ...partnerExample(statement),
    ...disclosureExample(statement),
    ...agreementExamples(statement, published.slice(0, 10)),
    'POST /v1/ledger-exports': { body: { audit: '4f1c2b7a9d3e5f608172635445362718', encrypted: true } },
    'POST /v1/source-notices/{notice}/given': { body: { how: 'email' } },
    'POST /v1/recipient-notifications/{notification}/told': { body: { how: 'email' } },
    'POST /v1/recipient-notifications/{notification}/acknowledgement': { body: { evidence: 'mail 2026-014' } },
    'POST /v1/recipient-notifications/{notification}/impossible': {
      body: {
        ground: 'disproportionate',
        reasons: 'The recipient was dissolved, and nobody has taken over its archive.',
      },
    },
  };
}

function partnerExample({ sharing, purposes }: Statement): ApiExamples {
  const shared = purposes.find(({ id }) => id === sharing.consentPurpose);
  if (!shared) return {};
  const { id, dataCategories } = shared;
  const recipient = 'example-partner';
  const named = { recipient, name: 'Example Partner AS', kind: 'third-party', locations: ['NO'] };
  return {
    'POST /v1/recipients': { body: { ...named, dataCategories: dataCategories.slice(0, 1), purposes: [id] } },
    'POST /v1/recipients/{recipient}/removal': {
      parameters: { recipient },
      body: { reason: 'The cooperation has ended.' },
    },
  };
}

function disclosureExample({ recipients }: Statement): ApiExamples {
  const [first] = recipients;
  if (!first) return {};
  const asked = {
    person,
    recipient: first.id,
    purpose: first.purposes[0],
    dataCategories: first.dataCategories.slice(0, 1),
  };
  const authorityOrder = {
    demandedBy: 'court-order',
    reference: '26-014532TVI',
    legalGround: 'Straffeprosessloven § 210',
  };
  return {
    'POST /v1/disclosures': { body: { ...asked, ...(first.kind === 'public-authority' && { authorityOrder }) } },
  };
}

function agreementExamples({ recipients }: Statement, signed: string): ApiExamples {
  const recipient = recipients.find(({ kind }) => kind === 'processor')?.id;
  if (recipient === undefined) return {};
  const agreement = 'dpa-1';
  const change = { parameters: { recipient, subProcessor } };
  const changes = '/v1/recipients/{recipient}/sub-processor-changes';
  return {
    'POST /v1/recipients/{recipient}/agreements': {
      parameters: { recipient },
      body: { agreement, signed, subProcessorNotice: 'P30D' },
    },
    'POST /v1/recipients/{recipient}/agreements/{agreement}/end': {
      parameters: { recipient, agreement },
      body: { reason: 'Another processor has taken over.' },
    },
    [`POST ${changes}`]: {
      parameters: { recipient },
      body: {
        subProcessor,
        name: 'Example Hosting GmbH',
        services: [{ nb: 'Drift', en: 'Hosting' }],
        locations: ['DE'],
      },
    },
    [`POST ${changes}/{subProcessor}/objection`]: {
      ...change,
      body: { reason: 'Its security measures are not described.' },
    },
    [`POST ${changes}/{subProcessor}/acceptance`]: { ...change, body: {} },
  };
}

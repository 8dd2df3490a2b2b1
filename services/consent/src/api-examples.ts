import { fideslangOf } from '@vitne/contracts/interop/fideslang';
import { yamlText } from '@vitne/contracts/interop/yaml-text';
import { noticeOf } from '@vitne/contracts/statement/notice';
import type { Purpose, Statement } from '@vitne/contracts/statement/schema';
import type { ApiExamples } from '@vitne/service-kit/api-examples';
import type { PublishedStatement } from '@vitne/service-kit/statement-in-force';

const person = { kind: 'email', value: 'someone@example.org' } as const;
const visitor = { kind: 'cookie', value: 'visitor-0123456789abcdef' } as const;
const company = { kind: 'company', value: '910 000 004' } as const;
const language = 'nb';

/** The beginning of a statement file, which is enough to see what a check finds. */
const beginning = (tenant: string) =>
  [
    'vitne: 1',
    `tenant: ${tenant}`,
    'statement:',
    '  version: 2',
    '  revision: 0',
    '  updated: 2026-01-15',
    `  url: https://example.org/${tenant}`,
    '',
  ].join('\n');

/** One example for each operation, computed from the statement in force: its purposes, its version, its notices' hashes. */
export async function consentExamples({ statement, version, published }: PublishedStatement): Promise<ApiExamples> {
  const { tenant } = statement;
  const file = { file: beginning(tenant) };
  const versioned = { parameters: { version } };
  return {
    'POST /v1/statements': { body: file },
    'POST /v1/statements/check': { body: file },
    'POST /v1/statements/drafts/fideslang': { body: { file: yamlText(fideslangOf(statement)) } },
    'GET /v1/public/{tenant}/statements/{version}': versioned,
    'GET /v1/public/{tenant}/statements/{version}/dpv.jsonld': versioned,
    'GET /v1/public/{tenant}/statements/{version}/fideslang.yml': versioned,
    'GET /statements/{tenant}/{version}': versioned,
    'GET /statements/{tenant}/{version}/changes': versioned,
    ...(await choicesOfPeople(statement, version)),
    ...(await choicesAtTheBanner(statement, version)),
    ...(await choicesOfCompanies(statement, version)),
    ...marketingOnASale(statement, published),
    'POST /v1/people/merges': { body: { visitor, person } },
    'POST /v1/announcements/{announcement}/deliveries': { body: { person, how: 'letter' } },
  };
}

async function choicesOfPeople(statement: Statement, version: string): Promise<ApiExamples> {
  const asked = asks(statement, ({ consent, cookieCategory }) => consent?.level === 'person' && !cookieCategory);
  if (!asked) return {};
  const { id: purpose, dataCategories } = asked;
  const shown = { noticeHash: await hashOf(statement, asked), language, surface: 'web-form', method: 'ticked-box' };
  return {
    'GET /v1/public/{tenant}/notices/{purpose}': { parameters: { purpose, language } },
    'POST /v1/consents': { body: { decision: 'given', person, purpose, statementVersion: version, shown } },
    'POST /v1/consents/withdrawals': { body: { person, purpose, surface: 'web-form' } },
    'POST /v1/consents/revocations': { body: { person, purpose, reason: 'recorded-by-mistake' } },
    'POST /v1/consents/questions': { body: { person, purposes: [purpose] } },
    'POST /v1/decisions': { body: { person, purpose, dataCategory: dataCategories[0] } },
  };
}

async function choicesAtTheBanner(statement: Statement, version: string): Promise<ApiExamples> {
  const asked = asks(statement, ({ consent, cookieCategory }) => consent?.level === 'person' && !!cookieCategory);
  if (!asked?.cookieCategory) return {};
  const { id: purpose, cookieCategory: category } = asked;
  const how = { language, surface: 'cookie-banner', method: 'pressed-button' };
  const noticeHash = await hashOf(statement, asked);
  const together = statement.purposes.filter((one) => one.consent && one.cookieCategory === category);
  const noticeHashes = Object.fromEntries(
    await Promise.all(together.map(async (one) => [one.id, await hashOf(statement, one)] as const)),
  );
  const choice = { decision: 'given', statementVersion: version };
  const choiceOfCategory = { ...choice, category, shown: how, noticeHashes };
  const withdrawal = { surface: 'cookie-banner' };
  return {
    'POST /v1/public/{tenant}/consents': {
      body: { ...choice, person: visitor, purpose, shown: { noticeHash, ...how } },
    },
    'POST /v1/public/{tenant}/consents/withdrawals': { body: { person: visitor, purpose, ...withdrawal } },
    'POST /v1/public/{tenant}/consents/questions': { body: { person: visitor } },
    'POST /v1/public/{tenant}/consents/receipts': { body: { person: visitor } },
    'POST /v1/consents/cookie-categories': { body: { ...choiceOfCategory, person: visitor } },
    'POST /v1/consents/cookie-categories/withdrawals': { body: { person: visitor, category, ...withdrawal } },
    'POST /v1/public/{tenant}/consents/cookie-categories': { body: { ...choiceOfCategory, person: visitor } },
    'POST /v1/public/{tenant}/consents/cookie-categories/withdrawals': {
      body: { person: visitor, category, ...withdrawal },
    },
  };
}

async function choicesOfCompanies(statement: Statement, version: string): Promise<ApiExamples> {
  const asked = asks(statement, ({ consent }) => consent?.level === 'person-and-company');
  if (!asked) return {};
  const about = { company, representative: person, purpose: asked.id };
  const shown = {
    noticeHash: await hashOf(statement, asked),
    language,
    surface: 'in-product',
    method: 'pressed-button',
  };
  return {
    'POST /v1/company-consents': { body: { ...about, statementVersion: version, shown } },
    'POST /v1/company-consents/withdrawals': { body: about },
  };
}

function marketingOnASale(statement: Statement, published: string): ApiExamples {
  const purpose = statement.purposes.find(({ directMarketing }) => directMarketing)?.id;
  if (purpose === undefined) return {};
  const customer = { kind: 'customer-number', value: '10042' };
  const sale = { reference: 'order-1', sold: published };
  return {
    'POST /v1/soft-opt-ins': {
      body: { person: customer, purpose, sale, products: 'own-similar', optOutOffered: true },
    },
    'POST /v1/soft-opt-ins/opt-outs': { body: { person: customer, purpose } },
  };
}

const asks = ({ purposes }: Statement, fits: (purpose: Purpose) => boolean): Purpose | undefined => purposes.find(fits);

const hashOf = async (statement: Statement, { id }: Purpose): Promise<string | undefined> =>
  (await noticeOf(statement, id, language))?.hash;

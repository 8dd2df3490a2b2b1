import { Temporal } from 'temporal-polyfill';
import type { Basis, Purpose, Recipient, Statement, System } from '../statement/schema.ts';
import { cookieLifeOf, nameIn, recipientById, retentionRulesFor } from '../statement/statement-index.ts';
import {
  FIDES_BASES,
  type FidesDeclaration,
  type FideslangFile,
  type FidesSystem,
  fideslangShape,
} from './fideslang-shape.ts';

/**
 * A statement as a fideslang manifest: each system with what it does with which data, the recipients as systems of their own,
 * and the attributes as datasets. Lost on the way: from when a retention is counted, consent questions, one of the two languages,
 * and promises; an import marks them as unspecified.
 */
export function fideslangOf(statement: Statement): FideslangFile {
  const { tenant, controller } = statement;
  const parent = categoryKey(statement);
  return fideslangShape.parse({
    organization: [
      {
        fides_key: tenant,
        name: controller.name,
        controller: { name: controller.name, address: controller.address ?? '', email: controller.email, phone: '' },
      },
    ],
    data_category: [
      { fides_key: parent, name: controller.name, parent_key: 'user', organization_fides_key: tenant },
      ...statement.dataCategories.map(({ id, name }) => ({
        fides_key: categoryKey(statement, id),
        name: name.en,
        parent_key: parent,
        organization_fides_key: tenant,
      })),
    ],
    data_subject: statement.populations.map(({ id, name }) => ({
      fides_key: id,
      name: name.en,
      organization_fides_key: tenant,
    })),
    data_use: statement.purposes.map((purpose) => ({
      fides_key: useKey(purpose),
      name: purpose.name.en,
      ...(useOf(purpose) !== undefined && { parent_key: useOf(purpose) }),
      organization_fides_key: tenant,
    })),
    dataset: statement.systems.map((system) => datasetOf(statement, system)),
    system: [
      ...statement.systems.map((system) => systemOf(statement, system)),
      ...statement.recipients.map((recipient) => recipientSystem(statement, recipient)),
    ],
  });
}

const categoryKey = (statement: Statement, id?: string): string =>
  ['user', statement.tenant, ...(id === undefined ? [] : [id])].join('.');

/** Fideslang's own uses that mean what a term of the DPV means; a purpose of ours becomes a child of it. */
const uses: Readonly<Record<string, string>> = {
  'dpv:DirectMarketing': 'marketing.communications',
  'dpv:TargetedAdvertising': 'marketing.advertising',
  'dpv:Personalisation': 'personalize',
  'dpv:ServiceUsageAnalytics': 'analytics',
  'dpv:EnforceSecurity': 'essential.service.security',
  'dpv:FraudPreventionAndDetection': 'essential.fraud_detection',
  'dpv:LegalCompliance': 'essential.legal_obligation',
  'dpv:PaymentManagement': 'essential.service.payment_processing',
  'dpv:CommunicationForCustomerCare': 'essential.service.operations.support',
  'dpv:RequestedServiceProvision': 'essential.service',
  'dpv:SellDataToThirdParties': 'third_party_sharing',
};
const useOf = (purpose: Purpose): string | undefined => uses[purpose.term];
const useKey = (purpose: Purpose): string =>
  [useOf(purpose), purpose.id].filter((part) => part !== undefined).join('.');

function datasetOf(statement: Statement, system: System) {
  return {
    fides_key: datasetKey(system),
    organization_fides_key: statement.tenant,
    name: system.name.en,
    collections: statement.dataCategories
      .filter(({ id }) => system.holds.includes(id))
      .map(({ id, attributes }) => ({
        name: id,
        fields: attributes.map((attribute) => ({
          name: attribute.id,
          description: attribute.name.en,
          data_categories: [categoryKey(statement, id)],
        })),
      })),
  };
}

const datasetKey = ({ id }: System): string => `${id}.data`;

function systemOf(statement: Statement, system: System) {
  const { controller, cookies, contacts, transfers } = statement;
  const declared = statement.purposes.filter(({ dataCategories }) =>
    dataCategories.some((id) => system.holds.includes(id)),
  );
  const reached = statement.recipients.filter(({ id }) => declared.some(({ recipients }) => recipients.includes(id)));
  const readsDevice = declared.some(({ cookieCategory }) => cookieCategory !== undefined);
  const lives = cookies.table.map((cookie) => secondsOf(cookieLifeOf(cookie)));
  const dpo =
    contacts.find(({ role }) => role === 'data-protection-officer') ?? contacts.find(({ role }) => role === 'privacy');
  return {
    fides_key: system.id,
    organization_fides_key: statement.tenant,
    name: system.name.en,
    system_type: 'Application',
    responsibility: [...new Set(declared.map(({ role }) => (role === 'controller' ? 'Controller' : 'Processor')))],
    legal_name: controller.name,
    ...(controller.address !== undefined && { legal_address: controller.address }),
    ...(dpo && { dpo: dpo.email }),
    privacy_policy: statement.statement.url,
    does_international_transfers: !transfers.onlyInEea && reached.some(({ transfer }) => transfer !== undefined),
    legal_basis_for_transfers: [...new Set(reached.flatMap(({ transfer }) => transfer?.instrument ?? []))],
    uses_cookies: readsDevice && cookies.table.length > 0,
    ...(readsDevice && lives.length > 0 && { cookie_max_age_seconds: Math.max(...lives) }),
    dataset_references: [datasetKey(system)],
    egress: reached.map((recipient) => ({
      fides_key: recipient.id,
      type: 'system',
      data_categories: recipient.dataCategories
        .filter((id) => system.holds.includes(id))
        .map((id) => categoryKey(statement, id)),
    })),
    privacy_declarations: declared.flatMap((purpose) =>
      purpose.bases.flatMap((basis) => declarationOf(statement, system, purpose, basis)),
    ),
  };
}

function declarationOf(
  statement: Statement,
  system: System,
  purpose: Purpose,
  basis: Basis,
): (Omit<FidesDeclaration, 'name'> & { name: string })[] {
  const categories = (basis.appliesTo.dataCategories ?? purpose.dataCategories).filter((id) =>
    system.holds.includes(id),
  );
  if (categories.length === 0) return [];
  const { populations } = basis.appliesTo;
  const rules = categories.flatMap((category) =>
    populations.flatMap((population) => retentionRulesFor(statement, category, population, purpose.id)),
  );
  const others = purpose.recipients.flatMap((id) => recipientById(statement, id) ?? []).filter(isThirdParty);
  return [
    {
      name: purpose.name.en,
      data_use: useKey(purpose),
      data_categories: categories.map((id) => categoryKey(statement, id)),
      data_subjects: populations,
      legal_basis_for_processing: FIDES_BASES[basis.article as keyof typeof FIDES_BASES] ?? null,
      retention_period: [...new Set(rules.map(({ keep }) => keep.atMost))].join(', ') || null,
      data_shared_with_third_parties: others.length > 0,
      third_parties: others.map((other) => nameIn(other, 'en')).join(', ') || null,
      shared_categories: [
        ...new Set(others.flatMap(({ dataCategories }) => dataCategories.filter((id) => categories.includes(id)))),
      ].map((id) => categoryKey(statement, id)),
    },
  ];
}

const isThirdParty = ({ kind }: Recipient): boolean => kind === 'third-party' || kind === 'public-authority';

const responsibility = {
  processor: ['Processor'],
  'sub-processor': ['Sub-Processor'],
  'public-authority': [],
  'third-party': [],
};

function recipientSystem(statement: Statement, recipient: Recipient): Partial<FidesSystem> {
  return {
    fides_key: recipient.id,
    organization_fides_key: statement.tenant,
    name: nameIn(recipient, 'en'),
    system_type: 'Third Party',
    responsibility: responsibility[recipient.kind] as FidesSystem['responsibility'],
    legal_name: nameIn(recipient, 'en'),
    does_international_transfers: recipient.transfer !== undefined,
    legal_basis_for_transfers: recipient.transfer ? [recipient.transfer.instrument] : [],
    privacy_declarations: [],
  };
}

/** A life as browsers count it; a session has none. */
function secondsOf(life: string): number {
  if (life === 'session') return 0;
  return Temporal.Duration.from(life).total({ unit: 'seconds', relativeTo: '2023-01-01' });
}

import type { Tenant } from '@vitne/contracts/channels';
import { choiceKey } from '@vitne/contracts/decisions/choice';
import { type ChoiceEvent, foldChoice, noChoices } from '@vitne/contracts/decisions/standing-choices';
import {
  type AccessPackage,
  accessPackageFormat,
  type HeldData,
  type PortabilityPackage,
  portabilityPackageFormat,
} from '@vitne/contracts/interop/access-package';
import type { Statement } from '@vitne/contracts/statement/schema';
import { recipientNameOf } from '@vitne/contracts/statement/statement-index';
import { findDocuments } from '@vitne/projector/documents';
import { publicOriginSchema } from '@vitne/service-kit/public-origin';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { PublishedStatement } from '@vitne/service-kit/statement-in-force';
import type { PackageDocument } from '../projections/packages.ts';
import { type TaskDocument, tasksProjection } from '../projections/tasks.ts';
import { heldData } from './held-data.ts';
import {
  consentHistory,
  consultationsMade,
  disclosuresDenied,
  disclosuresMade,
  filesTaken,
  holdingsNow,
  recipientsConcerned,
  recipientsTold,
  requestsMade,
  usesAsked,
} from './ledger-facts.ts';
import { personInLedger } from './person-in-ledger.ts';
import { portableData } from './portable-data.ts';
import { type KnownSources, knownSources, sourcesOfCategories } from './where-from.ts';

/** A package in both formats; the page for people is made from them. */
export type MadePackage = {
  statement: Statement;
  /** Whether only what may be taken along was asked for (Art. 20). */
  onlyPortable: boolean;
  access: AccessPackage;
  portability: PortabilityPackage;
};

/**
 * Opens a package: what stood in the ledger when it was put together, and what the systems delivered. It is made anew each
 * time and kept nowhere, so that what is erased meanwhile is in no copy of ours.
 * @throws {Error} when the statement of its time is not in the read models.
 */
export async function makePackage(
  context: ServiceContext,
  tenant: Tenant,
  document: PackageDocument,
): Promise<MadePackage> {
  const published = await statementOf(context, tenant, document);
  const { statement } = published;
  const [ledger, tasks] = await Promise.all([
    personInLedger(context, tenant, document.person, document.upTo),
    tasksOf(context, tenant, document.request),
  ]);
  const deliveries = tasks.flatMap(({ system, delivered }) =>
    delivered && document.contents.includes(delivered.content) ? [{ system, content: delivered.content }] : [],
  );
  const known = await knownSources(context, tenant, statement, ledger.data);
  const { data, omitted } = await heldData(context, tenant, known, { deliveries, ledger });
  const common = commonParts(context, tenant, document, statement);
  const disclosures = disclosuresMade(known, ledger.disclosures);
  const purposes = purposesOf(statement, data);
  const own = ledger.consents.filter(({ meta }) => meta.entity === document.person);
  const { complaints, automatedDecisions, transfers } = statement;
  return {
    statement,
    onlyPortable: document.requestType === 'portability',
    access: {
      format: accessPackageFormat,
      ...common('access-package'),
      upTo: document.upTo,
      statement: {
        version: published.version,
        updated: statement.statement.updated,
        url: statement.statement.url,
      },
      answers: tasks.map((task) => answerOf(statement, task, document)),
      data,
      omitted,
      purposes,
      recipients: recipientsConcerned(statement, purposes, disclosures),
      disclosures,
      disclosuresDenied: disclosuresDenied(known, ledger.disclosures),
      consultations: consultationsMade(known, ledger.consultations),
      filesTaken: filesTaken(known, ledger.downloads),
      recipientsTold: recipientsTold(known, ledger.told),
      retention: retentionOf(known, data, holdingsNow(known, ledger.data)),
      rights: statement.requests.rights,
      ...(complaints && {
        complaint: {
          authority: complaints.authority.name,
          website: complaints.authority.website,
          contactFirst: complaints.contactFirst,
        },
      }),
      sources: sourcesOf(known, data),
      automatedDecisions,
      transfers: { onlyInEea: transfers.onlyInEea, principle: transfers.principle },
      consents: consentHistory(known, ledger.consents),
      requests: requestsMade(known, ledger),
      uses: usesAsked(known, ledger.consents),
    },
    portability: {
      format: portabilityPackageFormat,
      ...common('portability-package'),
      data: portableData(statement, data, consented(statement, own as unknown as ChoiceEvent[])),
    },
  };
}

async function statementOf(
  { statements }: ServiceContext,
  tenant: Tenant,
  { statementVersion }: PackageDocument,
): Promise<PublishedStatement> {
  const found =
    statementVersion === undefined
      ? await statements.inForce(tenant)
      : await statements.version(tenant, statementVersion);
  if (!found) throw new Error('The statement that a package was made under is not in the read models.');
  return found;
}

const mostTasks = 400;

async function tasksOf({ db }: ServiceContext, tenant: Tenant, request: string): Promise<TaskDocument[]> {
  const filter = { request, kind: 'collect-data' as const };
  return (await findDocuments(db, tenant, tasksProjection, filter, { sort: { due: 1 }, limit: mostTasks })).documents;
}

function commonParts(
  context: ServiceContext,
  tenant: Tenant,
  document: PackageDocument,
  { controller, contacts }: Statement,
) {
  const origin = context.publicOrigin?.() ?? publicOriginSchema.parse(undefined);
  const { name, registrationNumber, country, website, email } = controller;
  const role = (wanted: string) => contacts.find((contact) => contact.role === wanted)?.email;
  const contact = role('data-protection-officer') ?? role('privacy') ?? email;
  return (schema: string) => ({
    schema: `${origin}/v1/public/${tenant}/schemas/${schema}`,
    package: document.package,
    request: document.request,
    made: document.assembled,
    controller: {
      name,
      ...(registrationNumber !== undefined && { registrationNumber }),
      country,
      website,
      email,
      contact,
    },
  });
}

/** What was answered before the package was made counts; who said only that it could not has failed. */
function answerOf(
  statement: Statement,
  { system: id, processor, completed, delivered, failure }: TaskDocument,
  { contents }: PackageDocument,
): AccessPackage['answers'][number] {
  const name = statement.systems.find((one) => one.id === id)?.name ?? { nb: id, en: id };
  const by = processor !== undefined && { processor: recipientNameOf(statement, processor, 'en') };
  const isIn = completed && (!delivered || contents.includes(delivered.content));
  if (isIn) return { id, name, ...by, outcome: completed.outcome, at: completed.at };
  if (failure) return { id, name, ...by, outcome: 'failed', at: failure.at };
  return { id, name, ...by, outcome: 'not-answered' };
}

/** The purposes for which data of the person is used; all that the statement has where none of it is known. */
function purposesOf({ purposes }: Statement, data: readonly HeldData[]): AccessPackage['purposes'] {
  const held = new Set(data.map(({ dataCategory }) => dataCategory.id));
  return purposes
    .filter(({ dataCategories }) => held.size === 0 || dataCategories.some((category) => held.has(category)))
    .map(({ id, name, bases, dataCategories, recipients }) => ({
      id,
      name,
      bases: bases.map(({ article, interest, law }) => ({
        article,
        ...(interest && { interest }),
        ...(law !== undefined && { law }),
      })),
      dataCategories,
      recipients,
    }));
}

/** Where no date is reckoned yet, the rules by which one will be (Art. 15(1)(d)). */
function retentionOf(
  known: KnownSources,
  data: readonly HeldData[],
  holdings: AccessPackage['retention'],
): AccessPackage['retention'] {
  if (holdings.length > 0) return holdings;
  const held = new Set(data.map(({ dataCategory }) => dataCategory.id));
  return known.statement.retention
    .filter(({ dataCategories }) => dataCategories.some((category) => held.has(category)))
    .map(({ id, after, dataCategories, systems }) => {
      const sources = sourcesOfCategories(known, dataCategories, systems);
      return { rule: id, says: after, dataCategories, systems, sources };
    });
}

/** Every source that a piece of the data names: the statement's as the statement has them, and the others beside. */
function sourcesOf({ statement }: KnownSources, data: readonly HeldData[]): AccessPackage['sources'] {
  const found = new Map<string, AccessPackage['sources'][number]>();
  for (const { dataCategory, sources } of data) {
    for (const { id, name, kind } of sources) {
      const stated = statement.sources.find((one) => one.id === id);
      const key = stated ? id : JSON.stringify([id, name.en]);
      const from = stated?.provenance && { from: stated.provenance.name };
      const before = found.get(key) ?? { id, name, kind, dataCategories: stated?.dataCategories ?? [], ...from };
      const dataCategories = [...new Set([...before.dataCategories, dataCategory.id])];
      found.set(key, { ...before, dataCategories });
    }
  }
  return [...found.values()];
}

/** The purposes that the person has said yes to, and not no since. */
function consented({ purposes }: Statement, events: readonly ChoiceEvent[]): ReadonlySet<string> {
  const { standing } = events.reduce(foldChoice, noChoices());
  const yes = purposes.filter(({ id }) => standing[choiceKey({ purpose: id })]?.status === 'given');
  return new Set(yes.map(({ id }) => id));
}

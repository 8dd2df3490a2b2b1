import type { Basis, Purpose, Statement } from '../statement/schema.ts';
import {
  basesFor,
  dataCategoryById,
  isStrictlyNecessary,
  purposeById,
  purposesOfCookieCategory,
} from '../statement/statement-index.ts';
import { consentsNeeded } from './consents-needed.ts';
import type { DecisionFacts, Question } from './decision-facts.ts';
import type { GroundCode, ReasonCode } from './decision-reasons.ts';
import { against, all, type Finding, inFavour } from './finding.ts';
import { goneAt, hasObjected, hasObjectedToMarketing, isRestricted } from './person-facts.ts';
import { givingTo } from './recipient-check.ts';

export type Decision = {
  decision: 'allow' | 'deny';
  /** The grounds of a yes, or everything that stands against a no. */
  reasons: ReasonCode[];
  /** The version that it was decided under; absent when none was published. */
  statementVersion?: string;
};

/**
 * Whether data may be used (Art. 5(1), 6). Whatever is not known is a no, and a no tells everything that stands in the
 * way. Where bases overlap and one of them is consent, consent is needed; what reads from the device and what is direct
 * marketing needs consent whatever basis the statement names.
 */
export function decide(question: Question, facts: DecisionFacts): Decision {
  const inForce = facts.statements.at(-1);
  if (!inForce) return { decision: 'deny', reasons: ['no-statement'] };
  const { statement, version } = inForce;
  const { obstacles, grounds } = all([
    ofNames(question, statement),
    ofUse(question, facts, statement),
    ofPerson(question, facts),
    ofRemainder(question, facts, statement),
    question.recipient === undefined ? all([]) : givingTo(question.recipient, question, facts, statement),
  ]);
  if (obstacles.length > 0) return { decision: 'deny', reasons: obstacles, statementVersion: version };
  if (!grounds.some(isBasis)) return { decision: 'deny', reasons: ['no-basis'], statementVersion: version };
  return { decision: 'allow', reasons: grounds, statementVersion: version };
}

function ofNames({ purpose, dataCategory, population }: Question, statement: Statement): Finding {
  return all([
    against('unknown-purpose', purposeById(statement, purpose) === undefined),
    against('unknown-data-category', dataCategoryById(statement, dataCategory) === undefined),
    against(
      'unknown-population',
      population !== undefined && !statement.populations.some(({ id }) => id === population),
    ),
  ]);
}

function ofPerson({ dataCategory }: Question, { file, at }: DecisionFacts): Finding {
  const gone = goneAt(file, dataCategory, at);
  return all([against('restriction', isRestricted(file)), gone ? against(gone) : all([])]);
}

/** What a law keeps after an erasure is there for that law: only a purpose that rests on a duty alone may use it. */
function ofRemainder(
  { purpose: id, dataCategory, population }: Question,
  { file }: DecisionFacts,
  statement: Statement,
) {
  if (!file.heldBack?.includes(dataCategory)) return all([]);
  const purpose = purposeById(statement, id);
  const populations = population === undefined ? (purpose?.populations ?? []) : [population];
  const named = populations.flatMap((one) => (purpose ? basesFor(purpose, one, dataCategory) : []));
  return against('held-after-erasure', named.some(({ article }) => article !== dutyArticle) || named.length === 0);
}

/** What the purpose itself asks for; every group of people that is meant has to have a basis. */
function ofUse(question: Question, facts: DecisionFacts, statement: Statement): Finding {
  const purpose = purposeById(statement, question.purpose);
  if (!purpose) return all([]);
  const { dataCategory, population } = question;
  const populations = population === undefined ? purpose.populations : [population];
  const outside = populations.some((one) => !purpose.populations.includes(one));
  const named = all([
    against('data-not-for-purpose', !purpose.dataCategories.includes(dataCategory)),
    against('people-not-of-purpose', outside),
    against('objection-to-direct-marketing', purpose.directMarketing === true && hasObjectedToMarketing(facts.file)),
    against('device-access-closed', device(question, purpose, statement) === 'closed'),
  ]);
  return all([named, ...populations.map((one) => ofPopulation(one, question, facts, statement, purpose))]);
}

function ofPopulation(
  population: string,
  question: Question,
  facts: DecisionFacts,
  statement: Statement,
  purpose: Purpose,
): Finding {
  const bases = basesFor(purpose, population, question.dataCategory).filter(({ article }) => article in basisGrounds);
  if (bases.length === 0) return against('no-basis');
  const byConsent = bases.some(isConsent);
  const needed =
    byConsent ||
    purpose.directMarketing === true ||
    purpose.id === statement.sharing.salePurpose ||
    device(question, purpose, statement) === 'asks';
  return all([
    needed ? consentsNeeded(question, facts, purpose) : all([]),
    byConsent ? all([]) : withoutConsent(bases, hasObjected(facts.file)),
  ]);
}

/**
 * An objection stops whatever may rest on an interest or a public task (Art. 21(1)). Where the statement names a contract
 * beside them for the same people, nobody can tell which of the two it is, and that is not the person's to bear; only a
 * duty or a vital interest, which nobody chooses, remains.
 */
function withoutConsent(bases: readonly Basis[], objected: boolean): Finding {
  const isStopped = objected && bases.some(({ article }) => objectable.includes(article));
  const standing = isStopped ? bases.filter(({ article }) => unchosen.includes(article)) : bases;
  if (standing.length === 0) return against('objection');
  return inFavour(...standing.map(({ article }) => basisGrounds[article] as GroundCode));
}

const basisGrounds: Readonly<Record<string, GroundCode>> = {
  '6(1)(a)': 'consent-in-force',
  '9(2)(a)': 'consent-in-force',
  '6(1)(b)': 'contract',
  '6(1)(c)': 'legal-duty',
  '6(1)(d)': 'vital-interest',
  '6(1)(e)': 'public-task',
  '6(1)(f)': 'legitimate-interest',
};
const bases: readonly ReasonCode[] = Object.values(basisGrounds);
const isBasis = (code: ReasonCode): boolean => bases.includes(code);
const isConsent = ({ article }: Basis): boolean => basisGrounds[article] === 'consent-in-force';
const dutyArticle = '6(1)(c)';
const objectable = ['6(1)(e)', '6(1)(f)'];
const unchosen = [dutyArticle, '6(1)(d)'];

/**
 * Whether the data is read from the device under a question that can be asked (ekomloven § 3-15), or under one that nobody
 * can be asked, which therefore stays closed. Only what a requested service strictly needs is free.
 */
function device({ dataCategory }: Question, purpose: Purpose, statement: Statement): 'free' | 'asks' | 'closed' {
  if (dataCategoryById(statement, dataCategory)?.readFromDevice !== true) return 'free';
  if (isStrictlyNecessary(statement, purpose)) return 'free';
  if (purpose.cookieCategory === undefined) return purpose.consent === undefined ? 'closed' : 'asks';
  const category = statement.cookies.categories.find(({ id }) => id === purpose.cookieCategory);
  if (!category) return 'closed';
  const asked = purposesOfCookieCategory(statement, category.id).some(({ consent }) => consent !== undefined);
  return category.consentRequired && category.canBeRefused && asked ? 'asks' : 'closed';
}

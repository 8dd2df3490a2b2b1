import type { Question } from '@vitne/contracts/decisions/decision-facts';
import type { Statement } from '@vitne/contracts/statement/schema';
import { type StatementName, statementOf } from '@vitne/testing/statement-files';
import fc from 'fast-check';
import {
  asVisitor,
  company,
  consents,
  type DecisionWorld,
  type Happening,
  keeping,
  merged,
  person,
  publish,
  recipients,
  requests,
  visitor,
  worldOf,
} from './decision-world.ts';

export type Act = (now: string, versions: readonly string[]) => Happening | { publish: 'same' | 'wider' };
type PersonAct = (now: string, versions: readonly string[]) => Happening;
export type Tenant = {
  name: StatementName;
  purposes: string[];
  questions: Question[];
  firstRevision: number;
  widened: string;
};

export const tenants: Tenant[] = [
  {
    name: 'kaukus',
    purposes: ['newsletter', 'analytics'],
    firstRevision: 0,
    widened: 'analytics',
    questions: [
      { purpose: 'newsletter', dataCategory: 'contact' },
      { purpose: 'newsletter', dataCategory: 'contact', recipient: 'helper' },
      { purpose: 'analytics', dataCategory: 'behaviour', population: 'visitor' },
      { purpose: 'analytics', dataCategory: 'visit-statistics' },
      { purpose: 'answer-enquiries', dataCategory: 'enquiry' },
      { purpose: 'answer-enquiries', dataCategory: 'contact', population: 'private-enquirer', recipient: 'helper' },
      { purpose: 'answer-enquiries', dataCategory: 'contact', population: 'visitor' },
    ],
  },
  {
    name: 'catacloud',
    purposes: ['sharing-with-partners', 'sale', 'newsletter'],
    firstRevision: 10,
    widened: 'sharing-with-partners',
    questions: [
      { purpose: 'sharing-with-partners', dataCategory: 'contact', company },
      { purpose: 'sharing-with-partners', dataCategory: 'contact', company, recipient: 'helper' },
      { purpose: 'sharing-with-partners', dataCategory: 'contact' },
      { purpose: 'sale', dataCategory: 'contact', company, recipient: 'helper' },
      { purpose: 'newsletter', dataCategory: 'contact' },
      { purpose: 'support', dataCategory: 'enquiry', population: 'enquirer', company, recipient: 'helper' },
      { purpose: 'bookkeeping', dataCategory: 'accounting-material' },
    ],
  },
];

const later = (now: string, minutes: number) => new Date(Date.parse(now) + minutes * 60_000).toISOString();
const helped = ['newsletter', 'sharing-with-partners', 'sale', 'support', 'answer-enquiries'];
const categories = ['identity', 'contact', 'enquiry'];

/** What may happen; also what no service would record in that order, because a decision must be safe then too. */
function actsOf({ purposes }: Tenant): fc.Arbitrary<Act> {
  const some = <T>(...values: T[]) => fc.constantFrom(...values);
  const version = fc.nat(5);
  const choice = fc
    .record({
      kind: some('given', 'given', 'given', 'refused', 'withdrawn', 'companyGiven', 'companyGiven', 'companyWithdrawn'),
      purpose: some(...purposes),
      recipient: some(undefined, undefined, 'helper'),
      of: some(undefined, company, company, 'another'),
      minutes: some(undefined, undefined, 30, 600),
      version,
    })
    .map(
      ({ kind, purpose, recipient, of, minutes, version: at }): PersonAct =>
        (now, versions) => {
          const to = recipient === undefined ? {} : { recipient };
          const given = versions[Math.max(0, versions.length - 1 - (at % 3))] as string;
          if (kind !== 'given') return consents[kind as 'refused'](purpose, given, to);
          const expires = minutes === undefined ? {} : { expires: later(now, minutes) };
          return consents.given(purpose, given, { ...to, ...expires, ...(of !== undefined && { company: of }) });
        },
    );
  const takeOver = fc
    .record({ purpose: some(...purposes), status: some('given', 'given', 'refused'), ago: fc.nat(9) })
    .map(
      ({ purpose, status, ago }): Act =>
        (_now, versions) =>
          consents.takenOver(purpose, versions.at(-1) as string, status, 1 + ago),
    );
  const expiry = some(...purposes).map(
    (purpose): Act =>
      (now) =>
        consents.expired(purpose, now),
  );
  const request = fc
    .tuple(
      some('received', 'accepted', 'withdrawn', 'compelling-grounds', 'identity-not-established'),
      some(['r-1', 'objection'], ['r-2', 'restriction'], ['r-3', 'access']),
    )
    .map(
      ([kind, [id, type]]): PersonAct =>
        (now) => {
          if (kind === 'withdrawn') return requests.withdrawn(id as string, now);
          if (kind.includes('-')) return requests.refused(id as string, kind, now);
          return kind === 'received'
            ? requests.received(id as string, type as string, now)
            : requests.accepted(id as string, type as string);
        },
    );
  const keep = fc
    .record({
      kind: some('scheduled', 'scheduled', 'released', 'ordered', 'completed', 'told', 'out'),
      pick: fc.nat(2),
      minutes: some(undefined, undefined, 0, 60),
    })
    .map(
      ({ kind, pick, minutes }): PersonAct =>
        (now) => {
          const holding = `holding-${pick}`;
          const held = categories.slice(pick);
          if (kind === 'scheduled')
            return keeping.scheduled(holding, held, minutes === undefined ? undefined : later(now, minutes));
          if (kind === 'released') return keeping.released(holding);
          if (kind === 'ordered') return keeping.ordered(`d-${pick}`, [holding], held, now);
          if (kind === 'completed') return keeping.completed(`d-${pick}`, [holding], now);
          return keeping.told(kind === 'told' ? 'enquiry.received' : 'newsletter.opted-out', now);
        },
    );
  const recipient = fc
    .record({
      kind: some('processor', 'processor', 'third-party', 'public-authority'),
      away: some(undefined, undefined, 'bare', 'based'),
      byStatement: some(false, false, true),
    })
    .map(
      ({ kind, away, byStatement }): Act =>
        () =>
          recipients.registered('helper', {
            kind,
            locations: away === undefined ? ['NO'] : ['NO', 'US'],
            ...(away === 'based' && { transfer: { article: '46(2)(c)', instrument: 'SCC' } }),
            dataCategories: ['contact', 'enquiry'],
            purposes: helped,
            ...(byStatement && { statementVersion: '1.0' }),
          }),
    );
  const agreement = fc.tuple(some('signed', 'signed', 'expiring', 'ended', 'removed'), some('a-1', 'a-2')).map(
    ([kind, id]): Act =>
      (now) => {
        if (kind === 'removed') return recipients.removed('helper');
        if (kind === 'ended') return recipients.ended('helper', id, now.slice(0, 10));
        return recipients.signed('helper', id, '2026-01-01', kind === 'expiring' ? now.slice(0, 10) : undefined);
      },
  );
  const byVisitor = fc.oneof(choice, request, keep).map(
    (act): Act =>
      (now, versions) => {
        const happening = act(now, versions);
        return happening.facts['company'] === undefined || happening.id !== company ? asVisitor(happening) : happening;
      },
  );
  const merge = fc.constant<Act>(() => merged);
  const publication = some('same', 'wider').map(
    (kind): Act =>
      () => ({ publish: kind as 'same' }),
  );
  return fc.oneof(
    { weight: 8, arbitrary: choice },
    { weight: 1, arbitrary: expiry },
    { weight: 1, arbitrary: takeOver },
    { weight: 2, arbitrary: byVisitor },
    { weight: 1, arbitrary: merge },
    { weight: 2, arbitrary: request },
    { weight: 4, arbitrary: keep },
    { weight: 3, arbitrary: recipient },
    { weight: 3, arbitrary: agreement },
    { weight: 1, arbitrary: publication },
  );
}

export type Asked = { question: Question; about: string; now: string };
export type Look = (world: DecisionWorld, asked: Asked, voided: ReadonlyMap<string, string[]>) => Promise<void>;

export type Living = {
  /** Whether this process records the acts, so that its timeline puts a time on them; others may put any time on theirs. */
  recordedHere?: boolean;
  /** How long after an act the questions are put. */
  askedAfter?: number;
};

/** Lives through acts, minutes apart, and looks at every question after each. */
export async function live(
  tenant: Tenant,
  acts: readonly [Act, number][],
  look: Look,
  { recordedHere = false, askedAfter = 0.5 }: Living = {},
): Promise<DecisionWorld> {
  const world = await worldOf(tenant.name);
  const first = statementOf(tenant.name).statement;
  const versions = [`${first.version}.${first.revision}`];
  const voided = new Map<string, string[]>();
  const record = recordedHere ? world.records : world.happens;
  let now = '2026-02-28T20:00:00.000Z';
  let wider = 0;
  for (const [act, minutes] of acts) {
    now = later(now, minutes);
    const happening = act(now, versions);
    if ('publish' in happening) {
      const revision = tenant.firstRevision + versions.length;
      const next = `${first.version}.${revision}`;
      if (happening.publish === 'wider') {
        wider++;
        voided.set(next, [tenant.widened]);
      }
      const asks = wider;
      await publish(
        world,
        statementOf(tenant.name, { revision }),
        now,
        (statement) => reword(statement, tenant, asks),
        record,
      );
      versions.push(next);
    } else await record(happening, now);
    for (const question of tenant.questions) {
      for (const about of [person, visitor])
        await look(world, { question, about, now: later(now, askedAfter) }, voided);
    }
  }
  return world;
}

function reword(statement: Statement, { widened }: Tenant, times: number): void {
  const consent = statement.purposes.find(({ id }) => id === widened)?.consent;
  if (consent && times > 0) consent.ask = { nb: `Spørsmål ${times}`, en: `Question ${times}` };
}

/** What lets most of it be used, so that a history often has something to lose. */
const goodStart = ({ purposes }: Tenant): Act[] => [
  ...purposes.flatMap((purpose): Act[] => [
    (_now, [version = '']) => consents.given(purpose, version, { company }),
    (_now, [version = '']) => consents.companyGiven(purpose, version),
  ]),
  () =>
    recipients.registered('helper', { kind: 'third-party', dataCategories: ['contact', 'enquiry'], purposes: helped }),
  () => recipients.signed('helper', 'a-1', '2026-01-01'),
];

export const history = (tenant: Tenant, minutes = fc.integer({ min: 1, max: 400 })) => {
  const start = fc.subarray(goodStart(tenant), { minLength: goodStart(tenant).length - 2 });
  return fc
    .tuple(start, fc.array(fc.tuple(actsOf(tenant), minutes), { minLength: 1, maxLength: 14 }), fc.boolean())
    .map(([good, acts, started]) => [...(started ? good.map((act): [Act, number] => [act, 1]) : []), ...acts]);
};

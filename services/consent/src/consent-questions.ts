import type { Tenant } from '@vitne/contracts/channels';
import type { Rejection } from '@vitne/contracts/decider';
import { type Choice, valueAt } from '@vitne/contracts/decisions/choice';
import type { Purpose } from '@vitne/contracts/statement/schema';
import { purposeById } from '@vitne/contracts/statement/statement-index';
import type { ServiceContext } from '@vitne/service-kit/service';
import { consentsOf } from './consents-in-ledger.ts';
import { type Asking, asking } from './domain/asking.ts';
import { optOutOf } from './opted-out.ts';
import { noStatement, termsOf } from './terms-in-force.ts';

/** One question that the statement asks, and whether it may be put to this person now. */
export type Question = Asking & {
  purpose: string;
  cookieCategory?: string;
  /** Hash of the notice to show, by language. */
  noticeHashes: Partial<Record<'nb' | 'en', string>>;
};

export type Questions =
  | { rejection: Rejection<'no-statement' | 'unknown-purpose' | 'purpose-without-consent'> }
  | { statementVersion: string; position: number; questions: Question[] };

/**
 * Which questions of the statement in force may be put to a person, all of them or those that are named.
 * @param person undefined for somebody whom nobody has met, who is not remembered by it.
 * @param signal whether the person's browser refuses sale and marketing at this very moment.
 */
export async function questionsFor(
  context: ServiceContext,
  tenant: Tenant,
  person: string | undefined,
  { purposes, signal }: { purposes?: readonly string[] | undefined; signal: boolean },
): Promise<Questions> {
  const inForce = await context.statements.inForce(tenant);
  if (!inForce) return { rejection: noStatement };
  const asked = purposes?.map((id) => purposeById(inForce.statement, id)) ?? inForce.statement.purposes.filter(isAsked);
  const wrong = asked.findIndex((purpose) => !purpose?.consent);
  if (wrong >= 0) return { rejection: notAsked(purposes?.[wrong] ?? '', asked[wrong] !== undefined) };
  const { choices } = person === undefined ? { choices: {} } : await consentsOf(context, tenant, person);
  const now = context.clock.now();
  /** An opt-out counts at once, also before the consent that it takes back has ended in the ledger. */
  const knownOf = async (purpose: string): Promise<Choice | undefined> => {
    const known = valueAt(choices, purpose);
    if (known?.status !== 'given' || person === undefined) return known;
    const optOut = await optOutOf(context, tenant, person, purpose);
    return optOut && known.position < optOut.position ? { ...known, status: 'withdrawn', since: now } : known;
  };
  const questions = await Promise.all(
    (asked as Purpose[]).map(async ({ id, cookieCategory }) => {
      const terms = await termsOf(inForce, id, now);
      return {
        purpose: id,
        ...(cookieCategory !== undefined && { cookieCategory }),
        ...asking(await knownOf(id), terms, now, signal),
        noticeHashes: terms.noticeHashes,
      };
    }),
  );
  const position = Math.max(0, ...Object.values(choices).map((choice) => choice.position));
  return { statementVersion: inForce.version, position, questions };
}

const isAsked = ({ consent }: Purpose): boolean => consent !== undefined;

const notAsked = (purpose: string, exists: boolean) =>
  exists
    ? ({
        code: 'purpose-without-consent',
        detail: `The purpose ${purpose} does not stand on consent, so nothing is asked for it.`,
      } as const)
    : ({ code: 'unknown-purpose', detail: `The statement in force has no purpose ${purpose}.` } as const);

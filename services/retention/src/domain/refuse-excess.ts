import type { Rejected } from '@vitne/contracts/decider';
import { reject } from '@vitne/contracts/decider';
import { isMaskedAddress } from '@vitne/contracts/masked-address';
import type { Statement } from '@vitne/contracts/statement/schema';
import { dataCategoryById } from '@vitne/contracts/statement/statement-index';
import { isAfter, minutesAfter } from './moments.ts';
import { recordedCategories, rulesTouched } from './touched-holdings.ts';
import { categoryOfPart, type PersonData } from './user-event-data.ts';
import { effectsOf, type PersonEventName, type UserEventEffect } from './user-event-effects.ts';

export type DoorRejection =
  | 'occurred-in-future'
  | 'unknown-system'
  | 'not-in-statement'
  | 'not-masked'
  | 'system-may-not-hold'
  | 'no-retention-rule';

type Refusal = Rejected<DoorRejection> | undefined;
/** A personal part that came with an event. */
type Sent = { part: string; fields: Record<string, unknown>; category: string };

const clockDifferenceMinutes = 5;

/** Refuses what has not happened yet; clocks may differ by some minutes. */
export function refuseFuture(occurred: string, now: string): Refusal {
  if (!isAfter(occurred, minutesAfter(now, clockDifferenceMinutes))) return undefined;
  return reject('occurred-in-future', `The event's time is more than ${clockDifferenceMinutes} minutes ahead of ours.`);
}

export function refuseUnknownSystem(system: string, statement: Statement): Refusal {
  if (statement.systems.some(({ id }) => id === system)) return undefined;
  return reject(
    'unknown-system',
    'The source is no system of the statement in force. Use the id that the statement gives the system.',
  );
}

/**
 * Data minimisation at the door (Art. 5(1)(c)): only categories and attributes that the statement lists, shortened where it
 * says so, from sources that it names, only in systems that it lets hold them, and only with a rule that ends the keeping
 * (Art. 5(1)(e)).
 */
export function refuseExcess(name: PersonEventName, data: PersonData, system: string, statement: Statement): Refusal {
  const effects = effectsOf(name, data.more, Object.keys(data.personal), statement);
  if (!effects) return reject('not-in-statement', 'The cookie table of the statement does not list this cookie.');
  const sent = Object.entries(data.personal).map(([part, fields]) => ({
    part,
    fields,
    category: categoryOfPart(name, part),
  }));
  return (
    refuseUnlisted(sent, statement) ??
    refuseStrangeSource(data.source, sent, effects, statement) ??
    refuseUnmasked(sent, statement) ??
    refuseUnkept(data, sent, effects, system, statement)
  );
}

function refuseUnlisted(sent: readonly Sent[], statement: Statement): Refusal {
  for (const { part, fields, category } of sent) {
    const known = dataCategoryById(statement, category);
    const strange = Object.keys(fields).filter((field) => !known?.attributes.some(({ id }) => id === field));
    if (strange.length === 0) continue;
    const paths = strange.map((field) => `data.${part}.${field}`);
    return reject(
      'not-in-statement',
      `The statement does not list what is sent under ${paths.join(', ')}. Leave it out.`,
      { paths },
    );
  }
  return undefined;
}

/**
 * Data comes from where the statement says that such data comes from (Art. 13, 14(2)(f)): the source that a system names
 * gives all that was sent, and what comes from a third party says which one.
 */
function refuseStrangeSource(
  said: string | undefined,
  sent: readonly Sent[],
  effects: readonly UserEventEffect[],
  { sources }: Statement,
): Refusal {
  const sourceless = sent.filter(({ category }) => !sources.some((source) => source.dataCategories.includes(category)));
  if (sourceless.length > 0) {
    const dataCategories = sourceless.map(({ category }) => category);
    const detail = `The statement names no source of ${dataCategories.join(', ')}, so nobody may send it.`;
    return reject('not-in-statement', detail, { dataCategories });
  }
  if (said === undefined) return undefined;
  const fromOthers = effects.some(({ from }) => from === 'third-party');
  const given = sent.length > 0 ? sent.map(({ category }) => category) : effects.flatMap(({ records }) => records);
  const source = sources.find(({ id, kind }) => id === said && (!fromOthers || kind === 'third-party'));
  const gives = (category: string) => source?.dataCategories.includes(category) ?? false;
  if (sent.length > 0 ? given.every(gives) : given.some(gives)) return undefined;
  return reject(
    'not-in-statement',
    `The statement names no ${fromOthers ? 'third party' : 'source'} of this id for such data: ${given.join(', ')}.`,
    { paths: ['data.source'] },
  );
}

/** An address that the statement promises to shorten is refused as it was: what came in whole would have been stored. */
function refuseUnmasked(sent: readonly Sent[], statement: Statement): Refusal {
  const paths = sent.flatMap(({ part, fields, category }) =>
    (dataCategoryById(statement, category)?.attributes ?? [])
      .filter(({ id, masked }) => masked && fields[id] !== undefined && !isMaskedAddress(fields[id]))
      .map(({ id }) => `data.${part}.${id}`),
  );
  if (paths.length === 0) return undefined;
  return reject(
    'not-masked',
    `Shorten the address under ${paths.join(', ')} before it is sent, as in 192.0.2.0 or 2001:db8:1::.`,
    { paths },
  );
}

/** What nobody may hold here, and what no rule would ever end, does not come in. */
function refuseUnkept(
  data: PersonData,
  sent: readonly Sent[],
  effects: readonly UserEventEffect[],
  system: string,
  statement: Statement,
): Refusal {
  const holds = statement.systems.find(({ id }) => id === system)?.holds ?? [];
  const forbidden = sent.filter(({ category }) => !holds.includes(category));
  const records = effects.flatMap((effect) => effect.records);
  if (records.length === 0) return undefined;
  const listed = records.filter((category) => dataCategoryById(statement, category));
  if (listed.length === 0)
    return reject('not-in-statement', 'The statement names no data category that this event is about.');
  const recorded = effects.flatMap((effect) => recordedCategories({ statement, system, effect }));
  if (forbidden.length > 0 || recorded.length === 0) {
    const dataCategories = forbidden.length > 0 ? forbidden.map(({ category }) => category) : listed;
    return reject('system-may-not-hold', `By the statement, ${system} does not hold ${dataCategories.join(', ')}.`, {
      dataCategories,
    });
  }
  const material = data.more['material'] as 'primary' | 'secondary' | undefined;
  const rules = effects.flatMap((effect) => rulesTouched({ statement, system, effect, material }));
  const ruled = new Set(rules.flatMap((rule) => rule.dataCategories));
  const unruled = sent.filter(({ category }) => !ruled.has(category)).map(({ category }) => category);
  if (unruled.length === 0 && recorded.some((category) => ruled.has(category))) return undefined;
  const dataCategories = unruled.length > 0 ? unruled : recorded;
  return reject(
    'no-retention-rule',
    `No retention rule of the statement would ever end the keeping of ${dataCategories.join(', ')} here.`,
    { dataCategories },
  );
}

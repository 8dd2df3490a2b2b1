import { z } from 'zod';
import type { Context } from './channels.ts';

/** A person in the ledger: random, given by the vault's directory, meaningless once the directory has forgotten it. */
export const personIdSchema = z
  .string()
  .regex(/^[a-z0-9]{20,32}$/, 'A person id is the random id that Vitne answered with.');
export type PersonId = z.infer<typeof personIdSchema>;

/** The name by which a statement's part, a system or a code is known in events. */
export const slugSchema = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);

/** A kind of personal data that a statement names (`contact`, `behaviour`), sealed under a key of its own. */
export const dataCategorySchema = slugSchema;

/** `<version>.<revision>` of a statement. */
export const statementVersionSchema = z.string().regex(/^\d+\.\d+$/);

/** RFC 3339 with an offset; kept as text, so that what was stored is what is read. */
export const timestampSchema = z.iso.datetime({ offset: true });

/** An ISO 8601 calendar date in the controller's zone. */
export const localDateSchema = z.iso.date();

type Shape = z.ZodRawShape;

/**
 * One version of one event type. `facts` is what stays readable for ever and therefore holds no personal data;
 * `personal` is what is sealed: by part, the data category whose key seals it and the fact that names its owner.
 */
export type EventDefinition<
  Type extends string = string,
  Facts extends Shape = Shape,
  Personal extends Record<string, PersonalPart> = Record<string, PersonalPart>,
> = {
  readonly type: Type;
  readonly context: Context;
  readonly entity: string;
  readonly version: number;
  readonly says: string;
  readonly facts: z.ZodObject<Facts, z.core.$strict>;
  readonly personal: Personal;
};

/** A group of personal fields of one person and one data category. */
export type PersonalPart<S extends z.ZodType = z.ZodType> = {
  /** The data category, or the name of the fact that says it (`{ fact }`), for events that carry any category. */
  readonly category: string | { readonly fact: string };
  /** The name of the fact that holds the person's id. */
  readonly of: string;
  readonly fields: S;
  /** The name of the fact whose month its key is for, where data goes by that date and not by when it was collected. */
  readonly period?: { readonly fact: string };
  /** The name of the fact that says its compartment, where data of one category is kept under rules that end it apart. */
  readonly compartment?: { readonly fact: string };
};

/** Marks fields as personal data of the person named by the fact `of`, sealed under `category`, and apart as `apart` says. */
export function personalPart<F extends Shape>(
  category: PersonalPart['category'],
  fields: F,
  of = 'person',
  apart: Pick<PersonalPart, 'period' | 'compartment'> = {},
): PersonalPart<z.ZodObject<F, z.core.$strict>> {
  return { category, of, fields: z.strictObject(fields), ...apart };
}

/**
 * Declares an event type, named `<noun>.<what-happened>.v<N>`; a published version never changes.
 * @throws {TypeError} when the name is malformed, or a part refers to a fact that the event does not have.
 */
export function defineEvent<
  const Type extends string,
  F extends Shape,
  P extends Record<string, PersonalPart> = Record<never, never>,
>(definition: {
  type: Type;
  context: Context;
  entity: string;
  says: string;
  facts: F;
  personal?: P;
}): EventDefinition<Type, F, P> {
  const match = /^[a-z][a-z-]*\.[a-z][a-z-]*\.v([1-9]\d*)$/.exec(definition.type);
  if (!match) throw new TypeError(`${definition.type} is not <noun>.<what-happened>.v<N>.`);
  const personal = definition.personal ?? ({} as P);
  for (const [name, part] of Object.entries(personal)) {
    const category = typeof part.category === 'string' ? [] : [part.category.fact];
    const apart = [part.period, part.compartment].flatMap((said) => said?.fact ?? []);
    for (const fact of [part.of, ...category, ...apart]) {
      if (!(fact in definition.facts))
        throw new TypeError(`${definition.type}: ${name} refers to the missing fact ${fact}.`);
    }
  }
  return {
    type: definition.type,
    context: definition.context,
    entity: definition.entity,
    version: Number(match[1]),
    says: definition.says,
    facts: z.strictObject(definition.facts),
    personal,
  };
}

/** The readable part of an event, typed by its definition. */
export type FactsOf<D> =
  D extends EventDefinition<string, infer F, infer _P> ? z.infer<z.ZodObject<F, z.core.$strict>> : never;

/** The personal parts of an event, typed by its definition; every part may be left out. */
export type PersonalOf<D> =
  D extends EventDefinition<string, infer _F, infer P>
    ? { [K in keyof P]?: P[K] extends PersonalPart<infer S> ? z.infer<S> : never }
    : never;

/** What a decider answers: an event before it has an id, a time and a place. Distributes over unions of definitions. */
export type DomainEvent<D> =
  D extends EventDefinition<infer T, infer _F, infer _P>
    ? { type: T; facts: FactsOf<D>; personal?: PersonalOf<D> }
    : never;

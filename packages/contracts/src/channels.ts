import { z } from 'zod';

/** The bounded contexts that own events. A context is written by exactly one service. */
export const contexts = ['consent', 'request-intake', 'retention', 'processor-registry', 'notary'] as const;
export const contextSchema = z.enum(contexts);
export type Context = z.infer<typeof contextSchema>;

/** A controller whose ledger we keep: a NATS token and a part of database names, so lower case and short. */
export const tenantSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{1,30}$/,
    'A tenant is 2 to 31 lower-case letters, digits or hyphens, and starts with a letter.',
  );
export type Tenant = z.infer<typeof tenantSchema>;

const token = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The random id of an entity. It is never derived from a person (EDPB 02/2025: no identifier in subjects). */
export const entityIdSchema = z.string().regex(token, 'An entity id is 1 to 64 lower-case letters, digits or hyphens.');

/** One entity's place on the bus: `ledger.<tenant>.<context>.<entity>.<id>`, one NATS subject per entity. */
export type Channel = `ledger.${string}.${Context}.${string}.${string}`;

export type ChannelParts = { tenant: Tenant; context: Context; entity: string; id: string };

/** @throws {TypeError} when a part cannot be a NATS token; that is a defect of the caller. */
export function channelOf({ tenant, context, entity, id }: ChannelParts): Channel {
  assertTokens(tenant, entity, id);
  return `ledger.${tenant}.${context}.${entity}.${id}`;
}

/** Every entity of one kind of a tenant, as a NATS filter: `ledger.<tenant>.<context>.<entity>.*`. */
export type EntityKind = `ledger.${string}.${Context}.${string}.*`;

/** @throws {TypeError} when a part cannot be a NATS token; that is a defect of the caller. */
export function entityKindOf({ tenant, context, entity }: Omit<ChannelParts, 'id'>): EntityKind {
  assertTokens(tenant, entity);
  return `ledger.${tenant}.${context}.${entity}.*`;
}

function assertTokens(...parts: string[]): void {
  if (!parts.every((part) => token.test(part)))
    throw new TypeError('A channel part must be lower-case letters, digits or hyphens.');
}

/** Whose ledger an entity, or every entity of a kind, is in. @throws {TypeError} when it is in none */
export function tenantOfChannel(channels: Channel | EntityKind): Tenant {
  const [root, tenant] = channels.split('.');
  if (root !== 'ledger' || !tenant) throw new TypeError('The channel is no place in a ledger.');
  return tenant;
}

/** Whether an entity is of a kind. */
export const isOfKind = (channel: Channel, kind: EntityKind): boolean => channel.startsWith(kind.slice(0, -1));

/** The parts of a ledger subject, or undefined when the subject is no channel of ours. */
export function parseChannel(subject: string): ChannelParts | undefined {
  const [root, tenant, context, entity, id, ...rest] = subject.split('.');
  const known = contextSchema.safeParse(context);
  if (root !== 'ledger' || !tenant || !entity || !id || rest.length > 0 || !known.success) return undefined;
  return { tenant, context: known.data, entity, id };
}

/** The JetStream stream that holds a tenant's ledger (decision 1: one stream per tenant). */
export const ledgerStreamName = (tenant: Tenant): string => `LEDGER_${tenant}`;
export const ledgerSubjects = (tenant: Tenant): string => `ledger.${tenant}.>`;

/** Where the notary keeps what it has signed of a tenant's ledger. */
export const checkpointsStreamName = (tenant: Tenant): string => `CHECKPOINTS_${tenant}`;
export const checkpointsSubject = (tenant: Tenant): string => `checkpoints.${tenant}`;
/** Where the same checkpoints stand once more, with what witnesses cosigned. */
export const cosignedSubject = (tenant: Tenant): string => `checkpoints.${tenant}.cosigned`;

/** Where an integrating system publishes user events as CloudEvents. */
export const inboxSubject = (tenant: Tenant, context: Context, type: string): string =>
  `inbox.${tenant}.${context}.${type}`;

/** Every user event of a context: a type has two tokens, and what has more or fewer is none. */
export const inboxSubjects = (tenant: Tenant, context: Context): string => `inbox.${tenant}.${context}.*.*`;

/** Where a system or processor listens for what it must do (dispose, hand out). */
export const ordersSubject = (tenant: Tenant, system: string): string => `orders.${tenant}.${system}`;

import { textOf } from '@vitne/ledger/bytes';
import { headersOf, type StoredMessage } from '@vitne/ledger/stored-message';
import { isObject } from './evidence-file.ts';

/** A part that is sealed: readable is whose it is, of which category, and what it commits to. */
export type SealedPart = { readonly part: string; readonly category: string; readonly commitment?: string };

/** What a stored message says when it is read as an event. */
export type ReadEvent = {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly tenant: string;
  readonly context: string;
  readonly entity: string;
  readonly entityId: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly sealed: readonly SealedPart[];
};

/** An event that was proved, and those of its sealed parts that were opened, by their names. */
export type ProvedEvent = ReadEvent & {
  readonly position: number;
  readonly opened: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** Reads a message as an event, without its type's schema; undefined when it is none. */
export function readEvent(message: StoredMessage): ReadEvent | undefined {
  const header = (name: string): string | undefined => {
    const found = headersOf(message).filter(([key]) => key === name);
    return found.length === 1 ? found[0]?.[1] : undefined;
  };
  const [id, type, time] = [header('ce-id'), header('ce-type'), header('ce-time')];
  const [ledger, tenant, context, entity, entityId, ...rest] = message.subject.split('.');
  const payload = payloadOf(message);
  if (!payload || ledger !== 'ledger' || !tenant || !context || !entity || !entityId || rest.length > 0)
    return undefined;
  if (!id || !type || !time || header('ce-tenant') !== tenant || header('ce-subject') !== entityId) return undefined;
  return { id, type, time, tenant, context, entity, entityId, ...payload };
}

function payloadOf({ data }: StoredMessage): Pick<ReadEvent, 'facts' | 'sealed'> | undefined {
  let payload: unknown;
  try {
    payload = JSON.parse(textOf(data) ?? '');
  } catch {
    return undefined;
  }
  if (!isObject(payload) || !isObject(payload['facts']) || !Array.isArray(payload['sealed'])) return undefined;
  const sealed = payload['sealed'].map(sealedPartIn);
  return sealed.every((part) => part !== undefined) ? { facts: payload['facts'], sealed } : undefined;
}

function sealedPartIn(value: unknown): SealedPart | undefined {
  if (!isObject(value)) return undefined;
  const { part, category, commitment } = value;
  if (typeof part !== 'string' || typeof category !== 'string') return undefined;
  return { part, category, ...(typeof commitment === 'string' && { commitment }) };
}

/** The value at a path of names, `shown.language`. */
export function factAt({ facts }: Pick<ReadEvent, 'facts'>, path: string): unknown {
  let value: unknown = facts;
  for (const name of path.split('.')) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** The name of a type, whatever version of it the event has. */
export const withoutVersion = (type: string): string => type.replace(/\.v\d+$/, '');

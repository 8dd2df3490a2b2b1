import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  StoreCompression,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import { ledgerStreamName, ledgerSubjects, type Tenant } from '@vitne/contracts/channels';
import { EventLogUnavailable, LedgerDamaged } from './event-log.ts';

export type LedgerStreamOptions = { readonly replicas: number; readonly duplicateWindowMs: number };

/** What the stream of a ledger says about itself. */
export type LedgerState = {
  /** Position of the newest message; 0 for an empty ledger. */
  readonly newest: number;
  /** Settings that would lose events. */
  readonly wrongSettings: readonly string[];
  /** Signs that events are gone. */
  readonly signsOfLoss: readonly string[];
};

const streamNotFound = 10059;
const streamNameInUse = 10058;

/**
 * Makes the stream of a tenant's ledger, or checks the one that is there. A user who may not make streams needs no
 * more than its info, as long as the administrator has made it.
 * @throws {LedgerDamaged} with the settings that would lose events, or when events are gone
 */
export async function openLedgerStream(
  manager: JetStreamManager,
  tenant: Tenant,
  options: LedgerStreamOptions,
): Promise<void> {
  const found = await findStream(manager, tenant);
  const info = found ?? (await addStream(manager, tenant, options));
  const wrong = [...differingSettings(info.config, tenant), ...signsOfLoss(info)];
  if (wrong.length > 0)
    throw new LedgerDamaged(`The ledger of ${tenant} would lose events or has lost some: ${wrong.join('; ')}.`);
}

/**
 * Position of a ledger's newest event.
 * @throws {LedgerDamaged} when the ledger is not there
 * @throws {EventLogUnavailable} when the server does not answer
 */
export async function newestPosition(manager: JetStreamManager, tenant: Tenant): Promise<number> {
  const info = await findStream(manager, tenant);
  if (!info) throw missing(tenant);
  return info.state.last_seq;
}

/**
 * What the stream of a ledger says about itself, for whoever judges it instead of writing to it.
 * @throws {LedgerDamaged} when the ledger is not there
 */
export async function ledgerState(manager: JetStreamManager, tenant: Tenant): Promise<LedgerState> {
  const info = await findStream(manager, tenant);
  if (!info) throw missing(tenant);
  return {
    newest: info.state.last_seq,
    wrongSettings: differingSettings(info.config, tenant),
    signsOfLoss: signsOfLoss(info),
  };
}

const missing = (tenant: Tenant): LedgerDamaged =>
  new LedgerDamaged(`The ledger of ${tenant} is not there.`, { damage: { code: 'ledger-missing' } });

async function findStream(manager: JetStreamManager, tenant: Tenant): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(ledgerStreamName(tenant));
  } catch (cause) {
    if (cause instanceof JetStreamApiError && cause.code === streamNotFound) return undefined;
    throw new EventLogUnavailable('The bus does not say how the ledger is.', { cause });
  }
}

async function addStream(manager: JetStreamManager, tenant: Tenant, options: LedgerStreamOptions): Promise<StreamInfo> {
  try {
    return await manager.streams.add(ledgerConfig(tenant, options));
  } catch (cause) {
    // Another process was faster; its stream is judged like one that was there before.
    const lostRace = cause instanceof JetStreamApiError && cause.code === streamNameInUse;
    const info = lostRace ? await findStream(manager, tenant) : undefined;
    if (info) return info;
    throw new EventLogUnavailable(`The ledger of ${tenant} is not there and could not be made.`, { cause });
  }
}

/** Nothing ends, nothing is replaced, and an answer means that the event is on disk (with `sync_interval: always`). */
export const ledgerConfig = (tenant: Tenant, { replicas, duplicateWindowMs }: LedgerStreamOptions) =>
  ({
    name: ledgerStreamName(tenant),
    ...requiredSettings(tenant),
    compression: StoreCompression.S2,
    num_replicas: replicas,
    duplicate_window: nanos(duplicateWindowMs),
  }) satisfies Partial<StreamConfig>;

function requiredSettings(tenant: Tenant) {
  return {
    subjects: [ledgerSubjects(tenant)],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    max_age: 0,
    max_bytes: -1,
    max_msgs: -1,
    max_msgs_per_subject: -1,
    max_msg_size: -1,
    max_consumers: -1,
    deny_delete: true,
    deny_purge: true,
    allow_direct: true,
    allow_atomic: true,
    allow_rollup_hdrs: false,
  } satisfies Partial<StreamConfig>;
}

/** Settings that end, hide, move or hold back messages, or acknowledge them early: absent, or one of these values. */
const harmlessWhen: Readonly<Record<string, readonly unknown[]>> = {
  allow_msg_ttl: [false],
  allow_msg_schedules: [false],
  allow_msg_counter: [false],
  allow_batched: [false],
  no_ack: [false],
  sealed: [false],
  persist_mode: ['', 'default'],
  first_seq: [0, 1],
  subject_delete_marker_ttl: [0],
  mirror: [],
  sources: [],
  subject_transform: [],
  republish: [],
};

function differingSettings(config: StreamConfig, tenant: Tenant): string[] {
  const actual = config as unknown as Record<string, unknown>;
  const differing: string[] = [];
  for (const [name, wanted] of Object.entries(requiredSettings(tenant))) {
    const value = actual[name] ?? (typeof wanted === 'boolean' ? false : undefined);
    if (JSON.stringify(value) !== JSON.stringify(wanted)) differing.push(`${name} is ${JSON.stringify(value)}`);
  }
  for (const [name, harmless] of Object.entries(harmlessWhen)) {
    const value = actual[name];
    if (value !== undefined && value !== null && !harmless.includes(value)) differing.push(`${name} is set`);
  }
  return differing;
}

function signsOfLoss({ state }: StreamInfo): string[] {
  const signs: string[] = [];
  if (state.messages > 0 && state.first_seq !== 1) signs.push(`its first position is ${state.first_seq}`);
  if (state.messages !== state.last_seq) signs.push(`it holds ${state.messages} of ${state.last_seq} events`);
  if ((state.lost?.bytes ?? 0) > 0) signs.push('the server lost a part of its file');
  return signs;
}

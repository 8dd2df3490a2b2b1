import { channelOf, type Tenant } from '@vitne/contracts/channels';
import { keyPeriodAt } from '@vitne/contracts/key-period';
import { isIdentityNeeded } from '@vitne/contracts/law/requests';
import type { Commanded, CommandResult, HandlerRejection } from '@vitne/service-kit/command-handler';
import { furtherCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { identityChecks } from './domain/identity-check.ts';
import type { IdentityCommand, IdentityRejection } from './domain/identity-check-commands.ts';
import {
  type IdentityCheck,
  type IdentityChecksState,
  lastSent,
  type RecordedIdentityEvent,
} from './domain/identity-check-state.ts';
import type { RequestRejection } from './domain/request-commands.ts';
import { isClosed, type KnownRequest } from './domain/request-state.ts';
import { requestInLedger } from './identity-proof.ts';
import { codeAsWritten, digestOfShown } from './identity-secrets.ts';

export type ProvingRejection =
  | IdentityRejection
  | 'code-wrong'
  | 'identity-not-needed'
  | Extract<RequestRejection, 'unknown-request' | 'already-closed'>;
export type ProvingResult = CommandResult<IdentityChecksState, ProvingRejection>;

/** The answer no, to whoever proves something. */
export type NotProved = {
  outcome: 'rejected';
  rejection: { code: ProvingRejection | HandlerRejection; detail: string };
};

export type StartOfCheck = {
  request: string;
  person: string;
  language?: 'nb' | 'en' | undefined;
  claimedEmail?: string | undefined;
};

/** Lets whoever made a request prove it, and sends the first code. */
export function startCheck(
  context: ServiceContext,
  commanded: Commanded,
  { request, person, language, claimedEmail }: StartOfCheck,
): Promise<CommandResult<IdentityChecksState, IdentityRejection>> {
  const step = furtherCommand(commanded, 'start-identity-check', { request });
  const { now } = step;
  return execute(context, step, person, { command: 'start', request, person, language, claimedEmail, now });
}

/** Asks for a code, of which nobody learns whether it could be sent. */
export async function requestCode(
  context: ServiceContext,
  commanded: Commanded,
  id: string,
  language?: 'nb' | 'en',
): Promise<ProvingResult> {
  const known = await requestToProve(context, commanded.tenant, id);
  if ('outcome' in known) return known;
  const { person } = known;
  const started = await startCheck(context, commanded, { request: id, person, language });
  if (started.outcome === 'rejected') return started;
  if (started.outcome === 'recorded' && started.state[id]?.codes.length === 1) return started;
  return execute(context, commanded, person, { command: 'request-code', request: id, now: commanded.now });
}

/** Shows a code or the secret of a link for a request; anything but the right one is answered `code-wrong`. */
export async function showProof(
  context: ServiceContext,
  commanded: Commanded,
  id: string,
  { by, secret }: { by: 'email-code' | 'email-link'; secret: string },
): Promise<ProvingResult> {
  const { tenant, now } = commanded;
  const known = await requestToProve(context, tenant, id);
  if ('outcome' in known) return known;
  const { person } = known;
  const sent = lastSentOf(await checkInLedger(context, tenant, known));
  const shown = by === 'email-code' ? codeAsWritten(secret) : secret;
  const digest = await digestOfShown(context.vault, sent?.digestMonth ?? keyPeriodAt(now), {
    tenant,
    request: id,
    kind: by,
    code: sent?.code ?? 0,
    secret: shown,
  });
  const leadsToPerson = (await context.vault.countIdentifiers(tenant, person)) > 0;
  const command = { command: 'show', request: id, by, digest, leadsToPerson, now } as const;
  const result = await execute(context, commanded, person, command);
  if (result.outcome === 'rejected' || result.state[id]?.proved) return result;
  return notProved('code-wrong', 'This is not the code, or not the link, that was sent last for this request.');
}

const lastSentOf = (check: IdentityCheck | undefined) => check && lastSent(check);

/** The check of a request as the ledger has it at this moment. */
export async function checkInLedger(
  { log }: ServiceContext,
  tenant: Tenant,
  { request, person }: KnownRequest,
): Promise<IdentityCheck | undefined> {
  const channel = channelOf({ tenant, context: 'request-intake', entity: 'identity-check', id: person });
  const history = (await log.readEntity(channel)) as unknown as RecordedIdentityEvent[];
  return history.reduce(identityChecks.evolve, identityChecks.initial())[request];
}

/** Carries out a command on the checks of a person. */
export const execute = (
  context: ServiceContext,
  commanded: Commanded,
  person: string,
  command: IdentityCommand,
): Promise<CommandResult<IdentityChecksState, IdentityRejection>> =>
  context.execute(identityChecks, commanded, { entity: 'identity-check', id: person }, command);

/** The request as the ledger has it at this moment, or why nothing is to be proved for it at all. */
export async function requestToProve(context: ServiceContext, tenant: Tenant, id: string | undefined) {
  const known = id === undefined ? undefined : await requestInLedger(context, tenant, id);
  if (!known) return notProved('unknown-request', 'There is no such request: check its id.');
  if (isClosed(known.status)) return notProved('already-closed', `The request is ${known.status}.`);
  if (!isIdentityNeeded(known.requestType))
    return notProved('identity-not-needed', 'Such a request counts as it is, whoever makes it.');
  return known;
}

/** The answer no, for something that was not even decided on. */
export const notProved = <Code extends ProvingRejection>(code: Code, detail: string) =>
  ({ outcome: 'rejected', rejection: { code, detail } }) as const;

import type { Tenant } from '@vitne/contracts/channels';
import { keyPeriodAt } from '@vitne/contracts/key-period';
import type { Commanded } from '@vitne/service-kit/command-handler';
import { furtherCommand } from '@vitne/service-kit/derived-command';
import { originOfPlatform } from '@vitne/service-kit/public-origin';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { SignInProvider } from '@vitne/service-kit/sign-in-providers';
import type { IdentityCommandNamed, SignInFailure } from '../domain/identity-check-commands.ts';
import { checkInLedger, execute, type NotProved, notProved, requestToProve, startCheck } from '../identity-commands.ts';
import { digestOfShown } from '../identity-secrets.ts';
import { type RelyingParty, relyingParty, type SignInSecrets } from './relying-party.ts';
import { whatClaimShows } from './what-a-claim-shows.ts';

/** Signing in, where a tenant has somewhere to sign in. */
export type SignIn = {
  provider: SignInProvider;
  /** Where the provider sends people back to; it has to be registered there. */
  callback(): URL;
  begin(commanded: Commanded, request: string): Promise<Begun>;
  end(commanded: Commanded, request: string, answered: { url: URL; secrets: SignInSecrets }): Promise<Ended>;
};
export type Begun = { outcome: 'begun'; url: URL; secrets: SignInSecrets } | { failed: SignInFailure } | NotProved;
export type Ended = { outcome: 'proved' } | { failed: SignInFailure } | NotProved;

/** Signing in for each tenant that the settings name a provider for. */
export function signInsOf(context: ServiceContext): (tenant: Tenant) => SignIn | undefined {
  const known = new Map<Tenant, SignIn>();
  return (tenant) => {
    const provider = context.signIn?.get(tenant);
    if (!provider) return undefined;
    const made = known.get(tenant) ?? signInOf(context, tenant, provider);
    known.set(tenant, made);
    return made;
  };
}

function signInOf(context: ServiceContext, tenant: Tenant, provider: SignInProvider): SignIn {
  const callback = () => new URL(`/identity/${tenant}/sign-in`, originOfPlatform(context));
  let made: RelyingParty | undefined;
  // The gateway may start last, so where people come back to is known at the first sign-in only.
  const party = () => (made ??= relyingParty(provider, callback().href));
  return {
    provider,
    callback,
    begin: (commanded, request) => begin(context, { provider, party: party() }, commanded, request),
    end: (commanded, request, answered) =>
      end(context, { provider, party: party() }, commanded, { request, ...answered }),
  };
}

type World = { provider: SignInProvider; party: RelyingParty };

async function begin(context: ServiceContext, world: World, commanded: Commanded, id: string): Promise<Begun> {
  const known = await requestToProve(context, commanded.tenant, id);
  if ('outcome' in known) return known;
  const began = await world.party.begin();
  // Nothing has begun when nobody can be sent there, so nothing is recorded and nothing is counted.
  if ('failed' in began) return began;
  const { person } = known;
  const started = await startCheck(context, commanded, { request: id, person });
  if (started.outcome === 'rejected') return started;
  const digestMonth = keyPeriodAt(commanded.now);
  const stateDigest = await digestOfState(context, commanded, id, { digestMonth, state: began.secrets.state });
  if (stateDigest === undefined) throw new Error('The key of this month is gone.');
  const { issuer } = world.provider;
  const step = furtherCommand(commanded, 'begin-sign-in', { request: id });
  const command = { command: 'begin-sign-in', request: id, issuer, stateDigest, digestMonth, now: step.now } as const;
  const result = await execute(context, step, person, command);
  return result.outcome === 'rejected' ? result : { outcome: 'begun', ...began };
}

async function end(
  context: ServiceContext,
  { provider, party }: World,
  commanded: Commanded,
  { request: id, url, secrets }: { request: string; url: URL; secrets: SignInSecrets },
): Promise<Ended> {
  const { tenant, now } = commanded;
  const known = await requestToProve(context, tenant, id);
  if ('outcome' in known) return known;
  const { person } = known;
  const check = await checkInLedger(context, tenant, known);
  if (check?.proved) return notProved('identity-proved', 'It is proved who made this request.');
  const begun = check?.signIn;
  // An answer that belongs to nothing, or to nothing any more, is not worth asking the provider about.
  if (!begun || !(Date.parse(now) < Date.parse(begun.expires)) || url.searchParams.get('state') !== secrets.state) {
    return notProved('sign-in-unknown', 'This sign-in was not begun for the request, or its time is over.');
  }
  const answer = await party.end(url, secrets);
  const outcome =
    'failed' in answer ? answer : await whatClaimShows(context.vault, tenant, provider, { ...answer, person });
  const command: IdentityCommandNamed<'end-sign-in'> = {
    command: 'end-sign-in',
    request: id,
    stateDigest: await digestOfState(context, commanded, id, { digestMonth: begun.digestMonth, state: secrets.state }),
    outcome,
    leadsToPerson: (await context.vault.countIdentifiers(tenant, person)) > 0,
    now,
  };
  const result = await execute(context, commanded, person, command);
  if (result.outcome === 'rejected') return result;
  if (result.state[id]?.proved) return { outcome: 'proved' };
  return { failed: 'failed' in outcome ? outcome.failed : 'claim-differs' };
}

const digestOfState = (
  { vault }: ServiceContext,
  { tenant }: Commanded,
  request: string,
  { digestMonth, state }: { digestMonth: string; state: string },
): Promise<string | undefined> =>
  digestOfShown(vault, digestMonth, { tenant, request, kind: 'signed-in', code: 0, secret: state });

import type { Tenant } from '@vitne/contracts/channels';
import { keyPeriodAt } from '@vitne/contracts/key-period';
import { findDocument } from '@vitne/projector/documents';
import type { TimerSource } from '@vitne/projector/timers';
import { addresseesProjection } from '@vitne/service-kit/addressees';
import { settled, timedCommand } from '@vitne/service-kit/derived-command';
import { derivedId } from '@vitne/service-kit/derived-id';
import { mailOnBehalf } from '@vitne/service-kit/mail-on-behalf';
import { originOfPlatform } from '@vitne/service-kit/public-origin';
import type { ServiceContext } from '@vitne/service-kit/service';
import { identityChecks } from '../domain/identity-check.ts';
import { type IdentityCommand, identityLimits } from '../domain/identity-check-commands.ts';
import { addressLeadingTo } from '../identity-address.ts';
import { digestOfShown, linkToken, newCode, newSecret } from '../identity-secrets.ts';
import { identityCodeMail } from '../mails/identity-code.ts';
import { type IdentityCheckDocument, identityChecksProjection } from '../projections/identity-checks.ts';
import { requestsProjection } from '../projections/requests.ts';

const name = 'send-identity-codes';

/**
 * Sends the codes that were asked for. A code is made when it is sent and exists in the mail alone: whoever crashes between
 * the two has sent one that counts for nothing, and sends another.
 */
export function sendIdentityCodes(context: ServiceContext, tenant: Tenant): TimerSource<IdentityCheckDocument> {
  return {
    projection: identityChecksProjection,
    dueField: 'nextMail',
    ready: () => context.mail.ready(),
    async fire(document) {
      const { request, person, check } = document;
      const owed = check.codes.at(-1);
      if (owed?.status !== 'owed') return;
      const code = check.codes.length;
      const command = await written(context, tenant, document, code);
      const commanded = timedCommand(context, tenant, name, request, code, owed.attempts);
      const target = { entity: 'identity-check', id: person };
      settled(name, await context.execute(identityChecks, { ...commanded, now: command.now }, target, command));
    },
  };
}

async function written(
  context: ServiceContext,
  tenant: Tenant,
  document: IdentityCheckDocument,
  code: number,
): Promise<IdentityCommand> {
  const { request, person } = document;
  const asked = await findDocument(context.db, tenant, requestsProjection, request);
  const statement = (await context.statements.inForce(tenant))?.statement;
  if (!asked || !statement) throw new Error('The read models do not hold the request yet.');
  const miss = { command: 'miss-code', request, code } as const;
  const to = await addressLeadingTo(context, tenant, document, asked);
  if (to === undefined) return { ...miss, reason: 'no-address', now: context.clock.now() };
  const known = await findDocument(context.db, tenant, addresseesProjection, person);
  const language = document.language ?? known?.language ?? statement.statement.languages[0] ?? 'nb';
  const now = context.clock.now();
  const [digits, secret] = [newCode(), newSecret()];
  const expires = new Date(Date.parse(now) + identityLimits.codeMinutes * 60_000).toISOString();
  const link = `${originOfPlatform(context)}/identity/${tenant}/links/${linkToken(request, secret)}`;
  const { requestType, received } = asked;
  const mailed = await mailOnBehalf(context.mail, {
    statement,
    to,
    language,
    words: identityCodeMail(statement, { requestType, received, code: digits, link, expires }, language),
    id: derivedId(tenant, name, request, code),
  });
  if (mailed.outcome === 'failed') return { ...miss, ...mailed.failure, now: context.clock.now() };
  const digestMonth = keyPeriodAt(now);
  const digest = async (kind: 'email-code' | 'email-link', shown: string) => {
    const made = await digestOfShown(context.vault, digestMonth, { tenant, request, kind, code, secret: shown });
    if (made === undefined) throw new Error('The key of this month is gone.');
    return made;
  };
  const digests = { codeDigest: await digest('email-code', digits), linkDigest: await digest('email-link', secret) };
  return { command: 'send-code', request, code, ...digests, digestMonth, expires, mail: mailed.evidence, now };
}

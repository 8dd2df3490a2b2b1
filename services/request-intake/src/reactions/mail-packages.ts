import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { settled, timedCommand } from '@vitne/service-kit/derived-command';
import { derivedId } from '@vitne/service-kit/derived-id';
import { type Mailed, mailOnBehalf } from '@vitne/service-kit/mail-on-behalf';
import { publicOriginSchema } from '@vitne/service-kit/public-origin';
import type { ServiceContext } from '@vitne/service-kit/service';
import { accessPackage } from '../domain/access-package.ts';
import { type KnownLink, type KnownPackage, reminderDueAt } from '../domain/package-state.ts';
import { packageReadyMail, packageReminderMail } from '../mails/package-ready.ts';
import { packageInLedger } from '../package/issue-link.ts';
import { linkAddress, linkSecret } from '../package/link-secret.ts';
import { addressForPackage } from '../package/person-address.ts';
import { type PackageDocument, packagesProjection } from '../projections/packages.ts';

const name = 'mail-packages';

/** Sends people the link to what they asked for. Whom no mail reaches stays in the list of packages, for staff. */
export function mailPackages(context: ServiceContext, tenant: Tenant): TimerSource<PackageDocument> {
  return {
    projection: packagesProjection,
    dueField: 'nextMail',
    ready: () => context.mail.ready(),
    async fire(document) {
      const { package: id, link } = document;
      if (!link) return;
      const mailed = await written(context, tenant, document, link, { mailOf: packageReadyMail, of: [] });
      const commanded = timedCommand(context, tenant, name, id, link.link, link.attempts);
      const { now } = commanded;
      const command =
        mailed.outcome === 'sent'
          ? ({ command: 'record-sent', link: link.link, mail: mailed.evidence, now } as const)
          : ({ command: 'record-failure', link: link.link, ...mailed.failure, now } as const);
      settled(name, await context.execute(accessPackage, commanded, { entity: 'package', id }, command));
    },
  };
}

/**
 * Reminds people of a link that they have not used, once, some days before it runs out. What the ledger says counts, not
 * the read model, so that nobody is reminded of what was opened a moment ago.
 */
export function remindOfPackages(context: ServiceContext, tenant: Tenant): TimerSource<PackageDocument> {
  const step = 'remind-of-packages';
  return {
    projection: packagesProjection,
    dueField: 'remindAt',
    ready: () => context.mail.ready(),
    async fire({ package: id }) {
      const state = await packageInLedger(context, tenant, id);
      if (state.status === 'unknown' || !state.link) return;
      const due = reminderDueAt(state);
      const { link, expires, reminder } = state.link;
      const before = Date.parse(context.clock.now());
      if (due === undefined || before < Date.parse(due) || before >= Date.parse(expires)) return;
      const how = { mailOf: packageReminderMail, of: ['reminder'] };
      const mailed = await written(context, tenant, state, state.link, how);
      const commanded = timedCommand(context, tenant, step, id, link, reminder?.attempts ?? 0);
      const { now } = commanded;
      const command =
        mailed.outcome === 'sent'
          ? ({ command: 'record-reminded', link, mail: mailed.evidence, now } as const)
          : ({ command: 'record-reminder-failure', link, ...mailed.failure, now } as const);
      settled(step, await context.execute(accessPackage, commanded, { entity: 'package', id }, command));
    },
  };
}

const noAddress: Mailed = { outcome: 'failed', failure: { reason: 'no-address' } };

async function written(
  context: ServiceContext,
  tenant: Tenant,
  document: KnownPackage,
  { link, keyMonth, expires, uses }: KnownLink,
  { mailOf, of }: { mailOf: typeof packageReadyMail; of: readonly string[] },
): Promise<Mailed> {
  const { package: id } = document;
  const inForce = await context.statements.inForce(tenant);
  const to = await addressForPackage(context, tenant, document);
  const secret = await linkSecret(context.vault, { tenant, package: id, link, keyMonth });
  if (!inForce || !to || secret === undefined) return noAddress;
  const { statement } = inForce;
  const language = to.language ?? statement.statement.languages[0] ?? 'nb';
  const origin = context.publicOrigin?.() ?? publicOriginSchema.parse(undefined);
  const address = `${linkAddress(origin, tenant, id, secret)}?language=${language}`;
  const words = mailOf(statement, { requestType: document.requestType, address, expires, uses }, language);
  const mailId = derivedId(tenant, id, link, ...of);
  return mailOnBehalf(context.mail, { statement, to: to.email, language, words, id: mailId });
}

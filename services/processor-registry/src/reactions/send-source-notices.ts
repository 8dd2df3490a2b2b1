import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { settled, timedCommand } from '@vitne/service-kit/derived-command';
import { mailToPerson } from '@vitne/service-kit/mail-to-person';
import type { ServiceContext } from '@vitne/service-kit/service';
import { type SourceNoticeCommand, sourceNotices } from '../domain/source-notices.ts';
import { dataFromElsewhereMail } from '../mails/data-from-elsewhere.ts';
import { type SourceNoticeDocument, sourceNoticesProjection } from '../projections/source-notices.ts';

const name = 'send-source-notices';

/**
 * Tells people of data from elsewhere where the statement promises an e-mail (Art. 14), as soon as it can. Who cannot be
 * reached stays in the list of those to be told.
 */
export function sendSourceNotices(context: ServiceContext, tenant: Tenant): TimerSource<SourceNoticeDocument> {
  return {
    projection: sourceNoticesProjection,
    dueField: 'nextAttempt',
    ready: () => context.mail.ready(),
    async fire(owed) {
      const { notice, person, attempts } = owed;
      const command = await written(context, tenant, owed);
      const commanded = timedCommand(context, tenant, name, notice, attempts, owed.due.due);
      settled(name, await context.execute(sourceNotices, commanded, { entity: 'source-notices', id: person }, command));
    },
  };
}

async function written(
  context: ServiceContext,
  tenant: Tenant,
  { notice, person, source, dataCategories }: SourceNoticeDocument,
): Promise<Extract<SourceNoticeCommand, { command: 'give' | 'fail' }>> {
  const inForce = await context.statements.inForce(tenant);
  if (!inForce) throw new Error('No statement is in the read models.');
  const { statement } = inForce;
  const mailed = await mailToPerson(context, {
    tenant,
    person,
    statement,
    reference: notice,
    compose: (language) => dataFromElsewhereMail(statement, { source, dataCategories }, language),
  });
  const now = context.clock.now();
  switch (mailed.outcome) {
    case 'sent':
      return { command: 'give', notice, how: 'email', given: now, mail: mailed.evidence, now };
    case 'failed':
      return { command: 'fail', notice, ...mailed.failure, now };
    case 'gone':
      return { command: 'fail', notice, reason: 'no-address', now };
  }
}

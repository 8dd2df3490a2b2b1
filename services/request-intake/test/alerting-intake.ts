import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MailKeeper, startMailKeeper } from '@vitne/engines/mail-keeper';
import { smtpMailSender } from '@vitne/service-kit/mail-sender';
import { runService, type ServiceForTests } from '@vitne/testing/running-service';
import { statementOf } from '@vitne/testing/statement-files';
import { requestIntakeService } from '../src/service.ts';

export type AlertingIntake = { keeper: MailKeeper; run: ServiceForTests; stop(): Promise<void> };

/** The service of catacloud with a mail server that keeps what those on call are written. */
export async function startAlertingIntake(): Promise<AlertingIntake> {
  const folder = mkdtempSync(join(tmpdir(), 'vitne-alerting-'));
  const keeper = await startMailKeeper({ folder });
  const run = await runService(requestIntakeService, { mail: smtpMailSender({ url: keeper.url }) });
  await run.tellStatement(statementOf('catacloud', { tenant: run.tenant }));
  return {
    keeper,
    run,
    async stop() {
      await run.stop();
      await keeper.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

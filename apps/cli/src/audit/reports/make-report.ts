import type { LedgerSource, ReadOptions } from '@vitne/audit/ledger-source';
import type { Tenant } from '@vitne/contracts/channels';
import { accountabilitySections } from './accountability.ts';
import { breachSection } from './breaches.ts';
import type { InWords, Report, ReportKind, Section } from './report.ts';
import { type FoldedPeriod, foldPeriod } from './report-fold.ts';
import { requestSection } from './requests.ts';
import { retentionSections } from './retention.ts';
import { ropaSections } from './ropa.ts';

const kinds: Record<ReportKind, { title: InWords; sections: (period: FoldedPeriod) => Section[] }> = {
  accountability: { title: { nb: 'Ansvarlighet', en: 'Accountability' }, sections: accountabilitySections },
  ropa: { title: { nb: 'Behandlingsprotokoll', en: 'Record of processing' }, sections: ropaSections },
  requests: { title: { nb: 'Henvendelser', en: 'Requests' }, sections: (period) => [requestSection(period)] },
  retention: { title: { nb: 'Oppbevaring og sletting', en: 'Keeping and disposal' }, sections: retentionSections },
  breaches: { title: { nb: 'Bruddregister', en: 'Breach register' }, sections: (period) => [breachSection(period)] },
};

/**
 * A report on a period, from the ledger alone; each figure carries the positions of the events that it was counted from.
 * @throws {LedgerDamaged} when an event is missing
 */
export async function makeReport(
  source: LedgerSource,
  tenant: Tenant,
  report: ReportKind,
  { from, to }: { from: string; to: string },
  options: ReadOptions = {},
): Promise<Report> {
  const period = await foldPeriod(source, tenant, { from, to }, options);
  const inForce = period.statements.at(-1);
  const { title, sections } = kinds[report];
  return {
    report,
    title,
    tenant,
    ...(inForce && { organisation: inForce.statement.controller.name, statementVersion: inForce.version }),
    from,
    to,
    newest: period.newest,
    sections: sections(period),
  };
}

import { type LedgerExportAsked, ledgerExportAsked } from '@vitne/contracts/catalogue/ledger-export-events';
import { sameConsultationMinutes } from '@vitne/service-kit/consultations';
import { recordedOnce } from '@vitne/service-kit/recorded-once';

/** Exports that were asked for, each by the id of its audit; the same one asked for again within a quarter of an hour is one. */
export const ledgerExports = recordedOnce<LedgerExportAsked>({
  type: ledgerExportAsked.type,
  minutes: sameConsultationMinutes,
  at: ({ asked }) => asked,
  sameness: ({ audit, role, from, to, encrypted }) => [audit, role, from, to, encrypted],
});

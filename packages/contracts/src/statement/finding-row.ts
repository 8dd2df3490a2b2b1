import type { Finding } from './findings.ts';

/** A finding as other programs read it: these six fields and no others, from the command line and the API alike. */
export interface FindingRow {
  readonly code: Finding['code'];
  readonly severity: Finding['severity'];
  readonly article: string | null;
  readonly path: string;
  /** What is wrong, what the platform does meanwhile, and whether the controller has answered it in the file. */
  readonly message: string;
  readonly mend: string;
}

/** The row of a finding; what it says beyond the six fields is part of its message. */
export function findingRow({ code, severity, article, path, message, mend, meanwhile, answered }: Finding): FindingRow {
  const sentences = [
    message,
    meanwhile === undefined ? '' : `Meanwhile: ${meanwhile}`,
    answered ? 'A resolution in the file answers this.' : '',
  ];
  return { code, severity, article, path, message: sentences.filter((sentence) => sentence !== '').join(' '), mend };
}

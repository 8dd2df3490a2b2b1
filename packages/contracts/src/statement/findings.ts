/** What makes a file unusable: it is not published. */
export const ERROR_CODES = [
  'too-large',
  'not-yaml',
  'too-many-aliases',
  'wrong-shape',
  'unknown-key',
  'invalid-duration',
  'invalid-tenant-name',
  'duplicate-id',
  'unknown-reference',
  'unresolved-path',
  'unknown-finding-code',
  'purpose-without-basis',
  'unknown-basis',
  'keep-at-least-beyond-at-most',
  'consent-without-question',
  'processing-for-nobody',
  'unknown-time-zone',
  'open-dsr-address',
  'open-dsr-without-processor',
  'open-dsr-repeated',
] as const;

/** What a lawyer would object to: the file is published, and the platform takes the careful side meanwhile. */
export const WARNING_CODES = [
  'implied-consent',
  'alternative-bases',
  'population-without-basis',
  'legitimate-interest-unnamed',
  'legal-duty-unnamed',
  'marketing-without-consent',
  'device-access-without-consent',
  'unknown-cookie-category',
  'login-cookie-not-necessary',
  'cookie-consent-without-purpose',
  'vague-duration',
  'data-without-retention',
  'colliding-retention-rules',
  'empty-recipients',
  'processor-without-agreement',
  'transfer-without-basis',
  'transfer-against-promise',
  'agreement-expired',
  'sub-processor-without-processor',
  'open-dsr-erases-everything',
  'open-dsr-identity-not-held',
  'third-party-source-without-notice',
  'source-notice-later-than-law',
  'no-answer-time-limit',
  'answer-later-than-law',
  'missing-right',
  'right-without-basis',
  'no-complaint-route',
  'no-privacy-contact',
  'purpose-without-activity',
  'sale-purpose-not-sale',
  'notice-before-change-not-kept',
  'resolution-answers-nothing',
] as const;

/** Warnings that keep the file from being published until a resolution answers them: the platform must not choose. */
export const MUST_BE_ANSWERED: readonly FindingCode[] = ['colliding-retention-rules'];

export type ErrorCode = (typeof ERROR_CODES)[number];
export type WarningCode = (typeof WARNING_CODES)[number];
export type FindingCode = ErrorCode | WarningCode;

/** Something that the check found in a statement file. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning';
  /** The provision it rests on, such as `GDPR 6(1)`; null when the format alone demands it. */
  readonly article: string | null;
  /** The way to the place in the file, such as `purposes/newsletter/bases`. */
  readonly path: string;
  /** What is wrong. */
  readonly message: string;
  /** What to write instead. */
  readonly mend: string;
  /** Of a warning: what the platform does until the file is mended. */
  readonly meanwhile?: string;
  /** Where in the YAML text, counted from 1. */
  readonly line?: number;
  readonly column?: number;
  /** True when a resolution in the file answers it. */
  readonly answered: boolean;
}

type Told = Pick<Finding, 'article' | 'path' | 'message' | 'mend'>;

/** A finding that keeps the file from being published. */
export function errorFound(code: ErrorCode, told: Told): Finding {
  return { code, severity: 'error', ...told, answered: false };
}

/** A finding that lets the file be published, with what the platform does meanwhile. */
export function warningFound(code: WarningCode, told: Told & { readonly meanwhile: string }): Finding {
  return { code, severity: 'warning', ...told, answered: false };
}

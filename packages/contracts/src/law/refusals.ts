import { z } from 'zod';
import type { Prose } from './clocks.ts';
import type { ExtensionReason } from './extension.ts';
import { type PurposeTraits, type RequestType, requestTypes } from './requests.ts';

/** Why a request may be refused. Nothing outside this set is a reason. */
export const refusalReasons = [
  'identity-not-established',
  'manifestly-unfounded',
  'manifestly-excessive',
  'right-not-given',
  'rights-of-others',
  'legal-duty',
  'legal-claims',
  'compelling-grounds',
  'not-controller',
  'data-accurate',
] as const;
export const refusalReasonSchema = z.enum(refusalReasons);
export type RefusalReason = z.infer<typeof refusalReasonSchema>;

export type RefusalRule = {
  article: string;
  /** The name in the Data Privacy Vocabulary 2.3, where it has one. */
  dpv?: string;
  appliesTo: readonly RequestType[];
  says: Prose;
};

/** Withdrawing a consent and complaining to the authority need nobody's leave. */
const refusable = requestTypes.filter((type) => type !== 'withdrawal' && type !== 'complaint');

export const refusalRules: Record<RefusalReason, RefusalRule> = {
  'identity-not-established': {
    article: 'GDPR 12(2), 12(6)',
    dpv: 'eu-gdpr:JustificationA12IdentityFailure',
    appliesTo: refusable,
    says: { nb: 'Vi kunne ikke fastslå hvem som spør.', en: 'We could not establish who asks.' },
  },
  'manifestly-unfounded': {
    article: 'GDPR 12(5)',
    dpv: 'eu-gdpr:JustificationA12ManifestlyUnfounded',
    appliesTo: refusable,
    says: { nb: 'Henvendelsen er åpenbart grunnløs.', en: 'The request is manifestly unfounded.' },
  },
  'manifestly-excessive': {
    article: 'GDPR 12(5)',
    dpv: 'eu-gdpr:JustificationA12ManifestlyExcessive',
    appliesTo: refusable,
    says: { nb: 'Henvendelsen er åpenbart overdreven.', en: 'The request is manifestly excessive.' },
  },
  'right-not-given': {
    article: 'GDPR 17(1), 18(1), 20(1), 21(1), 22(1)',
    appliesTo: ['erasure', 'restriction', 'portability', 'objection', 'automated-decision'],
    says: { nb: 'Behandlingen gir ikke denne rettigheten.', en: 'The processing does not give this right.' },
  },
  'rights-of-others': {
    article: 'GDPR 15(4), 20(4)',
    appliesTo: ['access', 'portability'],
    says: { nb: 'Svaret ville krenke andres rettigheter.', en: 'The answer would harm the rights of others.' },
  },
  'legal-duty': {
    article: 'GDPR 17(3)(b)',
    dpv: 'eu-gdpr:JustificationA17LegallyRequired',
    appliesTo: ['erasure'],
    says: { nb: 'Loven krever at opplysningene beholdes.', en: 'The law demands that the data is kept.' },
  },
  'legal-claims': {
    article: 'GDPR 17(3)(e)',
    dpv: 'eu-gdpr:JustificationA17LegalClaims',
    appliesTo: ['erasure'],
    says: { nb: 'Opplysningene trengs for et rettskrav.', en: 'The data is needed for a legal claim.' },
  },
  'compelling-grounds': {
    article: 'GDPR 21(1)',
    appliesTo: ['objection'],
    says: {
      nb: 'Tvingende berettigede grunner går foran.',
      en: 'Compelling legitimate grounds take precedence.',
    },
  },
  'not-controller': {
    article: 'GDPR 4(7), 28(3)(a), 28(3)(e)',
    appliesTo: ['access', 'rectification', 'erasure', 'restriction', 'portability', 'objection'],
    says: {
      nb: 'Vi behandler opplysningene på vegne av en kunde, som er behandlingsansvarlig: vend deg til den.',
      en: 'We process the data on behalf of a client, who is the controller: turn to it.',
    },
  },
  'data-accurate': {
    article: 'GDPR 5(1)(d), 16',
    appliesTo: ['rectification'],
    says: { nb: 'Opplysningene er riktige slik de står.', en: 'The data is accurate as it stands.' },
  },
};

/** The grounds to keep data although its erasure was asked for: `legal-duty` (17(3)(b)) and `legal-claims` (17(3)(e)). */
export const groundsToKeep = ['legal-duty', 'legal-claims'] as const satisfies readonly RefusalReason[];
export const groundToKeepSchema = z.enum(groundsToKeep);
export type GroundToKeep = z.infer<typeof groundToKeepSchema>;

/** For what a fee may be asked, instead of a refusal (GDPR 12(5)). */
export const feeGrounds = ['manifestly-unfounded', 'manifestly-excessive'] as const satisfies readonly RefusalReason[];
export const feeGroundSchema = z.enum(feeGrounds);
export type FeeGround = z.infer<typeof feeGroundSchema>;

/** Whether a request may be refused for a reason. An objection to direct marketing is absolute (GDPR 21(3)). */
export function mayRefuse(
  type: RequestType,
  reason: RefusalReason,
  { directMarketing = false }: PurposeTraits = {},
): boolean {
  if (type === 'objection' && directMarketing) return reason === 'identity-not-established';
  return refusalRules[reason].appliesTo.includes(type);
}

/** The vocabulary's names for the reasons of an extension (GDPR 12(3)) and of a late breach notice (GDPR 33(1)). */
export const delayJustifications: Record<ExtensionReason | 'breach-notice-late', string> = {
  complexity: 'eu-gdpr:JustificationA12Complexity',
  'number-of-requests': 'eu-gdpr:JustificationA12HighVolume',
  'breach-notice-late': 'eu-gdpr:JustificationA33NotificationDelay',
};

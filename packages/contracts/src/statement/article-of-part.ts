import type { Statement } from './schema.ts';

/** What the law asks to be told in each part of a statement, where it asks for it at all. */
const articles: Partial<Record<keyof Statement | `${keyof Statement}/${string}`, string>> = {
  controller: 'GDPR 13(1)(a)',
  contacts: 'GDPR 13(1)(b)',
  activities: 'GDPR 30(1)',
  'activities/onBehalfOf': 'GDPR 30(2)(a)',
  'activities/security': 'GDPR 30(1)(g)',
  populations: 'GDPR 30(1)(c)',
  dataCategories: 'GDPR 14(1)(d)',
  sources: 'GDPR 14(2)(f)',
  'sources/notice': 'GDPR 14(3)',
  purposes: 'GDPR 13(1)(c)',
  'purposes/bases': 'GDPR 6(1), 13(1)(c)',
  'purposes/consent': 'GDPR 7',
  cookies: 'ekomloven § 3-15',
  recipients: 'GDPR 13(1)(e)',
  'recipients/agreement': 'GDPR 28(3)',
  'recipients/transfer': 'GDPR 44',
  sharing: 'GDPR 13(1)(e)',
  transfers: 'GDPR 13(1)(f)',
  retention: 'GDPR 13(2)(a)',
  requests: 'GDPR 13(2)(b)',
  'requests/answerWithin': 'GDPR 12(3)',
  complaints: 'GDPR 13(2)(d)',
  security: 'GDPR 32',
  automatedDecisions: 'GDPR 13(2)(f)',
  children: 'GDPR 8',
  changes: 'GDPR 13(3)',
  record: 'GDPR 5(2)',
};

/** The provision that asks for what stands at a path of a statement; null where the format alone does. */
export function articleOfPart(path: string): string | null {
  const [part = '', ...steps] = path.split('/');
  const finer = steps.map((step) => articles[`${part}/${step}` as keyof typeof articles]).find(Boolean);
  return finer ?? articles[part as keyof Statement] ?? null;
}

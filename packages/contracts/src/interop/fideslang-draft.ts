/** What stands in a draft where the manifest tells nothing. The check of statements refuses it until somebody decides. */
export const UNSPECIFIED = 'unspecified';

export const IMPORT_CODES = [
  'not-fideslang',
  'key-renamed',
  'unspecified-anchor',
  'unspecified-duration',
  'unspecified-basis',
  'unspecified-role',
  'unspecified-translation',
  'unspecified-controller',
  'unspecified-parts',
] as const;

/** Something that the manifest does not tell, and that a person must write before the draft can be published. */
export type ImportFinding = {
  readonly code: (typeof IMPORT_CODES)[number];
  readonly severity: 'error' | 'warning';
  readonly article: string | null;
  /** The place in the draft; of `not-fideslang`, in the manifest. */
  readonly path: string;
  readonly message: string;
  readonly mend: string;
};

export type Words = { nb: string; en: string };
export type DraftBasis = { article: string; appliesTo: { populations: string[]; dataCategories: string[] } };

/** The parts of a statement that a manifest can tell, to be completed by hand. */
export type StatementDraft = {
  vitne: 1;
  tenant: string;
  controller: { name: string; country: string; website: string; email: string };
  populations: { id: string; name: Words }[];
  dataCategories: { id: string; name: Words; attributes: { id: string; name: Words }[]; identifiers: string[] }[];
  purposes: {
    id: string;
    name: Words;
    term: string;
    role: string;
    dataCategories: string[];
    populations: string[];
    recipients: string[];
    bases: DraftBasis[];
  }[];
  recipients: { id: string; name: string; kind: string; dataCategories: string[] }[];
  retention: {
    id: string;
    dataCategories: string[];
    populations: string[];
    purposes: string[];
    anchor: string;
    keep: { atMost: string };
  }[];
  systems: { id: string; name: Words; holds: string[] }[];
};

/** What a draft still needs before it can be published. */
export function missing(draft: StatementDraft): ImportFinding[] {
  const absent = (what: boolean, finding: ImportFinding) => (what ? [finding] : []);
  return [
    ...absent(
      [draft.tenant, ...Object.values(draft.controller)].includes(UNSPECIFIED),
      found(
        'unspecified-controller',
        'controller',
        'The manifest does not tell all that Art. 13(1)(a) demands.',
        'Fill in the tenant and the controller.',
        'error',
        'GDPR 13(1)(a)',
      ),
    ),
    ...draft.purposes.flatMap(({ id, bases }) =>
      absent(
        bases.some(({ article }) => article === UNSPECIFIED),
        found(
          'unspecified-basis',
          `purposes/${id}/bases`,
          `The manifest names no legal basis for ${id}.`,
          'Name the basis, and to whom it applies.',
          'error',
          'GDPR 6(1)',
        ),
      ),
    ),
    ...[
      ...draft.purposes.filter(({ role }) => role === UNSPECIFIED).map(({ id }) => `purposes/${id}/role`),
      ...draft.recipients.filter(({ kind }) => kind === UNSPECIFIED).map(({ id }) => `recipients/${id}/kind`),
    ].map((path) =>
      found(
        'unspecified-role',
        path,
        'The manifest leaves the role open.',
        'Write who decides here.',
        'error',
        'GDPR 4(7), 4(8)',
      ),
    ),
    ...draft.retention.flatMap(({ id, keep }) => [
      found(
        'unspecified-anchor',
        `retention/${id}/anchor`,
        'A manifest does not tell from when a period is counted.',
        'Write the anchor, such as last-contact.',
        'error',
        'GDPR 13(2)(a)',
      ),
      ...absent(
        keep.atMost === UNSPECIFIED,
        found(
          'unspecified-duration',
          `retention/${id}/keep/atMost`,
          'The period is no ISO 8601 duration.',
          'Write a duration, such as P24M.',
          'error',
          'GDPR 13(2)(a)',
        ),
      ),
    ]),
    found(
      'unspecified-translation',
      '',
      'A manifest has one language.',
      'Write the Norwegian texts where it says unspecified.',
      'error',
      'GDPR 12(1)',
    ),
    found(
      'unspecified-parts',
      '',
      'A manifest has no terms of purposes, no sources, consent questions, cookie table, rights, complaint route, security measures, sharing rules or promises.',
      'Write these parts as docs/STATEMENT.md shows.',
      'error',
      'GDPR 13',
    ),
  ];
}

/** One finding of an import. */
export function found(
  code: ImportFinding['code'],
  path: string,
  message: string,
  mend: string,
  severity: ImportFinding['severity'] = 'warning',
  article: string | null = null,
): ImportFinding {
  return { code, severity, article, path, message, mend };
}

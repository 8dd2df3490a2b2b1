import { z } from 'zod';

/** Every clock that the software knows, named by the article that sets it. */
export const clockIds = [
  'gdpr-7-3',
  'gdpr-8',
  'gdpr-12-3',
  'gdpr-12-3-extension',
  'gdpr-12-4',
  'gdpr-12-5',
  'gdpr-12-6',
  'gdpr-14-3',
  'gdpr-18-3',
  'gdpr-19',
  'gdpr-21-1',
  'gdpr-21-3',
  'gdpr-28-2',
  'gdpr-33-1',
  'gdpr-33-2',
  'gdpr-33-5',
  'gdpr-34',
  'bokforing-13-primary',
  'bokforing-13-secondary',
] as const;
export const clockIdSchema = z.enum(clockIds);
export type ClockId = z.infer<typeof clockIdSchema>;

/** A sentence in both languages of the pages that show it. */
export type Prose = { nb: string; en: string };

/**
 * How a clock ends:
 * `months` on the same day of a later month; `hours` after elapsed hours; `at-once` at the moment it starts; `before`
 * strictly before the moment given; `undue-delay` as soon as possible, with no number in the law; `agreed` after what an
 * agreement says; `retention` is no deadline but a shortest keeping time; `age` and `duty` have no end at all.
 */
export type ClockKind =
  | 'months'
  | 'hours'
  | 'at-once'
  | 'before'
  | 'undue-delay'
  | 'agreed'
  | 'retention'
  | 'age'
  | 'duty';

/** One clock of the law, as data. */
export type ClockRule = {
  article: string;
  /** Whether an end on a Saturday, Sunday or public holiday moves to the next working day (1182/71, Art. 3(4)). */
  rolls: boolean;
  /** The clock that takes over when the time is extended. */
  extension?: ClockId;
  /** Whether an open doubt about identity gives a second, later date beside the strict one (GDPR 12(6)). */
  pausable?: true;
  /** Whether a first contact or a first disclosure ends the time early (GDPR 14(3)(b) and (c)). */
  endsEarly?: true;
  starts: Prose;
  says: Prose;
  /** False where the rule is believed right but its source has not been read for this version. */
  sourceRead: boolean;
} & (
  | { kind: 'months' | 'hours' | 'retention' /** ISO 8601. */; length: string }
  | { kind: Exclude<ClockKind, 'months' | 'hours' | 'retention'> }
);

export type Rules = Record<ClockId, ClockRule>;

/**
 * What a rejection's code means wherever it is answered, over HTTP or on the bus: 404 for what is not there, 409 for a state
 * that stands against it, 410 for what was there and is gone, 422 for content that cannot be right, 429 for what was asked for too often.
 */
export type RejectionEntry = {
  readonly status: 403 | 404 | 409 | 410 | 422 | 429;
  /** A few words, the same for every occurrence (RFC 9457, title). */
  readonly title: string;
  /** What to change, for the page that the problem's type points at. */
  readonly says: string;
};

/** The status of each code, as a service's table of rejections has it. */
export const statusesOf = <Code extends string>(
  entries: Readonly<Record<Code, RejectionEntry>>,
): Record<Code, number> =>
  Object.fromEntries(Object.entries<RejectionEntry>(entries).map(([code, { status }]) => [code, status])) as Record<
    Code,
    number
  >;

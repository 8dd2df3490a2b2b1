import { isAfter, laterOf } from './moments.ts';

/** When something last began and last ended, by when that happened and not by when it was told. */
export type Standing = { began?: string; ended?: string };

export const began = (standing: Standing, at: string): Standing => ({
  ...standing,
  began: laterOf(standing.began, at),
});
export const ended = (standing: Standing, at: string): Standing => ({
  ...standing,
  ended: laterOf(standing.ended, at),
});

/** Whether it began again after a moment at which it ended: that end, told late, ends nothing any more. */
export const hasBegunSince = ({ began: at }: Standing, end: string): boolean => at !== undefined && isAfter(at, end);

const startsOrStops: Readonly<Record<string, { what: string; happened: typeof began }>> = {
  'newsletter.signed-up.v1': { what: 'newsletter', happened: began },
  'newsletter.opted-out.v1': { what: 'newsletter', happened: ended },
  'course.signed-up.v1': { what: 'course', happened: began },
  'course.opted-out.v1': { what: 'course', happened: ended },
  'cookie.set.v1': { what: 'cookie', happened: began },
  'cookie.removed.v1': { what: 'cookie', happened: ended },
};

/** What a user event says that it begins or ends, each cookie by its name; undefined for any other event. */
export function standingOf(type: string, { cookie }: { cookie?: string }): string | undefined {
  const what = startsOrStops[type]?.what;
  return what === 'cookie' ? `cookie ${cookie}` : what;
}

/** A person's file after a user event that begins or ends something. */
export function withStanding<File extends { standings?: Record<string, Standing> }>(
  file: File,
  type: string,
  facts: { occurred: string; cookie?: string },
): File {
  const about = standingOf(type, facts);
  const happened = startsOrStops[type]?.happened;
  if (about === undefined || happened === undefined) return file;
  return {
    ...file,
    standings: { ...file.standings, [about]: happened(file.standings?.[about] ?? {}, facts.occurred) },
  };
}

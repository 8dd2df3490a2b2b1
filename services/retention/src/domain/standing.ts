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

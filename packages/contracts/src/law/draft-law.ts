import { z } from 'zod';
import { calendars, calendarVersionSchema, type HolidayRule } from './calendars.ts';
import { type ClockId, type ClockRule, clockIdSchema } from './clocks.ts';
import type { ByLaw } from './due.ts';
import { rules, rulesVersionSchema } from './rules.ts';

const length = z
  .string()
  .regex(/^P(?:\d+[YMWD])+$|^PT\d+H$/, 'A length is an ISO 8601 duration, such as P2M or PT24H.');
const named = { id: z.string().max(64), nb: z.string().max(200), en: z.string().max(200), source: z.string().max(300) };
const draftName = z
  .string()
  .regex(/^draft-[a-z0-9-]{1,40}$/, 'The name of a draft begins with draft-, so that nobody takes it for a version.');

/** A law that is not in force, as a file: a published one with something changed, to see what would differ. */
export const draftLawSchema = z.strictObject({
  draft: draftName,
  /** The published rules that it starts from, and the clocks whose length or rolling it changes. */
  rules: z
    .strictObject({
      from: rulesVersionSchema,
      clocks: z.partialRecord(
        clockIdSchema,
        z.strictObject({ length: length.optional(), rolls: z.boolean().optional() }),
      ),
    })
    .optional(),
  /** The published calendar that it starts from, and the holidays that come and go, by their ids. */
  calendar: z
    .strictObject({
      from: calendarVersionSchema,
      without: z.array(z.string()).max(50).default([]),
      with: z
        .array(
          z.union([
            z.strictObject({ ...named, month: z.int().min(1).max(12), day: z.int().min(1).max(31) }),
            z.strictObject({ ...named, daysFromEaster: z.int().min(-200).max(200) }),
          ]),
        )
        .max(50)
        .default([]),
    })
    .optional(),
});
export type DraftLaw = z.infer<typeof draftLawSchema>;

/** The law that a draft describes, to be given to whatever computes dates. */
export function lawOfDraft({ draft, rules: changed, calendar }: DraftLaw): ByLaw {
  return {
    ...(changed && { rules: { draft, rules: { ...rules[changed.from], ...changedClocks(changed) } } }),
    ...(calendar && {
      calendar: {
        draft,
        calendar: {
          ...calendars[calendar.from],
          holidays: [
            ...calendars[calendar.from].holidays.filter(({ id }) => !calendar.without.includes(id)),
            ...(calendar.with as readonly HolidayRule[]),
          ],
        },
      },
    }),
  };
}

/** Only a clock that has a length can have another one. */
function changedClocks({ from, clocks }: NonNullable<DraftLaw['rules']>): Partial<Record<ClockId, ClockRule>> {
  const entries = Object.entries(clocks).map(([id, { length: other, rolls }]) => {
    const rule = rules[from][id as ClockId];
    const counted = other !== undefined && 'length' in rule && { length: other };
    return [id, { ...rule, ...counted, ...(rolls !== undefined && { rolls }) }];
  });
  return Object.fromEntries(entries) as Partial<Record<ClockId, ClockRule>>;
}

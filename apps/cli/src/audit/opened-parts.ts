import { parseChannel } from '@vitne/contracts/channels';
import { z } from 'zod';
import { type CallAs, callPlatform } from '../platform-caller.ts';
import { UsageError } from '../usage-error.ts';
import type { Timeline, TimelineEntry } from './timeline.ts';

/** Why a timeline is opened, and for which request or incident. */
export type OpenFor = { purpose: string; matter?: string | undefined };

const answerSchema = z.object({
  parts: z.array(
    z.object({
      position: z.int(),
      part: z.string(),
      fields: z.record(z.string(), z.unknown()).optional(),
      shredded: z.literal(true).optional(),
    }),
  ),
});

/** As many events as the platform opens at once. */
const mostAtOnce = 100;

/**
 * Has the platform open what is sealed of the person in a timeline, also what was sealed of the person as a visitor. The
 * platform records that first; without it nothing is opened.
 * @throws {UsageError} when it refuses
 */
export async function openTimeline(timeline: Timeline, as: CallAs, { purpose, matter }: OpenFor): Promise<Timeline> {
  const found = new Map<string, z.infer<typeof answerSchema>['parts'][number]>();
  for (const person of [timeline.person, ...timeline.visitors]) {
    const sealed = timeline.entries.filter((entry) => entry.sealed.some((part) => part.person === person));
    for (let from = 0; from < sealed.length; from += mostAtOnce) {
      const events = sealed.slice(from, from + mostAtOnce).map(placeOf);
      const body = { purpose, ...(matter !== undefined && { matter }), events };
      const answer = await callPlatform(as, `/v1/people/${person}/consultations`, body);
      if (answer === undefined) throw new UsageError('The platform does not know an event that the ledger has.');
      for (const part of answerSchema.parse(answer).parts) found.set(`${part.position} ${person} ${part.part}`, part);
    }
  }
  const entries = timeline.entries.map((entry) => ({
    ...entry,
    sealed: entry.sealed.map((part) => {
      const read = found.get(`${entry.position} ${part.person} ${part.part}`);
      return {
        ...part,
        ...(read?.fields && { fields: read.fields }),
        ...(read?.shredded && { shredded: true as const }),
      };
    }),
  }));
  return { ...timeline, entries };
}

function placeOf({ channel, position }: TimelineEntry) {
  const parts = parseChannel(channel);
  if (!parts) throw new TypeError('An event stands on no channel.');
  const { context, entity, id } = parts;
  return { context, entity, id, position };
}

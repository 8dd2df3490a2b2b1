import {
  type EvidenceDownloaded,
  evidenceDownloadedIn,
  evidenceEntity,
} from '@vitne/contracts/catalogue/evidence-download-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { FastifyRequest } from 'fastify';
import { ConsultationNotRecorded } from './consultation-not-recorded.ts';
import { sameConsultationMinutes } from './consultations.ts';
import { type OnceDecider, recordedOnce, recordFirst } from './recorded-once.ts';
import type { ServiceContext } from './service.ts';

export type Download = Pick<EvidenceDownloaded, 'person' | 'about' | 'contains'>;

/** Files with proof of one person that were given; the same file to the same one within a quarter of an hour is one download. */
export const downloadsIn = (type: string): OnceDecider<EvidenceDownloaded> =>
  recordedOnce({
    type,
    minutes: sameConsultationMinutes,
    at: ({ downloaded }) => downloaded,
    sameness: ({ about, by, contains }) => [about, by, contains],
  });

/**
 * Records that a file with proof is taken away, before it is given. Whoever has the link is the person, as far as we know;
 * whoever has a token is recorded by role, and as the event's actor by a pseudonym.
 * @throws {ConsultationNotRecorded} when it cannot be recorded: nothing may be given then.
 */
export async function recordDownload(
  context: ServiceContext,
  request: FastifyRequest,
  by: 'person' | 'caller',
  tenant: Tenant,
  download: Download,
): Promise<void> {
  const type = evidenceDownloadedIn.get(context.service)?.type;
  if (type === undefined) throw new TypeError(`The context ${context.service} has no event for files that it gives.`);
  const actor = by === 'person' ? 'anonymous:evidence-link' : request.caller.actor;
  const taker = by === 'person' ? by : request.caller.role;
  const facts: EvidenceDownloaded = { ...download, by: taker, downloaded: context.clock.now() };
  try {
    const target = { entity: evidenceEntity, id: download.person };
    await recordFirst(context, request, downloadsIn(type), { tenant, actor }, target, facts);
  } catch (cause) {
    throw new ConsultationNotRecorded('What was about to be given could not be recorded.', { cause });
  }
}

import { metrics } from '@opentelemetry/api';
import { type Consulted, consultationsEntity, consultedIn } from '@vitne/contracts/catalogue/consultation-events';
import type { SealedPart } from '@vitne/contracts/envelope';
import type { Vault } from '@vitne/vault/vault';
import type { FastifyRequest } from 'fastify';
import { concurrentMap } from './concurrent-map.ts';
import { ConsultationNotRecorded } from './consultation-not-recorded.ts';
import { consultationsIn } from './consultations.ts';
import { recordFirst } from './recorded-once.ts';
import type { ServiceContext } from './service.ts';

/** What is opened and why; an auditor's purpose is always the audit. */
export type Reading = Pick<Consulted, 'opened' | 'purpose'> & { matter?: string | undefined };

/** Opens what is sealed: for somebody who reads, as `consult` gives it, or for the platform, which shows it to nobody. */
export type Opener = Pick<Vault, 'open'> & { readonly opensFor: 'reader' | 'platform' };

/** The vault, where the platform needs what is sealed to act by it. An architecture rule lists who may. */
export const platformOpener = (vault: Pick<Vault, 'open'>): Opener => ({
  opensFor: 'platform',
  open: async (items) => (items.length === 0 ? [] : vault.open(items)),
});

/** One person's or incident's data, by its categories. */
export type ToConsult = { owner: string; dataCategories: readonly string[] };

/**
 * The one way by which a caller with a token gets to see what is sealed. It records who opens what, of whom and why, and
 * answers when that is on disk; only then is there something to open with, and it opens nothing else.
 * @throws {ConsultationNotRecorded} when it cannot be recorded: nothing may be shown then.
 */
export async function consult(
  context: ServiceContext,
  request: FastifyRequest,
  reading: Reading,
  parts: readonly SealedPart[],
): Promise<Opener> {
  const byOwner = Map.groupBy(parts, ({ person }) => person);
  const all = [...byOwner].map(
    ([owner, of]): ToConsult => ({ owner, dataCategories: [...new Set(of.map(({ category }) => category))].sort() }),
  );
  await recordConsultations(context, request, reading, all);
  const recorded = new Set(parts.map(({ person, category }) => `${person} ${category}`));
  return {
    opensFor: 'reader',
    async open(items) {
      for (const { person, category } of items.flatMap(({ sealed }) => sealed)) {
        if (!recorded.has(`${person} ${category}`)) throw new TypeError('Something else is opened than was recorded.');
      }
      return items.length === 0 ? [] : context.vault.open(items);
    },
  };
}

const mostAtOnce = 16;
/** Made when it is needed: a counter that is made before telemetry starts counts for nobody. */
const consultations = () =>
  metrics.getMeter('vitne-service-kit').createCounter('vitne.consultations', {
    description: 'Openings of personal data by callers with a token: recorded, or refused because they could not be.',
  });

/**
 * Records that somebody opens what stands of people, each of them by itself; answers the newest position, 0 when there is nobody.
 * A repeat under another id within a quarter of an hour records nothing more.
 * @throws {ConsultationNotRecorded}
 */
export async function recordConsultations(
  context: ServiceContext,
  request: FastifyRequest,
  { opened, purpose, matter }: Reading,
  all: readonly ToConsult[],
): Promise<number> {
  const type = consultedIn.get(context.service)?.type;
  if (type === undefined) throw new TypeError(`The context ${context.service} has no event for what is opened.`);
  const { tenant, role, actor } = request.caller;
  const why = role === 'auditor' ? 'audit' : purpose;
  const measured = { 'vitne.service': context.service, 'vitne.role': role, 'vitne.purpose': why };
  const record = async ({ owner, dataCategories }: ToConsult): Promise<number> => {
    const now = context.clock.now();
    const facts: Consulted = {
      owner,
      role,
      purpose: why,
      opened,
      ...(matter !== undefined && { matter }),
      dataCategories: [...dataCategories],
      consulted: now,
    };
    const target = { entity: consultationsEntity, id: owner };
    return recordFirst(context, request, consultationsIn(type), { tenant, actor }, target, facts);
  };
  try {
    const positions = await concurrentMap(all, mostAtOnce, record);
    if (all.length > 0) consultations().add(all.length, { ...measured, 'vitne.outcome': 'recorded' });
    return Math.max(0, ...positions);
  } catch (cause) {
    consultations().add(all.length, { ...measured, 'vitne.outcome': 'not-recorded' });
    throw new ConsultationNotRecorded('What was about to be read could not be recorded.', { cause });
  }
}

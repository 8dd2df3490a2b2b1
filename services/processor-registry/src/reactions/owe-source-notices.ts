import { createHash } from 'node:crypto';
import { type Disclosure, disclosureTypes } from '@vitne/contracts/catalogue/disclosure-events';
import { partlyFulfilled, partlyFulfilledV2 } from '@vitne/contracts/catalogue/request-course-events';
import {
  requestAcknowledged,
  requestExtended,
  requestFulfilled,
  requestRefused,
} from '@vitne/contracts/catalogue/request-intake-events';
import { disposalCompleted } from '@vitne/contracts/catalogue/retention-events';
import {
  categoriesHeldAfter,
  courseHeld,
  enquiryAnswered,
  registerDataFetched,
} from '@vitne/contracts/catalogue/user-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { computeDue } from '@vitne/contracts/law/due';
import { isRejected } from '@vitne/contracts/law/moments';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { disposedOf } from '../disposed-data.ts';
import { type NoticeTerms, noticeTerms, type SourceNoticeCommand, sourceNotices } from '../domain/source-notices.ts';

const name = 'owe-source-notices';

/** Events by which the organisation has spoken to the person, and the fact that says when. */
const contacts: ReadonlyMap<string, string> = new Map([
  [enquiryAnswered.type, 'occurred'],
  [courseHeld.type, 'occurred'],
  [requestAcknowledged.type, 'acknowledged'],
  [requestExtended.type, 'told'],
  [requestFulfilled.type, 'fulfilled'],
  [requestRefused.type, 'refused'],
  [partlyFulfilled.type, 'closed'],
  [partlyFulfilledV2.type, 'closed'],
]);

/** Data from somebody else makes a notice to the person fall due; a first contact or disclosure makes it due at once. */
export function oweSourceNotices(context: ServiceContext): Reaction {
  return {
    name,
    handles: [registerDataFetched.type, ...disclosureTypes, disposalCompleted.type, ...contacts.keys()],
    async react(event) {
      const now = context.clock.now();
      const command = await commandFor(context, event, now);
      const target = { entity: 'source-notices', id: String(event.facts['person']) };
      settled(name, await context.execute(sourceNotices, consequenceOf(context, event, name), target, command));
    },
  };
}

async function commandFor(
  context: ServiceContext,
  { meta, facts }: AnyRecordedEvent,
  now: string,
): Promise<SourceNoticeCommand> {
  const { tenant } = meta;
  if (meta.type === registerDataFetched.type) {
    const { person, source, occurred } = facts as FactsOf<typeof registerDataFetched>;
    const obtained = countable(occurred) ?? meta.time;
    const notice = createHash('sha256').update(`${tenant} ${name} ${meta.id}`).digest('hex').slice(0, 32);
    const dataCategories = categoriesHeldAfter(registerDataFetched);
    const terms = await termsOf(context, tenant);
    return { command: 'obtain', notice, person, source, dataCategories, obtained, terms };
  }
  if (disclosureTypes.includes(meta.type)) {
    const { dataCategories, disclosed: at } = facts as Disclosure;
    return { command: 'disclose', at, dataCategories, terms: await termsOf(context, tenant) };
  }
  if (meta.type === disposalCompleted.type) {
    const { person, disposal } = facts as FactsOf<typeof disposalCompleted>;
    return { command: 'lapse', disposal, dataCategories: await disposedOf(context, tenant, person, disposal), now };
  }
  const at = countable(String(facts[contacts.get(meta.type) ?? ''])) ?? meta.time;
  return { command: 'contact', at, terms: await termsOf(context, tenant) };
}

/** A moment that a system told, if a time of the law can be counted from it. */
function countable(told: string): string | undefined {
  const moment = Number.isNaN(Date.parse(told)) ? told : new Date(told).toISOString();
  return isRejected(computeDue({ clock: 'gdpr-14-3', received: moment })) ? undefined : moment;
}

const termsOf = async ({ statements }: ServiceContext, tenant: string): Promise<NoticeTerms> =>
  noticeTerms((await statements.inForce(tenant))?.statement);

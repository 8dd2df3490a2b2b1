import {
  authorityAsks,
  behaviourRollsOff,
  changeIsAnnounced,
  clientArrives,
  clientLeavesAndReturns,
  newsletterStops,
  publishEdition,
  sharingNeedsTwo,
} from './catacloud.ts';
import { erasureIsAsked } from './erasure-is-asked.ts';
import { abuseIsReported, requestIsForgotten } from './incidents-and-delays.ts';
import {
  accessIsAsked,
  enquiryComesIn,
  enquiryIsDisposedOf,
  kaukusRecords,
  logsAreWritten,
  processorGetsData,
  visitorChooses,
} from './kaukus.ts';
import { storyteller, type World } from './storyteller.ts';
import { systemsOf } from './systems-of-a-tenant.ts';

/** How long before today the story begins, in days. */
export const storyLengthDays = 790;

export type StoryOutcome = { checks: number; failures: string[] };

/**
 * Two years at two companies, told from outside: systems on NATS, a web site, staff and a privacy officer over HTTP.
 * Days are counted from the beginning; when time goes on, everything that falls due meanwhile happens.
 */
export async function playStory(
  world: World,
  statements: { catacloud: string; kaukus: string },
): Promise<StoryOutcome> {
  const story = storyteller(world);
  const systems: { stop(): Promise<void> }[] = [];
  try {
    story.chapter('Two organisations publish their statements (C1, K1)');
    await publishEdition(story, statements.catacloud, 8);
    const kaukus = await story.post(
      '/v1/statements',
      { tenant: 'kaukus', role: 'privacy-officer' },
      { file: statements.kaukus },
    );
    await story.everyoneKnows('kaukus', kaukus.position);
    story.tell('Kaukus publishes its statement.');
    story.holds('It is in force.', kaukus.status === 201, kaukus.body);
    systems.push(await systemsOf('kaukus', ['kaukus-site', 'moteadm', 'kaukus-mail'], story, kaukusRecords));
    systems.push(await systemsOf('catacloud', ['catacloud-app', 'catacloud-crm', 'catacloud-site'], story));
    const foreign = await story.get('/v1/requests', { tenant: 'kaukus', role: 'system' });
    story.holds(
      "A token opens only what its role may do, in its own tenant's record.",
      foreign.status === 403,
      foreign.body,
    );

    await visitorChooses(story); // day 0 to 21
    const enquirer = await enquiryComesIn(story); // day 21 to 24
    const nora = await clientArrives(story); // day 24
    await logsAreWritten(story); // day 24 to 60
    await accessIsAsked(story); // day 60 to 70
    await processorGetsData(story, enquirer);
    await newsletterStops(story, nora); // day 70 to 82
    await publishEdition(story, statements.catacloud, 9, 'fjell-analyse');
    await changeIsAnnounced(story, nora);
    await sharingNeedsTwo(story, nora);
    await authorityAsks(story, nora);
    await publishEdition(story, statements.catacloud, 10);
    await clientLeavesAndReturns(story, nora); // day 200 to 300
    await requestIsForgotten(story); // day 310 to 345
    await behaviourRollsOff(story); // day 600
    await abuseIsReported(story); // day 610 to 612
    await enquiryIsDisposedOf(story, enquirer); // day 770
    await erasureIsAsked(story, nora); // day 780
    await story.until(storyLengthDays);
    return story.outcome();
  } finally {
    for (const system of systems) await system.stop();
    await story.close();
  }
}

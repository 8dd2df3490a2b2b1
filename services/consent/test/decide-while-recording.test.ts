import type { EventLog } from '@vitne/event-log/event-log';
import { type Answer, answerQuestions } from '@vitne/service-kit/answer-questions';
import { handleCommand } from '@vitne/service-kit/command-handler';
import { memoryVault } from '@vitne/vault/memory-vault';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ConsentCommand, consentsOfAPerson } from '../src/domain/consents-of-a-person.ts';
import { notice, shown, termsOf } from './consent-scenarios.ts';
import { news } from './decide-cases.ts';
import { consents, person, worldOf } from './decision-world.ts';

const start = '2026-03-02T09:00:00.000Z';
const end = '2027-01-01T00:00:00.000Z';
const withdraw = {
  command: 'withdraw',
  person,
  purpose: 'newsletter',
  surface: 'portal',
  statementVersion: '1.0',
} as const;
const give = (now: string): ConsentCommand => ({
  command: 'give',
  person,
  purpose: 'newsletter',
  statementVersion: '1.0',
  shown: { ...shown, noticeHash: notice.nb, surface: 'portal' },
  terms: termsOf(),
  now,
});

/**
 * What people do to one consent while others ask about it, in every order in which the ledger may take and give: the
 * scheduler lets one append or read through at a time. The clock stands, or goes on a millisecond each time it is read.
 */
async function raced(scheduler: fc.Scheduler, clockRuns: boolean) {
  const world = await worldOf('kaukus');
  await world.happens(consents.given('newsletter', '1.0'), '2026-03-01T09:00:00.000Z');
  let reads = 0;
  const clock = () => new Date(Date.parse(start) + (clockRuns ? reads++ : 0)).toISOString();
  world.goesBy(clock);
  const scheduled =
    <Args extends unknown[], T>(act: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      await scheduler.schedule(Promise.resolve());
      return scheduler.schedule(act(...args));
    };
  const log: EventLog = {
    ...world.log,
    append: scheduled(world.log.append),
    readEntity: scheduled(world.log.readEntity),
  };
  const sources = {
    ...world.sources,
    entity: scheduled(world.sources.entity),
    newest: scheduled(world.sources.newest),
  };
  const answers: Answer[] = [];
  const ask = async (later: number) => {
    for (let step = 0; step < later; step++) await scheduler.schedule(Promise.resolve());
    const found = await answerQuestions(sources, 'kaukus', [{ question: news, person }], clock());
    if (found !== 'behind') answers.push(...found.answers);
  };
  const does = (commandId: string, command: ConsentCommand) =>
    handleCommand(
      { log, vault: memoryVault(), service: 'consent', timeline: world.timeline, keyPeriodOf: () => undefined },
      consentsOfAPerson,
      { tenant: 'kaukus', commandId, actor: 'system:site', correlation: commandId, now: clock(), content: commandId },
      { entity: 'person', id: person },
      command,
    );
  const asking = [0, 2, 4, 6, 8, 10].map(ask);
  const acting = [does('withdrawal', withdraw), does('giving', give(start))];
  await scheduler.waitFor(Promise.all([...asking, ...acting]));
  return { world, answers };
}

it('what was answered while somebody withdrew and agreed again is answered as of that moment and by that position', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, clockRuns) => {
      const { world, answers } = await raced(scheduler, clockRuns);
      expect(answers).toHaveLength(6);
      for (const answer of answers) {
        seen.add(answer.decision);
        expect(await world.ask(news, end, answer.asOf, person, answer.position)).toEqual(answer);
        const again = await world.ask(news, end, answer.asOf);
        expect(again).toEqual({ ...answer, position: again.position });
      }
    }),
    { numRuns: 150 },
  );
  expect(seen).toEqual(new Set(['allow', 'deny']));
}, 60_000);

import { connectDatabase, databaseName } from '@vitne/service-kit/connections';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningPlatform, runPlatform, yesToAnalytics } from '../running-platform.ts';
import { cli, startProgram } from '../started-program.ts';

let running: RunningPlatform;
beforeAll(async () => {
  running = await runPlatform();
});
afterAll(() => running?.stop());

const vitne = (...words: string[]) => startProgram(cli, [...words, '--data', running.dataDir]).ended;

test('a document that was changed by hand is found by the audit, which says how it is mended, and then it is', async () => {
  const { user, platform } = running;
  const give = async (name: string) =>
    user.post('/v1/public/kaukus/consents', 'anyone', await yesToAnalytics(user, name));
  await give('first');
  await platform.settled();
  const mongo = await connectDatabase(platform.address.mongoUrl);
  const documents = mongo.db(databaseName('consent')).collection('kaukus.consents');
  await documents.updateOne({ person: { $exists: true } }, { $set: { person: 'somebodyelseentirely' } });
  await mongo.close();

  const found = await vitne('audit', 'replay');
  expect([found.code, found.output]).toEqual([1, expect.stringContaining('projections rebuild consent/consents')]);
  const mended = await vitne('projections', 'rebuild', 'consent/consents', '--tenant', 'kaukus');
  expect([mended.code, mended.output]).toEqual([0, expect.stringContaining('kaukus  consent/consents is folded anew')]);
  expect((await give('second')).status).toBe(201);
  const audit = await vitne('audit', 'replay');
  expect([audit.code, audit.output]).toEqual([0, expect.stringContaining(': 0 differences')]);
  const nowhere = await vitne('projections', 'rebuild', 'consent/nothing');
  expect([nowhere.code, nowhere.output]).toEqual([
    2,
    expect.stringMatching(/^There is no read model consent\/nothing: [^\n]+\.\n$/),
  ]);
}, 120_000);

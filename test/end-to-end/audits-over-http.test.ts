import { setTimeout as wait } from 'node:timers/promises';
import { connectDatabase, databaseName } from '@vitne/service-kit/connections';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { begin, type RunningPlatform, runPlatform, yesToAnalytics } from '../running-platform.ts';

let running: RunningPlatform;
beforeAll(async () => {
  running = await runPlatform();
});
afterAll(() => running?.stop());

const auditor = { tenant: 'kaukus', role: 'auditor' } as const;

/** Asks for an audit, waits until it has come to its end, and reads what came of it. */
async function audited(body: object): Promise<{ state: string; found?: boolean; says?: string; result: string }> {
  const { user, platform } = running;
  const asked = await user.post('/v1/audits', auditor, body);
  expect(asked.status).toBe(202);
  const path = `/v1/audits/${String(asked.body['audit'])}`;
  for (;;) {
    const { body: audit } = await user.get(path, auditor);
    const { state, found, says } = audit as { state: string; found?: boolean; says?: string };
    if (state === 'waiting' || state === 'running') await wait(100);
    else {
      const token = await platform.token({ ...auditor, subject: 'somebody' });
      const file = await fetch(`${platform.address.gateway}${path}/result`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return { state, ...(found !== undefined && { found }), ...(says && { says }), result: await file.text() };
    }
  }
}

test('an auditor with a token and no command line audits the ledger through the gateway', async () => {
  const { user, platform } = running;
  const given = await user.post('/v1/public/kaukus/consents', 'anyone', await yesToAnalytics(user, 'visitor'));
  expect(given.status).toBe(201);
  await platform.settled();
  await platform.signed();
  const keys = (await user.get('/v1/public/kaukus/ledger/keys', 'anyone')).body['keys'] as { key: string }[];
  const key = keys.map((one) => one.key);

  const verified = await audited({ kind: 'verify', keys: key });
  expect(verified).toMatchObject({ state: 'ended', found: false });
  expect(JSON.parse(verified.result)).toMatchObject([
    { tenant: 'kaukus', findings: [], signedBy: [expect.any(String)] },
  ]);

  const ledger = await running.ledger('kaukus');
  const consent = ledger.find(({ meta }) => meta.type === 'consent.given.v1');
  if (!consent) throw new Error('No consent is in the ledger.');
  const asOf = JSON.parse((await audited({ kind: 'as-of', at: consent.meta.time })).result);
  const before = JSON.parse((await audited({ kind: 'as-of', at: begin })).result);
  expect([before.consents, asOf.consents]).toEqual([[], [expect.objectContaining({ purpose: 'analytics' })]]);
  const told = await audited({ kind: 'timeline', person: (consent.facts as { person: string }).person });
  expect(told.result).toContain('consent.given.v1');
  const proof = await audited({ kind: 'prove', position: 1, keys: key });
  expect(proof.result).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
}, 120_000);

test('an export that an auditor asks for through the gateway is an event, and the report of accountability counts it', async () => {
  const exported = await audited({ kind: 'export' });
  expect(exported).toMatchObject({ state: 'ended', result: expect.stringContaining('.ledger-exports.') });
  const asked = (await running.ledger('kaukus')).filter(({ meta }) => meta.type === 'ledger-export.asked.v1');
  expect(asked).toMatchObject([{ facts: { role: 'auditor', encrypted: false }, sealed: [] }]);
  const period = { from: begin, to: '2036-01-01' };
  const report = await audited({ kind: 'report', report: 'accountability', format: 'json', ...period });
  const { sections } = JSON.parse(report.result) as {
    sections: { id: string; figures: { id: string; count: number }[] }[];
  };
  expect(sections.find(({ id }) => id === 'processor-registry')?.figures).toContainEqual(
    expect.objectContaining({ id: 'ledger-export.asked.v1', count: 1 }),
  );
}, 120_000);

test('a read model that says something else than the ledger is found, over HTTP too', async () => {
  expect(await audited({ kind: 'replay' })).toMatchObject({ state: 'ended', found: false });
  const mongo = await connectDatabase(running.platform.address.mongoUrl);
  const documents = mongo.db(databaseName('consent')).collection('kaukus.consents');
  await documents.updateOne({ person: { $exists: true } }, { $set: { person: 'somebodyelseentirely' } });
  await mongo.close();
  const found = await audited({ kind: 'replay' });
  expect(found).toMatchObject({ state: 'ended', found: true });
  expect(found.result).toContain('consents');
}, 120_000);

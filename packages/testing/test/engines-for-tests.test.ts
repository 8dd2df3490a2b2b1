import { expect, test } from 'vitest';
import { enginesForTests, freshDatabase, freshTenant } from '../src/engines-for-tests.ts';

test('a test reaches the run’s engines as any user, with names nobody else has', async () => {
  const engines = enginesForTests();
  const tenant = freshTenant();
  await engines.addTenant(tenant);
  for (const user of ['admin', 'consent', 'gateway', `system-${tenant}`, `auditor-${tenant}`]) {
    const connection = await engines.connectNats(user);
    expect(connection.isClosed()).toBe(false);
    await connection.close();
  }
  const client = await engines.connectMongo();
  await client.db(freshDatabase()).dropDatabase();
  await client.close();
});

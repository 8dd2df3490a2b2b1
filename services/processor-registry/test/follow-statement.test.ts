import {
  agreementSigned,
  processingActivityRegistered,
  recipientRegistered,
} from '@vitne/contracts/catalogue/processor-registry-events';
import { sha256Hex } from '@vitne/contracts/statement/canonical-json';
import { oddStatement } from '@vitne/testing/odd-statements';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityFactsOf, namedRecipientOf, statedAgreementOf } from '../src/domain/statement-facts.ts';
import { recordOfProcessing } from '../src/record-of-processing.ts';
import { recordPage } from '../src/record-page.ts';
import { hostingInStatement, statementOf } from './registry-scenarios.ts';
import { type RunningRegistry, startRegistry } from './running-registry.ts';

describe('a version that cannot be followed', () => {
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => registry?.stop());

  it('holds the registry up only until a corrected one is published', async () => {
    const catacloud = statementOf('catacloud');
    const { tenant } = registry;
    // Straight to the ledger, as one that was published before the check knew of it.
    const statement = { ...catacloud.statement, timeZone: 'Europe/Nowhere' };
    const document = { ...catacloud, tenant, statement };
    const { version, revision, updated } = statement;
    const hash = await sha256Hex(JSON.stringify(document));
    await registry.tell(
      { type: 'statement.published.v1', facts: { version, revision, updated, hash, document } },
      'main',
    );
    await registry.publish(revision + 1, [hostingInStatement]);
    const { body } = await registry.call('GET', '/v1/recipients', { role: 'staff' });
    expect(body['recipients']).toMatchObject([{ recipient: 'hosting' }]);
  });
});

describe('a statement that the check lets pass', () => {
  it('gives facts that the ledger takes, and a record that can be printed, however odd its values are', () => {
    fc.assert(
      fc.property(fc.constantFrom('kaukus' as const, 'catacloud' as const), fc.nat(), (name, seed) => {
        const statement = oddStatement(name, seed);
        for (const recipient of statement.recipients) {
          recipientRegistered.facts.parse({ ...namedRecipientOf(recipient), statementVersion: '1.0' });
          const stated = statedAgreementOf(recipient);
          if (stated) agreementSigned.facts.parse({ recipient: recipient.id, ...stated });
        }
        const activities = statement.activities.map((activity) => activityFactsOf(activity, '1.0'));
        for (const activity of activities) processingActivityRegistered.facts.parse(activity);
        const record = recordOfProcessing(activities, statement, []);
        for (const language of ['nb', 'en'] as const) recordPage(record, statement, language);
      }),
      { numRuns: 10 },
    );
  });
});

import { randomBytes } from 'node:crypto';
import { describe } from 'vitest';
import { memoryEventLog } from '../src/memory-event-log.ts';
import { appendConformance, type EventLogUnderTest } from './event-log-conformance.ts';
import { followConformance } from './follow-conformance.ts';

describe('the memory twin', () => {
  const log = memoryEventLog();
  const subject: EventLogUnderTest = {
    log,
    openTenant: async () => {
      const tenant = `memory-${randomBytes(5).toString('hex')}`;
      await log.openLedger(tenant);
      return tenant;
    },
  };
  appendConformance(() => subject);
  followConformance(() => subject);
});

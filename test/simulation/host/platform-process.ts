import { type Platform, startPlatform } from '@vitne/embedded/platform';
import { tenants } from '@vitne/embedded/statement-files';
import { fileLogger } from '@vitne/embedded/terminal';
import { steeredClock } from '@vitne/service-kit/clock';
import type { FromPlatform, ToPlatform } from './messages.ts';

/**
 * The whole platform in a process of its own, so that it can be killed without a word. Everything but time goes through
 * its doors: HTTP and the bus.
 */
const [dataDir = '', begin = ''] = process.argv.slice(2);
const say = (message: FromPlatform) => process.send?.(message);
const { logger } = fileLogger(dataDir);

async function answer(platform: Platform, asked: ToPlatform): Promise<void> {
  switch (asked.ask) {
    case 'steer': {
      const { ok, fired } = await platform.steer(asked.to);
      say({ say: 'steered', number: asked.number, ok, fired });
      return;
    }
    case 'end-engine': {
      const { pid } = asked.engine === 'nats' ? platform.engines.nats : platform.engines.mongo;
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      return;
    }
    case 'stop': {
      await platform.stop();
      process.exit(0);
    }
  }
}

const platform = await startPlatform({
  dataDir,
  tenants,
  gatewayPort: 0,
  // Everybody in this world calls from one address.
  callLimits: { readsPerMinute: 1e6, writesPerMinute: 1e6, mailingWritesPerTenMinutes: 1e6 },
  clock: steeredClock(begin),
  steerable: () => true,
  logger,
  story: () => undefined,
  onEngineExit: (sentence) => say({ say: 'failed', sentence }),
});
process.on('message', (asked: ToPlatform) => {
  answer(platform, asked).catch((error: Error) => say({ say: 'failed', sentence: error.stack ?? error.message }));
});
// A parent that is gone needs no platform any more.
process.on('disconnect', () => process.exit(1));
say({ say: 'ready' });

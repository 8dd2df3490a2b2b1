import { runAlone } from '@vitne/service-kit/run-alone';
import { retentionService } from './service.ts';

await runAlone(retentionService);

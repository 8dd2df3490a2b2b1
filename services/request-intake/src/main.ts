import { runAlone } from '@vitne/service-kit/run-alone';
import { requestIntakeService } from './service.ts';

await runAlone(requestIntakeService);

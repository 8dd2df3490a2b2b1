import { runAlone } from '@vitne/service-kit/run-alone';
import { consentService } from './service.ts';

await runAlone(consentService);

import { runAlone } from '@vitne/service-kit/run-alone';
import { processorRegistryService } from './service.ts';

await runAlone(processorRegistryService);

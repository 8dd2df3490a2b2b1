import { consentService } from '@vitne/consent/service';
import { processorRegistryService } from '@vitne/processor-registry/service';
import { requestIntakeService } from '@vitne/request-intake/service';
import { retentionService } from '@vitne/retention/service';

/** Every service whose read models follow from the ledgers. */
export const services = [consentService, requestIntakeService, retentionService, processorRegistryService];

import { z } from 'zod';

/** How often key-encryption keys are turned, in whole hours, as an environment says it; daily unless told otherwise. */
export const keyRotationHoursSchema = z.coerce.number().int().min(1).max(8_784).default(24);

import { problem } from '@vitne/service-kit/problems';

/** What every route that shows a statement answers where there is none. */
export const nothingPublished = problem('not-found', 'This tenant has published no such statement.');

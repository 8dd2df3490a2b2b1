import { InvalidCursor } from '@vitne/projector/page-cursor';
import { type Problem, problem } from '@vitne/service-kit/problems';

/** A page of documents, or the problem that its cursor is: a cursor may come from a stranger. */
export async function pageOf<Page>(find: () => Promise<Page>): Promise<{ page: Page } | { refusal: Problem }> {
  try {
    return { page: await find() };
  } catch (error) {
    if (!(error instanceof InvalidCursor)) throw error;
    const message = 'Send the cursor that the page before answered with, and the same filter.';
    return {
      refusal: problem('invalid-request', `query/cursor: ${message}`, { errors: [{ path: 'query/cursor', message }] }),
    };
  }
}

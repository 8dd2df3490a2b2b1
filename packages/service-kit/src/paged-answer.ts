import type { DocumentPage } from '@vitne/projector/documents';
import { InvalidCursor } from '@vitne/projector/page-cursor';
import { z } from 'zod';
import { problem, sendProblem } from './problems.ts';

/** The query of every list that comes in pages. */
export const pageFields = {
  cursor: z.string().max(4_096).optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** Answers with a page, or says what is wrong with the cursor. */
export async function readPage<Reply extends Parameters<typeof sendProblem>[0], Doc, Body extends object>(
  reply: Reply,
  read: () => Promise<DocumentPage<Doc>>,
  bodyOf: (documents: Doc[]) => Body | Promise<Body>,
): Promise<(Body & { next?: string }) | Reply> {
  try {
    const { documents, next } = await read();
    return { ...(await bodyOf(documents)), ...(next !== undefined && { next }) };
  } catch (error) {
    if (!(error instanceof InvalidCursor)) throw error;
    const path = 'query/cursor';
    const message = 'Send `next` of the page before, with the same filter.';
    return sendProblem(reply, problem('invalid-request', `${path}: ${message}`, { errors: [{ path, message }] }));
  }
}

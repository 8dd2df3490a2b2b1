import { rejectionTable } from '@vitne/contracts/rejections/rejection-table';
import type { FastifyInstance } from 'fastify';
import { html } from './html.ts';
import { htmlPage, sendPage } from './page.ts';
import { problem, problemEntryOf, problemTable, sendProblem, titleOfCode } from './problems.ts';

type Explanation = { code: string; status: number; title: string; says: string };

/**
 * Serves what the `type` of every problem points at: `/problems/<code>` as a page or as JSON, and the list of all. Every
 * service explains the codes of all, because the gateway passes their answers on under its own address.
 * @param rejections further codes with their statuses.
 */
export function explainProblems(app: FastifyInstance, rejections: Record<string, number>): void {
  const options = { config: { access: 'public' as const }, schema: { hide: true } };
  app.get('/problems', options, () => listOfCodes(rejections));
  app.get<{ Params: { code: string } }>('/problems/:code', options, (request, reply) => {
    const explanation = explain(request.params.code, rejections);
    if (!explanation)
      return sendProblem(reply, problem('not-found', 'No problem has this code; /problems lists them all.'));
    if (!request.headers.accept?.includes('text/html')) return reply.send(explanation);
    return sendPage(reply, page(explanation));
  });
}

const listOfCodes = (rejections: Record<string, number>): string[] =>
  [...new Set([...Object.keys(problemTable), ...rejectionTable.keys(), ...Object.keys(rejections)])].sort();

function explain(code: string, rejections: Record<string, number>): Explanation | undefined {
  const entry = problemEntryOf(code);
  if (entry) return { code, status: entry.status, title: entry.title, says: entry.says };
  const status = Object.hasOwn(rejections, code) ? rejections[code] : undefined;
  if (status === undefined) return undefined;
  const says =
    'The service looked at what was asked and said no; the detail of the answer says why and what to change.';
  return { code, status, title: titleOfCode(code), says };
}

const page = ({ code, status, title, says }: Explanation) =>
  htmlPage({
    title,
    language: 'en',
    top: html`<span>Vitne</span>`,
    body: html`<h1>${title}</h1><p class="lead">${says}</p><p>Status ${status}, code <code>${code}</code>.</p>`,
  });

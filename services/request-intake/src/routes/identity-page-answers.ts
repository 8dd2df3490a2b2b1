import type { Statement } from '@vitne/contracts/statement/schema';
import { type PageLanguage, sendPage } from '@vitne/service-kit/page';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyReply } from 'fastify';
import type { KnownRequest } from '../domain/request-state.ts';
import type { ProvingResult, whyNot } from '../identity-commands.ts';
import { linkPage, notProvedPage, provedPage, provePage } from '../pages/identity-page.ts';
import { whyNotProved } from '../pages/why-not-proved.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

/** What every page is made from. */
export type PageWorld = { statement: Statement; language: PageLanguage };

/** @throws {Error} when nothing is published, so that there are no requests and no pages either. */
export async function pageWorld(context: ServiceContext, tenant: string, language: PageLanguage): Promise<PageWorld> {
  const inForce = await context.statements.inForce(tenant);
  if (!inForce) throw Object.assign(new Error('Nothing is published.'), { statusCode: 404 });
  return { statement: inForce.statement, language };
}

/** A request, or why nothing is to be proved for it. */
export type Asked = KnownRequest | NonNullable<ReturnType<typeof whyNot>>;

export type Answered =
  | { shows: 'ways' }
  | { shows: 'link'; token: string }
  | { shows: 'mail'; of: ProvingResult }
  | { shows: 'outcome'; of: ProvingResult; again: 'ways' | 'elsewhere' };

/** Answers with the page that fits, under the status that the same outcome has elsewhere. */
export function answerPage(reply: FastifyReply, world: PageWorld, asked: Asked, answered: Answered): FastifyReply {
  const { language } = world;
  const send = (status: number, page: string) => sendPage(reply.code(status), page, language, { forms: true });
  if ('outcome' in asked) {
    const { code } = asked.rejection;
    return send(rejectionStatuses[code], notProvedPage({ ...world, says: whyNotProved[code][language] }));
  }
  const { request, requestType, due } = asked;
  const about = { request, requestType, received: due.received };
  const rejection = 'of' in answered && answered.of.outcome === 'rejected' ? answered.of.rejection : undefined;
  if (rejection) {
    const says = whyNotProved[rejection.code][language];
    const status = (rejectionStatuses as Record<string, number>)[rejection.code] ?? 409;
    const withForms = rejection.code === 'code-wrong' || rejection.code === 'code-expired';
    if (withForms && answered.shows === 'outcome' && answered.again === 'ways')
      return send(status, provePage({ ...world, asked: about, wrong: says }));
    return send(status, notProvedPage({ ...world, says, back: pageOf(world, asked) }));
  }
  switch (answered.shows) {
    case 'ways':
      return send(200, provePage({ ...world, asked: about }));
    case 'link':
      return send(200, linkPage({ ...world, asked: about, token: answered.token }));
    case 'mail':
      return send(200, provePage({ ...world, asked: about, sent: true }));
    case 'outcome':
      return send(200, provedPage({ ...world, asked: about }));
  }
}

/** Where a person proves a request in another way. */
export const pageOf = ({ statement, language }: PageWorld, { request }: { request: string }): string =>
  `/identity/${statement.tenant}/requests/${request}?language=${language}`;

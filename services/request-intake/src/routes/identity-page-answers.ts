import type { Statement } from '@vitne/contracts/statement/schema';
import { type PageLanguage, sendPage } from '@vitne/service-kit/page';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyReply } from 'fastify';
import type { SignInFailure } from '../domain/identity-check-commands.ts';
import type { KnownRequest } from '../domain/request-state.ts';
import type { NotProved, ProvingResult } from '../identity-commands.ts';
import { leavingPage, linkPage, notProvedPage, provedPage, provePage } from '../pages/identity-page.ts';
import { whyNotProved, whyNotSignedIn } from '../pages/why-not-proved.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

/** What every page is made from; `signIn` is the name of the provider at which people can sign in. */
export type PageWorld = { statement: Statement; language: PageLanguage; signIn?: string | undefined };

/** @throws {Error} when nothing is published, so that there are no requests and no pages either. */
export async function pageWorld(context: ServiceContext, tenant: string, language: PageLanguage): Promise<PageWorld> {
  const inForce = await context.statements.inForce(tenant);
  if (!inForce) throw Object.assign(new Error('Nothing is published.'), { statusCode: 404 });
  return { statement: inForce.statement, language, signIn: context.signIn?.get(tenant)?.name };
}

/** A request, or why nothing is to be proved for it. */
export type Asked = KnownRequest | NotProved;

export type Answered =
  | { shows: 'ways' | 'proved' }
  | { shows: 'link'; token: string }
  | { shows: 'mail'; of: ProvingResult }
  | { shows: 'leaving'; provider: string; url: URL }
  | { shows: 'not-signed-in'; failed: SignInFailure }
  | { shows: 'outcome'; of: ProvingResult | NotProved; again: 'ways' | 'elsewhere' };

/** Answers with the page that fits, under the status that the same outcome has elsewhere. */
export function answerPage(reply: FastifyReply, world: PageWorld, asked: Asked, answered: Answered): FastifyReply {
  const { language } = world;
  const send = (status: number, page: string) => sendPage(reply.code(status), page, language, { forms: true });
  if ('outcome' in asked) {
    const { code } = asked.rejection;
    return send(statusOf(code), notProvedPage({ ...world, says: whyNotProved[code][language] }));
  }
  const { request, requestType, due } = asked;
  const about = { request, requestType, received: due.received };
  const back = pageOf(world, asked);
  const rejection = 'of' in answered && answered.of.outcome === 'rejected' ? answered.of.rejection : undefined;
  if (rejection) {
    const says = whyNotProved[rejection.code][language];
    const status = statusOf(rejection.code);
    const withForms = rejection.code === 'code-wrong' || rejection.code === 'code-expired';
    if (withForms && answered.shows === 'outcome' && answered.again === 'ways')
      return send(status, provePage({ ...world, asked: about, wrong: says }));
    return send(status, notProvedPage({ ...world, says, back }));
  }
  switch (answered.shows) {
    case 'ways':
      return send(200, provePage({ ...world, asked: about }));
    case 'link':
      return send(200, linkPage({ ...world, asked: about, token: answered.token }));
    case 'mail':
      return send(200, provePage({ ...world, asked: about, sent: true }));
    case 'leaving':
      return send(200, leavingPage({ ...world, provider: answered.provider, url: answered.url }));
    case 'not-signed-in': {
      const says = whyNotSignedIn[answered.failed][language];
      return send(answered.failed === 'provider-unavailable' ? 503 : 422, notProvedPage({ ...world, says, back }));
    }
    case 'outcome':
    case 'proved':
      return send(200, provedPage({ ...world, asked: about }));
  }
}

const statusOf = (code: string): number => (rejectionStatuses as Record<string, number>)[code] ?? 409;

/** Where a person proves a request in another way. */
export const pageOf = ({ statement, language }: PageWorld, { request }: { request: string }): string =>
  `/identity/${statement.tenant}/requests/${request}?language=${language}`;

import { dayOf } from '@vitne/contracts/decisions/moments';
import { type RequestType, requestRules } from '@vitne/contracts/law/requests';
import type { Statement } from '@vitne/contracts/statement/schema';
import { type Html, html } from '@vitne/service-kit/html';
import { htmlPage } from '@vitne/service-kit/page';
import { type Language, type Telling, tellingOf } from '@vitne/service-kit/telling';

/** The request that a page is about, as far as a page may say. */
export type AskedRequest = { request: string; requestType: RequestType; received: string };

type Common = { statement: Statement; language: Language };

/** The page on which whoever made a request writes the code, or asks for another one. */
export function provePage({
  statement,
  language,
  asked,
  signIn,
  wrong,
  sent,
}: Common & {
  asked: AskedRequest;
  /** The name of the provider at which people can sign in, where there is one. */
  signIn?: string | undefined;
  /** What was wrong with what was written last. */
  wrong?: string | undefined;
  /** Whether another code was asked for just now. */
  sent?: boolean;
}): string {
  const telling = tellingOf(statement, language);
  const { say } = telling;
  const { request } = asked;
  const title = say('Vis at det er du som spør', 'Show that it is you who asks');
  const to = (what: string) => `${request}/${what}?language=${language}`;
  const error = wrong !== undefined && html`<p class="note" id="wrong" role="alert">${wrong}</p>`;
  const described = wrong === undefined ? 'code-help' : 'wrong code-help';
  return framed(
    telling,
    title,
    (as) => `${request}?language=${as}`,
    html`<h1>${title}</h1>
<p class="lead">${about(telling, asked)}</p>
${
  sent &&
  html`<p class="note" role="status">${say(
    'Har vi en adresse som fører til deg, er en ny kode på vei til den.',
    'If we have an address that leads to you, another code is on its way to it.',
  )}</p>`
}${error}
<h2 id="by-code">${say('Med koden i e-posten', 'With the code in the e-mail')}</h2>
<form method="post" action="${to('code')}" aria-labelledby="by-code">
<p><label for="code">${say('Kode', 'Code')}</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="20" required aria-describedby="${described}"${wrong !== undefined && html` aria-invalid="true"`}></p>
<p class="soft" id="code-help">${say(
      'Åtte sifre. Koden gjelder i en halv time, og bare den siste.',
      'Eight digits. A code counts for half an hour, and only the last one.',
    )}</p>
<p><button>${say('Bekreft', 'Confirm')}</button></p>
</form>
<form method="post" action="${to('mail')}">
<p><button class="quiet">${say('Send meg en ny kode', 'Send me another code')}</button></p>
</form>
${
  signIn !== undefined &&
  html`<h2 id="by-signing-in">${say('Med innlogging', 'By signing in')}</h2>
<form method="post" action="${to('sign-in')}" aria-labelledby="by-signing-in">
<p class="soft">${say(
    `Du logger inn hos ${signIn} og kommer tilbake hit. Vi får vite hvem du er, og bruker det bare til å bekrefte denne forespørselen.`,
    `You sign in at ${signIn} and come back here. We are told who you are, and use that only to confirm this request.`,
  )}</p>
<p><button>${say(`Logg inn med ${signIn}`, `Sign in with ${signIn}`)}</button></p>
</form>`
}`,
  );
}

/**
 * Sends a browser to the provider. A redirect would do, but a page that only takes forms back to itself
 * (`form-action 'self'`) has the browser refuse one that answers a form and leads elsewhere.
 */
export function leavingPage({ statement, language, provider, url }: Common & { provider: string; url: URL }): string {
  const telling = tellingOf(statement, language);
  const { say } = telling;
  const title = say(`Du sendes til ${provider}`, `You are being sent to ${provider}`);
  return framed(
    telling,
    title,
    undefined,
    html`<h1>${title}</h1>
<p><a href="${url.href}">${say('Fortsett til innloggingen', 'Go on to the sign-in')}</a></p>`,
    html`<meta http-equiv="refresh" content="0;url=${url.href}">`,
  );
}

/** What the link in the e-mail opens. Nothing happens before the button is pressed: mail scanners follow links too. */
export function linkPage({
  statement,
  language,
  asked,
  token,
}: Common & { asked: AskedRequest; token: string }): string {
  const telling = tellingOf(statement, language);
  const { say } = telling;
  const title = say('Er det du som spør?', 'Is it you who asks?');
  return framed(
    telling,
    title,
    (as) => `${token}?language=${as}`,
    html`<h1>${title}</h1>
<p class="lead">${about(telling, asked)}</p>
<form method="post" action="${token}?language=${language}">
<p><button>${say('Ja, forespørselen er min', 'Yes, the request is mine')}</button></p>
</form>
<p class="soft">${say(
      'Er den ikke din, så lukk siden: da gir vi ingenting ut og sletter ingenting.',
      'If it is not yours, close the page: then we hand nothing out and erase nothing.',
    )}</p>`,
  );
}

/** That it is settled. */
export function provedPage({ statement, language, asked }: Common & { asked: AskedRequest }): string {
  const telling = tellingOf(statement, language);
  const { say } = telling;
  const title = say('Takk, nå vet vi at det er deg', 'Thank you, now we know that it is you');
  return framed(
    telling,
    title,
    undefined,
    html`<h1>${title}</h1>
<p class="lead">${about(telling, asked)}</p>
<p>${say('Du trenger ikke gjøre mer. Du kan lukke siden.', 'You need not do anything more. You can close the page.')}</p>`,
  );
}

/** Why it did not work, and what can be done. */
export function notProvedPage({
  statement,
  language,
  says,
  back,
}: Common & {
  says: string /** The page of the request, where there is a way on. */;
  back?: string | undefined;
}): string {
  const telling = tellingOf(statement, language);
  const { say, mail } = telling;
  const title = say('Det gikk ikke', 'That did not work');
  return framed(
    telling,
    title,
    undefined,
    html`<h1>${title}</h1>
<p class="lead" role="alert">${says}</p>
${back !== undefined && html`<p><a href="${back}">${say('Prøv på en annen måte', 'Try in another way')}</a></p>`}
<p>${say('Du kan alltid skrive til', 'You can always write to')} ${mail(statement.controller.email)}.</p>`,
  );
}

function about({ say, day, language, statement }: Telling, asked: AskedRequest): string {
  const { requestType } = asked;
  const received = day(dayOf(asked.received, statement.statement.timeZone));
  const right = requestRules[requestType].name[language].toLocaleLowerCase(language);
  const { name } = statement.controller;
  return say(
    `${received} fikk ${name} en forespørsel om ${right}. Vi gjør ingenting med den før vi vet hvem som spør.`,
    `On ${received} ${name} received a request for ${right}. Nothing is done with it before we know who asks.`,
  );
}

function framed(
  { language, statement, say }: Telling,
  title: string,
  path: ((as: Language) => string) | undefined,
  body: Html,
  links?: Html,
): string {
  const { name } = statement.controller;
  const other = language === 'nb' ? 'en' : 'nb';
  const otherName = other === 'nb' ? 'Norsk' : 'English';
  const top = html`<span>${name}</span>${
    path &&
    html`<nav aria-label="${say('Språk', 'Language')}"><a href="${path(other)}" hreflang="${other}" lang="${other}">${otherName}</a></nav>`
  }`;
  return htmlPage({ title: `${title} – ${name}`, language, top, body, ...(links && { links }) });
}

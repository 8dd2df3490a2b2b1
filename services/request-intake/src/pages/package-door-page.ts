import type { Statement } from '@vitne/contracts/statement/schema';
import { html } from '@vitne/service-kit/html';
import { facts, type Language, tellingOf } from '@vitne/service-kit/telling';
import type { LinkRejection } from '../domain/access-package.ts';
import type { KnownLink, KnownPackage } from '../domain/package-state.ts';
import { framed, momentIn } from './package-words.ts';

/**
 * What the link in the mail opens. Nothing of the person stands on it and nothing is counted before a button is pressed,
 * because mail scanners follow links too.
 */
export function packageDoorPage(
  statement: Statement,
  language: Language,
  { secret, link, requestType }: { secret: string; link: KnownLink; requestType: KnownPackage['requestType'] },
): string {
  const telling = tellingOf(statement, language);
  const { say } = telling;
  const at = momentIn(telling);
  const title = say('Opplysningene dine', 'Your data');
  const left = link.uses - link.used;
  const button = (to: string, words: string, quiet = true) =>
    html`<form method="post" action="${`${secret}/${to}?language=${language}`}"><p><button${quiet && html` class="quiet"`}>${words}</button></p></form>`;
  return framed(
    telling,
    title,
    html`<h1>${title}</h1>
<p class="lead">${say(
      `Det ${statement.controller.name} har om deg, er samlet her. Velg hvordan du vil ha det.`,
      `What ${statement.controller.name} holds about you is put together here. Choose how you want it.`,
    )}</p>
${button('opening', say('Les det som en side', 'Read it as a page'), false)}
<h2>${say('Ta det med deg', 'Take it away')}</h2>
${button('downloads/html', say('Last ned siden', 'Download the page'))}
${requestType === 'access' && button('downloads/json', say('Last ned alt som JSON', 'Download everything as JSON'))}
${button('downloads/portability-json', say('Last ned det du kan ta med til en annen (JSON)', 'Download what you can take to somebody else (JSON)'))}
${facts([
  [say('Lenken virker til', 'The link works until'), at(link.expires)],
  [say('Kan brukes til', 'Can be used'), say(`${left} ganger til`, `${left} more times`)],
])}
<p class="soft">${say(
      'Hver gang noen åpner eller laster ned, blir det skrevet ned at det skjedde.',
      'Each time somebody opens it or takes it away, it is recorded that it happened.',
    )}</p>`,
    (other) => `${secret}?language=${other}`,
  );
}

/** Says why a link opens nothing, and how to come by a new one. */
export function closedDoorPage(statement: Statement, language: Language, code: LinkRejection): string {
  const telling = tellingOf(statement, language);
  const { say, mail } = telling;
  const title = say('Denne lenken åpner ingenting', 'This link opens nothing');
  const why: Record<LinkRejection, string> = {
    'link-unknown': say(
      'Den kan være skrevet av feil, eller du har fått en nyere.',
      'It may be copied wrongly, or you were sent a newer one.',
    ),
    'link-expired': say('Tiden dens er over.', 'Its time is over.'),
    'link-used-up': say('Den er brukt så mange ganger som den kan.', 'It was used as often as it can be.'),
    'package-disposed': say(
      'Det som var samlet for deg, er slettet igjen. Vil du vite det på nytt, så spør på nytt.',
      'What was put together for you is deleted again. Ask anew if you want to know it again.',
    ),
  };
  const { email } = statement.controller;
  const contact = statement.contacts.find(({ role }) => role === 'privacy')?.email ?? email;
  return framed(
    telling,
    title,
    html`<h1>${title}</h1>
<p class="lead">${why[code]}</p>
<p>${say('Skriv til', 'Write to')} ${mail(contact)}${say(', så får du en ny.', ', and you get a new one.')}</p>`,
  );
}

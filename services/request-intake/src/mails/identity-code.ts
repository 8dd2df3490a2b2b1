import { dayOf } from '@vitne/contracts/decisions/moments';
import { type RequestType, requestRules } from '@vitne/contracts/law/requests';
import type { Statement } from '@vitne/contracts/statement/schema';
import { type ComposedMail, composeMail } from '@vitne/service-kit/composed-mail';
import { type Language, tellingOf } from '@vitne/service-kit/telling';

export type IdentityCodeMail = {
  requestType: RequestType;
  received: string;
  code: string;
  link: string;
  expires: string;
};

/**
 * Asks whoever has the address whether a request is theirs. The hash of its words is made without the code and the link, so
 * that what is kept as evidence is of no help to somebody who tries to guess them.
 */
export function identityCodeMail(statement: Statement, asked: IdentityCodeMail, language: Language): ComposedMail {
  const { contentHash } = words(statement, { ...asked, code: '…', link: '…' }, language);
  return { ...words(statement, asked, language), contentHash };
}

function words(statement: Statement, asked: IdentityCodeMail, language: Language): ComposedMail {
  const { say, day } = tellingOf(statement, language);
  const { requestType, code, link, expires } = asked;
  const { name, email } = statement.controller;
  const right = requestRules[requestType].name[language].toLocaleLowerCase(language);
  const { timeZone } = statement.statement;
  const received = day(dayOf(asked.received, timeZone));
  const until = new Intl.DateTimeFormat(language === 'nb' ? 'nb' : 'en-GB', { timeStyle: 'short', timeZone });
  return composeMail({
    language,
    subject: say('Er det du som spør oss?', 'Is it you who asks us?'),
    opening: [
      say(
        `${received} fikk ${name} en forespørsel om ${right} i ditt navn. Vi må vite at den er fra deg før vi gjør noe.`,
        `On ${received} ${name} received a request for ${right} in your name. We have to know that it comes from you before we do anything.`,
      ),
      say(
        'Er den fra deg? Åpne lenken og trykk på knappen, eller skriv koden på siden der du spurte.',
        'Is it yours? Open the link and press the button, or write the code on the page where you asked.',
      ),
      say(
        'Er den ikke fra deg, så la være: uten deg gir vi ingenting ut og sletter ingenting.',
        'If it is not, leave it: without you we hand nothing out and erase nothing.',
      ),
    ],
    rows: [
      [say('Kode', 'Code'), code],
      [say('Lenke', 'Link'), link],
      [say('Gjelder til kl.', 'Valid until'), until.format(new Date(expires))],
    ],
    closing: `${name}, ${email}`,
  });
}

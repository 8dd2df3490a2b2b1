import type { Statement } from '@vitne/contracts/statement/schema';
import { type ComposedMail, composeMail } from '@vitne/service-kit/composed-mail';
import { type Language, tellingOf } from '@vitne/service-kit/telling';

type Ready = { requestType: 'access' | 'portability'; address: string; expires: string; uses: number };

/**
 * Tells a person where the package can be opened. The hash of its words is made without the link, so that the evidence
 * that is kept leads to no package.
 */
export function packageReadyMail(statement: Statement, ready: Ready, language: Language): ComposedMail {
  const { contentHash } = words(statement, { ...ready, address: '…' }, language);
  return { ...words(statement, ready, language), contentHash };
}

function words(statement: Statement, { requestType, address, expires, uses }: Ready, language: Language): ComposedMail {
  const { say, day } = tellingOf(statement, language);
  const { name, email } = statement.controller;
  return composeMail({
    language,
    subject: say(`Opplysningene dine hos ${name}`, `Your data at ${name}`),
    opening: [
      requestType === 'access'
        ? say(
            `Du har bedt om å få vite hva ${name} har om deg. Her kan du lese det og laste det ned.`,
            `You asked what ${name} holds about you. Here you can read it and take it away as a file.`,
          )
        : say(
            `Du har bedt om å få opplysningene dine med deg fra ${name}. Her kan du laste dem ned.`,
            `You asked to take your data along from ${name}. Here you can take it away as a file.`,
          ),
      say(
        'Lenken er hemmelig: den som har den, kan lese opplysningene dine. Ikke send den videre.',
        'The link is secret: whoever has it can read your data. Do not pass it on.',
      ),
    ],
    rows: [
      [say('Lenke', 'Link'), address],
      [say('Virker til', 'Works until'), day(expires)],
      [say('Kan brukes', 'Can be used'), say(`${uses} ganger`, `${uses} times`)],
    ],
    closing: `${name}, ${email}`,
  });
}

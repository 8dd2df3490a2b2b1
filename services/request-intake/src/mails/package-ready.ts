import type { Statement } from '@vitne/contracts/statement/schema';
import { type ComposedMail, composeMail } from '@vitne/service-kit/composed-mail';
import { type Language, tellingOf } from '@vitne/service-kit/telling';

type Ready = { requestType: 'access' | 'portability'; address: string; expires: string; uses: number };

/**
 * Tells a person where the package can be opened. The hash of its words is made without the link, so that the evidence
 * that is kept leads to no package.
 */
export const packageReadyMail = (statement: Statement, ready: Ready, language: Language): ComposedMail =>
  withoutLinkInHash((address) => words(statement, { ...ready, address }, language), ready.address);

/** Reminds of a link that nobody has used before it runs out, once. */
export const packageReminderMail = (statement: Statement, ready: Ready, language: Language): ComposedMail =>
  withoutLinkInHash((address) => words(statement, { ...ready, address }, language, true), ready.address);

function withoutLinkInHash(written: (address: string) => ComposedMail, address: string): ComposedMail {
  const { contentHash } = written('…');
  return { ...written(address), contentHash };
}

function words(
  statement: Statement,
  { requestType, address, expires, uses }: Ready,
  language: Language,
  isReminder = false,
): ComposedMail {
  const { say, day } = tellingOf(statement, language);
  const { name, email } = statement.controller;
  const subject = isReminder
    ? say(`Påminnelse: opplysningene dine hos ${name}`, `Reminder: your data at ${name}`)
    : say(`Opplysningene dine hos ${name}`, `Your data at ${name}`);
  const reminder = say(
    `Ingen har åpnet lenken vi sendte deg. Den virker til ${day(expires)}. Etter det må du be om en ny.`,
    `Nobody has opened the link that we sent you. It works until ${day(expires)}. After that you have to ask for a new one.`,
  );
  return composeMail({
    language,
    subject,
    opening: [
      ...(isReminder ? [reminder] : []),
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

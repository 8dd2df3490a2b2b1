import type { communicationOrdered } from '@vitne/contracts/catalogue/breach-notice-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Statement } from '@vitne/contracts/statement/schema';
import { type ComposedMail, composeMail } from '@vitne/service-kit/composed-mail';
import { type Language, tellingOf } from '@vitne/service-kit/telling';

/** What a person is told of a breach, in plain words: all that Art. 34(2) lists. */
export function breachMail(
  statement: Statement,
  { nature, consequences, measures, advice }: FactsOf<typeof communicationOrdered>['message'],
  language: Language,
): ComposedMail {
  const { say, of } = tellingOf(statement, language);
  const { controller, contacts, complaints } = statement;
  const officer = contacts.find(({ role }) => role === 'data-protection-officer');
  const contact = officer ?? contacts.find(({ role }) => role === 'privacy');
  const reach = contact
    ? [of(contact.name), contact.email, contact.phone].filter((part) => part !== undefined).join(', ')
    : controller.email;
  return composeMail({
    language,
    subject: say(
      `Brudd på sikkerheten for opplysninger om deg hos ${controller.name}`,
      `Breach of the security of your data at ${controller.name}`,
    ),
    opening: [
      say(
        `Noe har skjedd med opplysninger som ${controller.name} har om deg. Derfor skal du få vite dette (GDPR artikkel 34).`,
        `Something happened to data that ${controller.name} holds about you. That is why you are told this (GDPR Article 34).`,
      ),
    ],
    rows: [
      [say('Hva som har skjedd', 'What happened'), of(nature)],
      [say('Hva det kan føre til', 'What can follow'), of(consequences)],
      [say('Hva vi gjør', 'What we do'), of(measures)],
      ...(advice ? [[say('Hva du kan gjøre', 'What you can do'), of(advice)] as const] : []),
      [say('Hvem du kan spørre', 'Whom to ask'), reach],
      ...(complaints
        ? [[say('Klage', 'Complaint'), `${complaints.authority.name}, ${complaints.authority.website}`] as const]
        : []),
    ],
    closing: controller.name,
  });
}

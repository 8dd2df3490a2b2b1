import type { announcementMade } from '@vitne/contracts/catalogue/announcement-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Statement } from '@vitne/contracts/statement/schema';
import { type ComposedMail, composeMail } from '@vitne/service-kit/composed-mail';
import { type Language, tellingOf } from '@vitne/service-kit/telling';

type Made = Pick<FactsOf<typeof announcementMade>, 'changes' | 'consentsInvalidated' | 'statementVersion'>;

/** The e-mail that tells the people concerned of the significant changes of a version (Art. 12(1), 13(3)). */
export function statementChangedMail(statement: Statement, made: Made, language: Language): ComposedMail {
  const { say, of, day, quotedPurposes } = tellingOf(statement, language);
  const { controller, complaints } = statement;
  const { url, updated } = statement.statement;
  const askedAnew =
    made.consentsInvalidated.length > 0 &&
    say(
      `Samtykket ditt til ${quotedPurposes(made.consentsInvalidated)} gjelder ikke lenger, om du har gitt det. Vi spør deg på nytt, og bruker ikke opplysningene dine til dette før du svarer ja.`,
      `Your consent to ${quotedPurposes(made.consentsInvalidated)} no longer counts, if you gave it. We will ask you again, and do not use your data for this until you say yes.`,
    );
  return composeMail({
    language,
    subject: say(
      `Endringer i personvernerklæringen fra ${controller.name}`,
      `Changes to the privacy statement of ${controller.name}`,
    ),
    opening: [
      say(
        `${controller.name} har endret personvernerklæringen sin. Du får denne meldingen fordi endringene kan gjelde deg. Den er ikke reklame.`,
        `${controller.name} has changed its privacy statement. You get this message because the changes may concern you. It is not advertising.`,
      ),
    ],
    list: {
      heading: say(
        `Dette er nytt i versjon ${made.statementVersion}, oppdatert ${day(updated)}:`,
        `This is new in version ${made.statementVersion}, updated on ${day(updated)}:`,
      ),
      lines: [...made.changes.map(({ says }) => of(says)), ...(askedAnew === false ? [] : [askedAnew])],
    },
    rows: [
      [say('Hele erklæringen', 'The whole statement'), url],
      [
        say('Rettighetene dine', 'Your rights'),
        say(
          `Du kan når som helst be om innsyn, retting eller sletting, trekke et samtykke eller protestere. Skriv til ${controller.email}.`,
          `You can ask for access, rectification or erasure at any time, withdraw a consent or object. Write to ${controller.email}.`,
        ),
      ],
      ...(complaints
        ? [[say('Klage', 'Complaint'), `${complaints.authority.name}, ${complaints.authority.website}`] as const]
        : []),
    ],
    closing: controller.name,
  });
}

import { createHash } from 'node:crypto';
import type { announcementMade } from '@vitne/contracts/catalogue/announcement-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Statement } from '@vitne/contracts/statement/schema';
import { html, webLink } from '@vitne/service-kit/html';
import { type Language, tellingOf } from '../pages/telling.ts';

type Made = Pick<FactsOf<typeof announcementMade>, 'changes' | 'consentsInvalidated' | 'statementVersion'>;

/** What the people concerned are written; made from the statement alone, so it says nothing of its receiver. */
export type StatementChangedMail = { subject: string; text: string; html: string; contentHash: string };

/** The e-mail that tells of the significant changes of a version (Art. 12(1), 13(3)). */
export function statementChangedMail(statement: Statement, made: Made, language: Language): StatementChangedMail {
  const { say, of, day, and, quotedPurposes } = tellingOf(statement, language);
  const { controller, complaints } = statement;
  const { url, updated } = statement.statement;
  const subject = say(
    `Endringer i personvernerklæringen fra ${controller.name}`,
    `Changes to the privacy statement of ${controller.name}`,
  );
  const opening = say(
    `${controller.name} har endret personvernerklæringen sin. Du får denne meldingen fordi endringene kan gjelde deg. Den er ikke reklame.`,
    `${controller.name} has changed its privacy statement. You get this message because the changes may concern you. It is not advertising.`,
  );
  const heading = say(
    `Dette er nytt i versjon ${made.statementVersion}, oppdatert ${day(updated)}:`,
    `This is new in version ${made.statementVersion}, updated on ${day(updated)}:`,
  );
  const changes = made.changes.map(({ says }) => of(says));
  const askedAnew =
    made.consentsInvalidated.length > 0 &&
    say(
      `Samtykket ditt til ${quotedPurposes(made.consentsInvalidated)} gjelder ikke lenger, om du har gitt det. Vi spør deg på nytt, og bruker ikke opplysningene dine til dette før du svarer ja.`,
      `Your consent to ${quotedPurposes(made.consentsInvalidated)} no longer counts, if you gave it. We will ask you again, and do not use your data for this until you say yes.`,
    );
  const whole = say('Hele erklæringen', 'The whole statement');
  const rights = say(
    `Du kan når som helst be om innsyn, retting eller sletting, trekke et samtykke eller protestere. Skriv til ${controller.email}.`,
    `You can ask for access, rectification or erasure at any time, withdraw a consent or object. Write to ${controller.email}.`,
  );
  const complaint =
    complaints &&
    say(
      `Du kan klage til ${and([complaints.authority.name])}: ${complaints.authority.website}`,
      `You can complain to ${and([complaints.authority.name])}: ${complaints.authority.website}`,
    );
  const ending = [askedAnew, `${whole}: ${url}`, rights, complaint].filter((line) => typeof line === 'string');
  const text = [
    opening,
    '',
    heading,
    ...changes.map((change) => `- ${change}`),
    '',
    ...ending,
    '',
    controller.name,
    '',
  ];
  const body = html`<p>${opening}</p>
<p>${heading}</p>
<ul>${changes.map((change) => html`<li>${change}</li>\n`)}</ul>
${askedAnew && html`<p>${askedAnew}</p>`}
<p>${whole}: ${webLink(url)}</p>
<p>${rights}</p>
${complaint && html`<p>${complaint}</p>`}
<p>${controller.name}</p>`;
  const plain = text.join('\n');
  return {
    subject,
    text: plain,
    html: `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${html`${subject}`.toString()}</title></head><body>${body.toString()}</body></html>\n`,
    contentHash: createHash('sha256').update(`${subject}\n\n${plain}`).digest('hex'),
  };
}

import type { Purpose, RetentionRule, Source, Statement } from '@vitne/contracts/statement/schema';
import { type ComposedMail, composeMail } from '@vitne/service-kit/composed-mail';
import { type Language, tellingOf } from '@vitne/service-kit/telling';

/**
 * What a person is told of data that came from somebody else: everything that Art. 14(1) and (2) lists, as the statement
 * in force says it.
 */
export function dataFromElsewhereMail(
  statement: Statement,
  { source: id, dataCategories }: { source: string; dataCategories: readonly string[] },
  language: Language,
): ComposedMail {
  const telling = tellingOf(statement, language);
  const { say, of, and, quotedCategories, article, recipientName, countries } = telling;
  const { controller, complaints } = statement;
  const source = statement.sources.find((one) => one.id === id);
  const purposes = statement.purposes.filter((purpose) => isFedBy(purpose, source, dataCategories));
  const rules = statement.retention.filter((rule) => keeps(rule, source, dataCategories));
  const receivers = [...new Set(purposes.flatMap(({ recipients }) => recipients))];
  const officer = statement.contacts.find(({ role }) => role === 'data-protection-officer');
  const contact =
    officer?.email ?? statement.contacts.find(({ role }) => role === 'privacy')?.email ?? controller.email;
  const interests = purposes.flatMap(({ bases }) => bases.flatMap(({ interest }) => (interest ? [of(interest)] : [])));
  const outside = statement.recipients.flatMap(({ id: recipient, transfer }) =>
    receivers.includes(recipient) && transfer
      ? [`${recipientName(recipient)} (GDPR ${article(transfer.article)})`]
      : [],
  );
  const from = source?.provenance;
  const rows: [string, string | undefined][] = [
    [say('Hvem vi er', 'Who we are'), `${controller.name}, ${controller.email}`],
    [say('Hvem du kan spørre', 'Whom to ask'), contact],
    [say('Hva vi har fått', 'What we received'), quotedCategories(dataCategories)],
    [
      say('Hvor det kommer fra', 'Where it comes from'),
      from
        ? [from.name, countries([from.country]), from.website].filter((part) => part !== undefined).join(', ')
        : source && of(source.name),
    ],
    [say('Hva vi bruker det til', 'What we use it for'), and(purposes.map((purpose) => inWords(purpose, telling)))],
    [say('Interessen vår', 'Our interest'), interests.length > 0 ? and([...new Set(interests)]) : undefined],
    [
      say('Hvem som får det', 'Who gets it'),
      receivers.length > 0
        ? and(receivers.map(recipientName))
        : say('Ingen utenfor oss.', 'Nobody outside our organisation.'),
    ],
    [say('Overføring ut av EØS', 'Transfers out of the EEA'), outside.length > 0 ? and(outside) : undefined],
    [say('Hvor lenge', 'How long'), rules.length > 0 ? rules.map(({ after }) => of(after)).join(' ') : undefined],
    [
      say('Rettighetene dine', 'Your rights'),
      say(
        'Innsyn, retting, sletting, begrensning, dataportabilitet og å protestere. Et samtykke kan du trekke når som helst.',
        'Access, rectification, erasure, restriction, portability and to object. A consent can be withdrawn at any time.',
      ),
    ],
    [say('Klage', 'Complaint'), complaints && `${complaints.authority.name}, ${complaints.authority.website}`],
    [
      say('Automatiske avgjørelser', 'Automated decisions'),
      statement.automatedDecisions.used
        ? statement.automatedDecisions.explanation && of(statement.automatedDecisions.explanation)
        : say('Ingen.', 'None.'),
    ],
    [say('Hele erklæringen', 'The whole statement'), statement.statement.url],
  ];
  return composeMail({
    language,
    subject: say(
      `${controller.name} har hentet opplysninger som gjelder deg`,
      `${controller.name} has obtained data that concerns you`,
    ),
    opening: [
      say(
        'Når vi får opplysninger om deg fra andre enn deg selv, skal du få vite det (GDPR artikkel 14). Denne meldingen er ikke reklame.',
        'When we obtain data about you from somebody other than yourself, you are to know (GDPR Article 14). This message is not advertising.',
      ),
    ],
    rows: rows.flatMap(([name, said]) => (said === undefined || said === '' ? [] : [[name, said] as const])),
    closing: controller.name,
  });
}

const inWords = (purpose: Purpose, { of, article, say }: ReturnType<typeof tellingOf>): string => {
  const bases = [...new Set(purpose.bases.map((basis) => article(basis.article)))];
  return `${of(purpose.name)} (${say('grunnlag', 'basis')}: GDPR ${bases.join(', ')})`;
};

const isFedBy = (purpose: Purpose, source: Source | undefined, dataCategories: readonly string[]): boolean =>
  purpose.dataCategories.some((category) => dataCategories.includes(category)) &&
  (source === undefined || purpose.sources.includes(source.id));

const keeps = (rule: RetentionRule, source: Source | undefined, dataCategories: readonly string[]): boolean =>
  rule.dataCategories.some((category) => dataCategories.includes(category)) &&
  (source === undefined || rule.populations.some((population) => source.populations.includes(population)));

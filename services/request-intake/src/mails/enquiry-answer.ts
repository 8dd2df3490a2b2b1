import type { MailWords } from '@vitne/service-kit/composed-mail';
import type { tellingOf } from '@vitne/service-kit/telling';

/** The answer to a plain question, and how long it is kept by the statement. */
export function enquiryAnswer(
  received: string,
  text: string | undefined,
  { say, day, of, statement }: ReturnType<typeof tellingOf>,
): Pick<MailWords, 'subject' | 'opening' | 'personal'> {
  const asked = day(received.slice(0, 10));
  const rules = statement.retention.filter(
    ({ anchor, dataCategories }) => anchor === 'last-contact' && dataCategories.includes('enquiry'),
  );
  return {
    subject: say('Svar på det du spurte oss om', 'The answer to what you asked us'),
    opening: [
      say(`Du skrev til oss ${asked}. Her er svaret.`, `You wrote to us on ${asked}. Here is the answer.`),
      say(
        'Vi har lest meldingen som et spørsmål, og ikke som et krav om noe du har rett på. Mente du noe annet, så si fra, og oppgi saksnummeret.',
        'We read your message as a question, and not as a demand for something that you have a right to. If you meant something else, please tell us, and give the case number.',
      ),
      ...rules.map(({ after }) => of(after)),
    ],
    personal: text === undefined ? [] : [[say('Svaret', 'The answer'), text]],
  };
}

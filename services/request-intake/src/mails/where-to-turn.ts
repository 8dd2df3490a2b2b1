import type { tellingOf } from '@vitne/service-kit/telling';

/** How to answer, and whom to turn to; the invitation to come to the organisation first is no condition. */
export function whereToTurn(request: string, { say, statement }: ReturnType<typeof tellingOf>): [string, string][] {
  const { contacts, controller, complaints } = statement;
  const officer = contacts.find(({ role }) => role === 'data-protection-officer');
  const contact = officer?.email ?? contacts.find(({ role }) => role === 'privacy')?.email ?? controller.email;
  return [
    [say('Saksnummer', 'Case number'), request],
    [say('Hvem du kan spørre', 'Whom to ask'), contact],
    ...(complaints
      ? [
          [say('Klage', 'Complaint'), `${complaints.authority.name}, ${complaints.authority.website}`] as [
            string,
            string,
          ],
        ]
      : []),
    [say('Hele erklæringen', 'The whole statement'), statement.statement.url],
  ];
}

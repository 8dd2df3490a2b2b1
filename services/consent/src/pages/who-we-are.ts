import { html, webLink } from '@vitne/service-kit/html';
import { table } from '@vitne/service-kit/page';
import { capital, facts, type Section, type Telling } from '@vitne/service-kit/telling';
import { contactRoles, reachable } from './words.ts';

/** Who answers for the processing, and how to reach them (Art. 13(1)(a) and (b)). */
export function controllerSection(telling: Telling): Section {
  const { statement, say, of, mail, phone, countries } = telling;
  const { name, registrationNumber, country, website, email, address } = statement.controller;
  const contacts = statement.contacts.map(
    (contact) => html`<li><h3>${of(contact.name)}</h3>
<p class="soft">${capital(of(contactRoles[contact.role]))}. ${of(reachable[contact.reachable])}.</p>
<p>${of(contact.about)}</p>
<p>${mail(contact.email)}${contact.phone !== undefined && html`<br>${phone(contact.phone)}`}</p></li>`,
  );
  return {
    id: 'controller',
    title: say('Hvem som er ansvarlig', 'Who is responsible'),
    body: html`<p>${say(
      `${name} er behandlingsansvarlig: det er vi som bestemmer hvorfor og hvordan opplysningene behandles, der ikke noe annet er sagt nedenfor.`,
      `${name} is the controller: we decide why and how the data is processed, unless something else is said below.`,
    )}</p>
${facts([
  [say('Virksomhet', 'Company'), name],
  [say('Organisasjonsnummer', 'Registration number'), registrationNumber],
  [say('Adresse', 'Address'), address],
  [say('Land', 'Country'), countries([country])],
  [say('Nettsted', 'Website'), webLink(website)],
  [say('E-post', 'E-mail'), mail(email)],
])}
<ul class="cards">${contacts}</ul>`,
  };
}

/** What is done with personal data, and in which role (Art. 4(7), 4(8), 30). */
export function activitiesSection(telling: Telling): Section {
  const { statement, say, of, populations, purposes } = telling;
  const rows = statement.activities.map((activity) => [
    html`${of(activity.name)}`,
    activity.role === 'controller'
      ? html`${say('Behandlingsansvarlig', 'Controller')}`
      : html`<p>${say('Databehandler', 'Processor')}</p>${
          activity.onBehalfOf &&
          html`<p class="soft">${say('På vegne av: ', 'On behalf of: ')}${of(activity.onBehalfOf)}</p>`
        }`,
    html`${purposes(activity.purposes)}`,
    html`${populations(activity.populations)}`,
  ]);
  return {
    id: 'activities',
    title: say('Hva vi gjør med personopplysninger', 'What we do with personal data'),
    body: table(
      say('Behandlingsaktivitetene, og hvilken rolle vi har i hver', 'The processing activities, and our role in each'),
      [
        say('Aktivitet', 'Activity'),
        say('Vår rolle', 'Our role'),
        say('Formål', 'Purposes'),
        say('Hvem det gjelder', 'Whom it is about'),
      ],
      rows,
    ),
  };
}

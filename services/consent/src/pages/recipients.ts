import { EEA_COUNTRIES } from '@vitne/contracts/statement/check-recipients';
import type { Recipient } from '@vitne/contracts/statement/schema';
import { type Html, html } from '@vitne/service-kit/html';
import { capital, facts, listed, type Section, type Telling } from '@vitne/service-kit/telling';
import { agreementKinds, authorityGrounds, consenters, recipientKinds, transferInstruments } from './words.ts';

/** Who outside the organisation gets data; an empty list is said plainly (Art. 13(1)(e)). */
export function recipientsSection(telling: Telling): Section {
  const { statement, say } = telling;
  const external = statement.recipients.some(({ kind }) => kind !== 'public-authority');
  return {
    id: 'recipients',
    title: say('Hvem som får opplysninger', 'Who receives data'),
    body: html`${
      !external &&
      html`<p class="note">${say(
        'Listen over databehandlere og andre eksterne parter er tom: ingen slike får personopplysninger.',
        'The list of processors and other external parties is empty: nobody of that kind gets personal data.',
      )}</p>`
    }${statement.recipients.map((recipient) => recipientInWords(recipient, telling))}`,
  };
}

function recipientInWords(recipient: Recipient, telling: Telling): Html {
  const { say, of, countries, categories, purposes, recipientName } = telling;
  const { kind, under, services, locations, dataCategories } = recipient;
  return html`<h3>${recipientName(recipient.id)}</h3>
${facts([
  [
    say('Rolle', 'Role'),
    under === undefined
      ? capital(of(recipientKinds[kind]))
      : `${capital(of(recipientKinds[kind]))} for ${recipientName(under)}`,
  ],
  [say('Hva de gjør', 'What they do'), listed(services.map(of))],
  [say('Hvor', 'Where'), countries(locations)],
  [say('Opplysninger', 'Data'), categories(dataCategories)],
  [say('Formål', 'Purposes'), recipient.purposes.length > 0 && purposes(recipient.purposes)],
  [say('Avtale', 'Agreement'), agreementInWords(recipient, telling)],
  [say('Overføring', 'Transfer'), transferInWords(recipient, telling)],
])}`;
}

function agreementInWords({ kind, agreement }: Recipient, { say, of, day, duration }: Telling): string | undefined {
  if (!agreement) {
    const needed = kind === 'processor' || kind === 'sub-processor';
    return needed ? say('Ingen avtale er beskrevet.', 'No agreement is described.') : undefined;
  }
  const { signed, expires, subProcessorNotice } = agreement;
  return [
    `${of(agreementKinds[agreement.kind])}.`,
    signed && say(`Inngått ${day(signed)}.`, `Signed on ${day(signed)}.`),
    expires && say(`Utløper ${day(expires)}.`, `Expires on ${day(expires)}.`),
    subProcessorNotice &&
      say(
        `Bytte av underdatabehandler varsles ${duration(subProcessorNotice)} før.`,
        `A change of sub-processor is announced ${duration(subProcessorNotice)} before.`,
      ),
  ]
    .filter(Boolean)
    .join(' ');
}

function transferInWords({ locations, transfer }: Recipient, telling: Telling): string | undefined {
  const { say, countries } = telling;
  const outside = locations.filter((location) => !EEA_COUNTRIES.includes(location));
  if (outside.length === 0) return undefined;
  return transfer
    ? say(
        `Ut av EØS, til ${countries(outside)}, med ${instrument(transfer, telling)}.`,
        `Out of the EEA, to ${countries(outside)}, under ${instrument(transfer, telling)}.`,
      )
    : say(
        `${countries(outside)} er utenfor EØS, og intet grunnlag er beskrevet.`,
        `${countries(outside)} is outside the EEA, and no basis is described.`,
      );
}

/** What it takes to share data, to hand it to an authority, or to sell it. */
export function sharingSection(telling: Telling): Section {
  const { statement, say, of, and, quotedPurposes } = telling;
  const { requiresConsentOf, consentPurpose, requiresAgreement, salePurpose, authorities, principle } =
    statement.sharing;
  const whose = and(requiresConsentOf.map((one) => of(consenters[one])));
  const under = consentPurpose === undefined ? '' : `, under ${quotedPurposes([consentPurpose])}`;
  const grounds = new Intl.ListFormat(telling.language, { type: 'disjunction' }).format(
    authorities.requires.map((ground) => of(authorityGrounds[ground])),
  );
  return {
    id: 'sharing',
    title: say('Deling og salg', 'Sharing and sale'),
    body: html`<p>${of(principle)}</p>
${facts([
  [
    say('Deling med tredjeparter', 'Sharing with third parties'),
    requiresConsentOf.length > 0
      ? say(`Krever samtykke fra ${whose}${under}.`, `Needs consent from ${whose}${under}.`)
      : say('Krever en avtale som gjelder.', 'Needs an agreement in force.'),
  ],
  [
    say('Databehandlere', 'Processors'),
    requiresAgreement &&
      say(
        'Får bare opplysninger med en databehandleravtale som gjelder (GDPR artikkel 28 nr. 3).',
        'Get data only under a data processing agreement in force (GDPR Article 28(3)).',
      ),
  ],
  [
    say('Myndigheter', 'Authorities'),
    say(`Får bare opplysninger når ${grounds} krever det.`, `Get data only where ${grounds} demands it.`),
  ],
  [
    say('Salg', 'Sale'),
    salePurpose === undefined
      ? say(
          'Ingenting selges: ingen formål ber om samtykke til salg.',
          'Nothing is sold: no purpose asks for consent to a sale.',
        )
      : say(
          `Ingenting selges uten et samtykke til akkurat det, under ${quotedPurposes([salePurpose])}.`,
          `Nothing is sold without a consent to exactly that, under ${quotedPurposes([salePurpose])}.`,
        ),
  ],
])}`,
  };
}

/** Whether data leaves the EEA, and on which ground it may (Art. 13(1)(f), 44–49). */
export function transfersSection(telling: Telling): Section {
  const { statement, say, of } = telling;
  const { onlyInEea, allowedBases, principle } = statement.transfers;
  return {
    id: 'transfers',
    title: say('Overføring ut av EØS', 'Transfers out of the EEA'),
    body: html`<p>${of(principle)}</p>
${facts([
  [
    say('I dag', 'Today'),
    onlyInEea
      ? say('Alt behandles innenfor EØS.', 'Everything is processed inside the EEA.')
      : say(
          'Noe behandles utenfor EØS; se mottakerne over.',
          'Some is processed outside the EEA; see the recipients above.',
        ),
  ],
  [
    say('Grunnlag som kan brukes', 'Bases that may be used'),
    allowedBases.length > 0 && listed(allowedBases.map((basis) => instrument(basis, telling))),
  ],
])}`,
  };
}

/** The basis of a transfer: the language's own name for it where the article has one, otherwise the file's. */
function instrument(basis: NonNullable<Recipient['transfer']>, { of, article }: Telling): string {
  const known = transferInstruments[basis.article];
  return `${known ? of(known) : basis.instrument} (GDPR ${article(basis.article)})`;
}

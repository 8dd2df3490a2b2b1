import { type Finding, warningFound } from './findings.ts';
import type { Recipient, Statement } from './schema.ts';

/** The EEA: the EU's states, Iceland, Liechtenstein and Norway. */
export const EEA_COUNTRIES: readonly string[] =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' ');

/** Recipients that are missing, unbound, or outside the EEA without a ground; sources that the person is not told of. */
export function checkRecipients(statement: Statement): Finding[] {
  return [...emptyList(statement), ...statement.recipients.flatMap(checkRecipient), ...sources(statement)];
}

function emptyList(statement: Statement): Finding[] {
  if (statement.recipients.some(({ kind }) => kind === 'processor' || kind === 'sub-processor')) return [];
  return [
    warningFound('empty-recipients', {
      article: 'GDPR 13(1)(e)',
      path: 'recipients',
      message: 'The statement names no external party with access, though hosting and support seldom come without one.',
      mend: 'List the processors, or answer this finding by confirming that there are none.',
      meanwhile: 'Every disclosure to a processor is refused, because none is registered.',
    }),
  ];
}

function checkRecipient(recipient: Recipient): Finding[] {
  const findings: Finding[] = [];
  const processes = recipient.kind === 'processor' || recipient.kind === 'sub-processor';
  if (processes && recipient.agreement === undefined) {
    findings.push(
      warningFound('processor-without-agreement', {
        article: 'GDPR 28(3)',
        path: `recipients/${recipient.id}`,
        message: `No data processing agreement with ${recipient.name} is described.`,
        mend: 'Describe it under agreement.',
        meanwhile: 'Disclosures to this processor are refused.',
      }),
    );
  }
  const outside = recipient.locations.filter((location) => !EEA_COUNTRIES.includes(location));
  if (outside.length > 0 && recipient.transfer === undefined) {
    findings.push(
      warningFound('transfer-without-basis', {
        article: 'GDPR 44',
        path: `recipients/${recipient.id}/locations`,
        message: `${recipient.name} is in ${outside.join(', ')}, outside the EEA, and no basis for the transfer is named.`,
        mend: 'Name the article and the instrument under transfer.',
        meanwhile: 'Disclosures to this recipient are refused.',
      }),
    );
  }
  return findings;
}

function sources(statement: Statement): Finding[] {
  return statement.sources.flatMap((source) => {
    if (source.kind !== 'third-party' || (source.provenance !== undefined && source.notice !== undefined)) return [];
    return warningFound('third-party-source-without-notice', {
      article: 'GDPR 14',
      path: `sources/${source.id}`,
      message: `Data from ${source.id} comes from somebody else, and it is not said from whom or when the person is told.`,
      mend: 'Fill in provenance and notice.',
      meanwhile: 'The person is told within one month, at first contact, or at first disclosure, whichever is first.',
    });
  });
}

import { type Finding, warningFound } from './findings.ts';
import type { Recipient, Statement } from './schema.ts';
import { compareDurations, nameIn } from './statement-index.ts';

/** The EEA: the EU's states, Iceland, Liechtenstein and Norway. */
export const EEA_COUNTRIES: readonly string[] =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' ');

/** Recipients that are missing, unbound, or outside the EEA without a ground; sources that the person is not told of. */
export function checkRecipients(statement: Statement): Finding[] {
  return [
    ...emptyList(statement),
    ...statement.recipients.flatMap((recipient) => [
      ...binding(recipient, statement),
      ...transferring(recipient, statement),
    ]),
    ...sources(statement),
  ];
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

function binding(recipient: Recipient, { statement }: Statement): Finding[] {
  const findings: Finding[] = [];
  const path = `recipients/${recipient.id}`;
  const { agreement, kind, under } = recipient;
  const name = nameIn(recipient, 'en');
  if (kind !== 'processor' && kind !== 'sub-processor') return findings;
  if (agreement === undefined) {
    findings.push(
      warningFound('processor-without-agreement', {
        article: 'GDPR 28(3)',
        path,
        message: `No data processing agreement with ${name} is described.`,
        mend: 'Describe it under agreement.',
        meanwhile: 'Disclosures to this processor are refused until a signed agreement is recorded.',
      }),
    );
  }
  // Counted on the day of the edition, so that the same file gives the same findings on every day.
  if (agreement?.expires !== undefined && agreement.expires < statement.updated) {
    findings.push(
      warningFound('agreement-expired', {
        article: 'GDPR 28(3)',
        path: `${path}/agreement/expires`,
        message: `The agreement with ${name} expired on ${agreement.expires}, before this edition of ${statement.updated}.`,
        mend: 'Describe the agreement that is in force, or take the recipient out.',
        meanwhile: 'Disclosures to this processor are refused.',
      }),
    );
  }
  if (kind === 'sub-processor' && under === undefined) {
    findings.push(
      warningFound('sub-processor-without-processor', {
        article: 'GDPR 28(2), 28(4)',
        path,
        message: `It is not said which processor uses the sub-processor ${name}.`,
        mend: 'Name the processor under under.',
        meanwhile: 'It is given data under its own agreement alone, as a processor is.',
      }),
    );
  }
  return findings;
}

/** Articles that can allow a transfer out of the EEA: adequacy, safeguards, binding rules, derogations; never Art. 48. */
const TRANSFER_ARTICLE = /^4[5679](\([0-9a-z]+\))*$/;

/** Whether an article can be the basis of a transfer at all (Art. 44). */
export const isTransferArticle = (article: string): boolean => TRANSFER_ARTICLE.test(article);

function transferring(recipient: Recipient, { transfers }: Statement): Finding[] {
  const { id, locations, transfer } = recipient;
  const name = nameIn(recipient, 'en');
  const outside = locations.filter((location) => !EEA_COUNTRIES.includes(location));
  if (outside.length === 0) return [];
  const findings: Finding[] = [];
  const { allowedBases, onlyInEea } = transfers;
  const unbased = (at: string, message: string, mend: string) =>
    warningFound('transfer-without-basis', {
      article: 'GDPR 44',
      path: `recipients/${id}/${at}`,
      message: `${name} is in ${outside.join(', ')}, outside the EEA, and ${message}`,
      mend,
      meanwhile: 'Disclosures to this recipient are refused.',
    });
  const named = transfer?.article;
  if (named === undefined) {
    findings.push(
      unbased(
        'locations',
        'no basis for the transfer is named.',
        'Name the article and the instrument under transfer.',
      ),
    );
  } else if (!isTransferArticle(named)) {
    findings.push(
      unbased('transfer/article', `Article ${named} allows no transfer.`, 'Name an article of 45, 46, 47 or 49.'),
    );
  } else if (allowedBases.length > 0 && !allowedBases.some(({ article }) => article === named)) {
    findings.push(
      unbased(
        'transfer/article',
        `Article ${named} is none of the bases that the statement allows.`,
        `Name one of ${allowedBases.map(({ article }) => article).join(', ')}, or allow it under transfers/allowedBases.`,
      ),
    );
  }
  if (onlyInEea) {
    findings.push(
      warningFound('transfer-against-promise', {
        article: 'GDPR 5(1)(a), 13(1)(f)',
        path: `recipients/${id}/locations`,
        message: `The statement promises that data stays inside the EEA, and ${name} is in ${outside.join(', ')}.`,
        mend: 'Set transfers/onlyInEea to false and say what is transferred, or choose another recipient.',
        meanwhile:
          'The basis of the transfer decides: with one that is allowed data is disclosed, without one it is not.',
      }),
    );
  }
  return findings;
}

function sources(statement: Statement): Finding[] {
  return statement.sources.flatMap((source) => {
    if (source.kind === 'third-party' && source.notice && compareDurations(source.notice.within, 'P1M') > 0) {
      return warningFound('source-notice-later-than-law', {
        article: 'GDPR 14(3)(a)',
        path: `sources/${source.id}/notice/within`,
        message: `The person is told within ${source.notice.within}, and the law gives one month.`,
        mend: 'Write P1M, or any shorter time.',
        meanwhile: 'The notice falls due at the earlier of the promise and the law.',
      });
    }
    if (source.kind !== 'third-party' || (source.provenance !== undefined && source.notice !== undefined)) return [];
    return warningFound('third-party-source-without-notice', {
      article: 'GDPR 14',
      path: `sources/${source.id}`,
      message: `Data from ${source.id} comes from somebody else, and it is not said from whom or when the person is told.`,
      mend: 'Fill in provenance and notice.',
      meanwhile: 'The notice to the person falls due within one month, at first contact or at first disclosure.',
    });
  });
}

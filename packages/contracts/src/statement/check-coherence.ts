import { type Finding, warningFound } from './findings.ts';
import type { Statement } from './schema.ts';
import { purposeById } from './statement-index.ts';

/** Parts that are right by themselves and leave each other alone, or promise what no part of the platform does. */
export function checkCoherence(statement: Statement): Finding[] {
  return [...unlisted(statement), ...sale(statement), ...noticeBefore(statement)];
}

function unlisted({ purposes, activities }: Statement): Finding[] {
  const listed = new Set(activities.flatMap((activity) => activity.purposes));
  return purposes
    .filter(({ id }) => !listed.has(id))
    .map(({ id }) =>
      warningFound('purpose-without-activity', {
        article: 'GDPR 30(1)(b)',
        path: `purposes/${id}`,
        message: `No activity names the purpose ${id}.`,
        mend: 'Add it to the purposes of an activity.',
        meanwhile:
          'The record of processing activities does not show it; everything else about it is run as the file says.',
      }),
    );
}

function sale(statement: Statement): Finding[] {
  const { salePurpose } = statement.sharing;
  const purpose = salePurpose === undefined ? undefined : purposeById(statement, salePurpose);
  if (!purpose || /^dpv:Sell[A-Z]/.test(purpose.term)) return [];
  return [
    warningFound('sale-purpose-not-sale', {
      article: 'GDPR 5(1)(b), 7(2)',
      path: 'sharing/salePurpose',
      message: `Data is sold by the consent to ${purpose.id}, whose term ${purpose.term} is not about selling.`,
      mend: 'Describe a purpose of its own for the sale, such as one with the term dpv:SellDataToThirdParties.',
      meanwhile:
        'All use for this purpose is treated as a sale: it needs its consent, and the signal of a browser refuses it.',
    }),
  ];
}

function noticeBefore({ changes }: Statement): Finding[] {
  const { noticeBefore: promised } = changes.significant;
  if (promised === undefined) return [];
  return [
    warningFound('notice-before-change-not-kept', {
      article: 'GDPR 5(1)(a), 13(3)',
      path: 'changes/significant/noticeBefore',
      message: `The statement promises ${promised} of notice before a change, and a version counts once it is published.`,
      mend: 'Leave noticeBefore out, and publish a change only when people have known of it for so long.',
      meanwhile: 'A version is in force, and announced, from the moment it is published: nothing waits.',
    }),
  ];
}

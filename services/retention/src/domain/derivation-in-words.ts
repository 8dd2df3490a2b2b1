import type { DerivationStep } from '@vitne/contracts/law/derivation';
import type { Anchor } from '@vitne/contracts/statement/schema';
import type { Holding } from './holding.ts';

export type Words = { nb: string; en: string };

const anchors: Record<Anchor, Words> = {
  'collected-at': { nb: 'innsamlingen', en: 'the collection' },
  'subscription-ended': { nb: 'at abonnementet tok slutt', en: 'the end of the subscription' },
  'service-agreement-ended': { nb: 'at tjenesteavtalen tok slutt', en: 'the end of the service agreement' },
  'last-module-removed': { nb: 'at den siste modulen ble fjernet', en: 'the removal of the last module' },
  'newsletter-opt-out': { nb: 'avmeldingen av nyhetsbrevet', en: 'the opt-out of the newsletter' },
  'course-opt-out': { nb: 'avmeldingen av kursinvitasjoner', en: 'the opt-out of course invitations' },
  'accounting-year-ended': { nb: 'regnskapsårets slutt', en: 'the end of the accounting year' },
  'last-contact': { nb: 'siste kontakt', en: 'the last contact' },
  'logged-at': { nb: 'loggføringen', en: 'the logging' },
  'cookie-set': { nb: 'at informasjonskapselen ble satt', en: 'the setting of the cookie' },
  'purpose-ended': { nb: 'at formålet falt bort', en: 'the end of the purpose' },
  'record-written': { nb: 'at den siste saken ble avsluttet', en: 'the closing of the last matter' },
};

/** How the date of a holding, or of a part of the record, came about, one sentence per step, for a person to read. */
export function derivationInWords({
  anchor,
  derivation,
  legalDuty,
  erasableFrom,
}: Pick<Holding, 'anchor' | 'derivation' | 'legalDuty' | 'erasableFrom'>): Words[] {
  const name = anchors[anchor as Anchor] ?? { nb: anchor, en: anchor };
  if (erasableFrom === undefined) {
    return [
      {
        nb: `Beholdes så lenge grunnen varer; tiden regnes fra ${name.nb}.`,
        en: `Kept as long as its reason lasts; the time counts from ${name.en}.`,
      },
    ];
  }
  const duty =
    legalDuty === undefined ? [] : [{ nb: `Loven krever det: ${legalDuty}.`, en: `The law demands it: ${legalDuty}.` }];
  return [...derivation.map((step) => inWords(step, name)), ...duty];
}

function inWords({ step, article, result }: DerivationStep, anchor: Words): Words {
  switch (step) {
    case 'anchor':
      return { nb: `Regnet fra ${anchor.nb}, ${result}.`, en: `Counted from ${anchor.en}, ${result}.` };
    case 'accounting-year-end':
      return {
        nb: `Regnskapsåret slutter ${result} (${article}).`,
        en: `The accounting year ends on ${result} (${article}).`,
      };
    case 'keep':
      return result === 'at-once'
        ? { nb: 'Slettes straks.', en: 'Erased at once.' }
        : { nb: `Beholdes i ${result} (${article}).`, en: `Kept for ${result} (${article}).` };
    case 'erasable':
      return { nb: `Kan slettes fra og med ${result}.`, en: `Erasable from ${result} on.` };
    case 'receipt':
    case 'months':
    case 'hours':
    case 'clamp':
    case 'extension':
    case 'roll':
    case 'pause':
    case 'event':
    case 'at-once':
    case 'promise':
      return { nb: `${article}: ${result}.`, en: `${article}: ${result}.` };
  }
}

import { toBase64 } from '@vitne/ledger/bytes';
import { formatVerifierKey } from '@vitne/ledger/verifier-key';
import type { CheckedFile } from '../check-any.ts';
import type { EvidenceFaultCode } from '../evidence-verdict.ts';
import { type ProvedEvent, readEvent } from '../proved-event.ts';
import { type Language, type Words, words } from '../words/word-list.ts';
import { element } from './element.ts';
import { faultWords } from './fault-words.ts';
import type { PageFaultCode } from './page-fault.ts';

export type Outcome =
  | ({ readonly valid: true } & CheckedFile)
  | { readonly valid: false; readonly code: EvidenceFaultCode | PageFaultCode; readonly message: string };

/** Shows what was found, in place of what was found before. */
export function showOutcome(into: HTMLElement, language: Language, name: string, outcome: Outcome): void {
  const say = (nb: string, en: string): string => (language === 'nb' ? nb : en);
  into.replaceChildren(
    ...(outcome.valid ? rightOf(outcome, name, say) : wrongOf(outcome, name, (said) => said[language])),
  );
  into.dataset['code'] = outcome.valid ? 'valid' : outcome.code;
}

type Say = (nb: string, en: string) => string;

const pageFaults: Readonly<Record<PageFaultCode, Words>> = {
  'browser-cannot': words('Nettleseren kan ikke sjekke filen', 'The browser cannot check the file'),
  'key-unreadable': words('Nøkkelen kan ikke leses', 'The key cannot be read'),
};

function wrongOf(
  { code, message }: Extract<Outcome, { valid: false }>,
  name: string,
  of: (said: Words) => string,
): Node[] {
  const isAboutFile = code !== 'browser-cannot' && code !== 'key-unreadable';
  const heading = isAboutFile ? words('Dette beviser ingenting', 'This proves nothing') : pageFaults[code];
  return [
    element(
      'div',
      { class: isAboutFile ? 'verdict wrong' : 'verdict doubt' },
      element('h2', {}, of(heading)),
      element('p', {}, of(faultWords[code])),
      element('p', { class: 'soft' }, `${name} · `, element('code', {}, code), message === '' ? '' : ` · ${message}`),
    ),
  ];
}

function rightOf(file: CheckedFile, name: string, say: Say): Node[] {
  const isKnown = file.is === 'proof' || file.trust === 'known-key';
  const events = file.is === 'evidence' ? file.events : eventsOfProof(file);
  const { size, origin, root } = file.checkpoint;
  return [
    element(
      'div',
      { class: isKnown ? 'verdict right' : 'verdict doubt' },
      element(
        'h2',
        {},
        isKnown
          ? say('Alt stemmer', 'All of it holds')
          : say('Filen henger sammen. Sjekk nøkkelen.', 'The file holds together. Compare the key.'),
      ),
      element(
        'p',
        {},
        isKnown
          ? say(
              'Hendelsene under sto akkurat slik, på akkurat disse plassene, da notaren med nøkkelen du ga, signerte.',
              'The events below stood exactly so, at exactly these places, when the notary with the key that you gave signed.',
            )
          : say(
              'Signaturen er laget med nøkkelen som ligger i filen. Hvem nøkkelen tilhører, kan filen ikke bevise: sammenlign den med den du har fått et annet sted, eller lim den inn over.',
              'The signature was made with the key that lies in the file. Whose key that is, the file cannot prove: compare it with the one that you got elsewhere, or paste that one above.',
            ),
      ),
      element('p', { class: 'soft' }, name),
    ),
    facts([
      [say('Signert av', 'Signed by'), file.signedBy.map(({ name: signer }) => signer).join(', ')],
      [say('Nøkkelen', 'The key'), ...file.signedBy.map((key) => element('code', {}, formatVerifierKey(key)))],
      [say('Hovedbok', 'Ledger'), element('code', {}, origin)],
      [say('Størrelse da den ble signert', 'Size when it was signed'), say(`${size} hendelser`, `${size} events`)],
      [say('Fingeravtrykk av alle', 'Fingerprint of all'), element('code', {}, toBase64(root))],
      [say('Tidspunkt', 'Time'), timeOf(file, events, say)],
    ]),
    ...(file.is === 'evidence'
      ? [
          element('h2', {}, say('Det filen sier', 'What the file says')),
          element(
            'p',
            { class: 'soft' },
            say(
              'Teksten er laget på nytt av hendelsene og sammenlignet med den i filen.',
              'The text was made anew from the events and compared with the one in the file.',
            ),
          ),
          element('pre', { id: 'said' }, file.file.text[say('nb', 'en') === 'nb' ? 'nb' : 'en']),
        ]
      : []),
    element('h2', {}, say('Hver hendelse, slik den er lagret', 'Each event as it is stored')),
    ...events.map((event) => eventOf(event, say)),
  ];
}

/** Witnesses put their own time to what they saw; the checkpoint itself has none. */
function timeOf({ cosignatures }: CheckedFile, events: readonly ProvedEvent[], say: Say): string {
  const seen = cosignatures.map(({ key, timeS }) => `${key.name}: ${new Date(timeS * 1_000).toISOString()}`);
  if (seen.length > 0)
    return say(
      `Sett av vitner, etter deres klokke: ${seen.join(', ')}.`,
      `Seen by witnesses, by their clocks: ${seen.join(', ')}.`,
    );
  const newest = events.at(-1)?.time ?? '–';
  return say(
    `Sjekkpunktet bærer ikke noe klokkeslett. Det er signert etter den nyeste hendelsen i filen, som organisasjonens klokke sier var ${newest}.`,
    `The checkpoint carries no time of its own. It was signed after the newest event of the file, which the organisation's clock says was ${newest}.`,
  );
}

/** A proof of one event holds its message: it is read as an event where it is one. */
function eventsOfProof({ message, position }: Extract<CheckedFile, { is: 'proof' }>): ProvedEvent[] {
  const read = readEvent(message);
  return read ? [{ ...read, position, opened: {} }] : [];
}

function eventOf(event: ProvedEvent, say: Say): HTMLElement {
  const { position, type, id, time, facts: said, sealed, opened } = event;
  return element(
    'details',
    {},
    element('summary', {}, `${say('Plass', 'Position')} ${position}: ${type}`),
    element('p', { class: 'soft' }, `${id} · ${time}`),
    element('pre', {}, JSON.stringify(said, undefined, 2)),
    ...sealed.map(({ part, commitment }) => {
      const fields = opened[part];
      const how = fields
        ? say(
            'forseglet, og vist: det som vises, er det som ble forseglet',
            'sealed, and shown: what is shown is what was sealed',
          )
        : commitment === undefined
          ? say(
              'forseglet, ikke vist; denne filen kan ikke bevise innholdet',
              'sealed, not shown; this file cannot prove what it holds',
            )
          : say('forseglet, ikke vist', 'sealed, not shown');
      return element(
        'div',
        {},
        element('p', {}, element('strong', {}, part), `: ${how}.`),
        fields && element('pre', {}, JSON.stringify(fields, undefined, 2)),
      );
    }),
  );
}

function facts(rows: readonly (readonly [string, ...(Node | string)[]])[]): HTMLElement {
  return element(
    'dl',
    { class: 'facts' },
    ...rows.map(([name, ...values]) => element('div', {}, element('dt', {}, name), element('dd', {}, ...values))),
  );
}

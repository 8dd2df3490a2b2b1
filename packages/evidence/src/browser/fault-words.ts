import type { EvidenceFaultCode } from '../evidence-verdict.ts';
import { type Words, words } from '../words/word-list.ts';
import type { PageFaultCode } from './page-fault.ts';

/** What is wrong, for people who read no codes. */
export const faultWords: Readonly<Record<EvidenceFaultCode | PageFaultCode, Words>> = {
  'index-beyond-size': words(
    'Beviset peker på en plass som ikke var i hovedboken da den ble signert.',
    'The proof points to a place that was not in the ledger when it was signed.',
  ),
  'sizes-reversed': words(
    'Størrelsene i beviset står i gal rekkefølge.',
    'The sizes in the proof stand in the wrong order.',
  ),
  'hash-malformed': words(
    'Et fingeravtrykk i beviset har feil form.',
    'A fingerprint in the proof has the wrong form.',
  ),
  'proof-too-short': words(
    'Beviset mangler noe: det leder ikke fram til det som ble signert.',
    'Something of the proof is missing: it does not lead to what was signed.',
  ),
  'proof-too-long': words(
    'Beviset har noe for mye: det leder ikke fram til det som ble signert.',
    'The proof has too much: it does not lead to what was signed.',
  ),
  'root-differs': words(
    'Hendelsen er ikke den som ble signert: innholdet, plassen eller beviset er endret.',
    'The event is not the one that was signed: its content, its place or the proof was changed.',
  ),
  'old-root-differs': words('Det eldre sjekkpunktet passer ikke.', 'The older checkpoint does not fit.'),
  'new-root-differs': words('Det nyere sjekkpunktet passer ikke.', 'The newer checkpoint does not fit.'),
  'note-too-large': words('Sjekkpunktet er for stort til å være et.', 'The checkpoint is too large to be one.'),
  'note-malformed': words(
    'Sjekkpunktet har tegn som ikke hører hjemme der.',
    'The checkpoint has characters that do not belong there.',
  ),
  'note-without-newline': words('Sjekkpunktet er kuttet av.', 'The checkpoint is cut off.'),
  'note-without-signatures': words('Sjekkpunktet er ikke signert.', 'The checkpoint is not signed.'),
  'too-many-signatures': words('Sjekkpunktet har for mange signaturer.', 'The checkpoint has too many signatures.'),
  'signature-malformed': words('En signatur har feil form.', 'A signature has the wrong form.'),
  'signature-invalid': words(
    'Signaturen passer ikke: sjekkpunktet er endret etter at det ble signert.',
    'The signature does not fit: the checkpoint was changed after it was signed.',
  ),
  'key-unknown': words(
    'Sjekkpunktet er ikke signert med denne nøkkelen. Enten er det en annen notar, eller så er det laget av noen andre.',
    'The checkpoint is not signed with this key. Either it is another notary, or somebody else made it.',
  ),
  'key-malformed': words('En nøkkel i filen har feil form.', 'A key in the file has the wrong form.'),
  'checkpoint-malformed': words('Sjekkpunktet har feil form.', 'The checkpoint has the wrong form.'),
  'size-malformed': words('Størrelsen i sjekkpunktet er ikke et tall.', 'The size in the checkpoint is no number.'),
  'root-malformed': words(
    'Fingeravtrykket i sjekkpunktet har feil form.',
    'The fingerprint in the checkpoint has the wrong form.',
  ),
  'origin-differs': words(
    'Dette er en annen hovedbok enn den som filen eller nøkkelen sier.',
    'This is another ledger than the file or the key says.',
  ),
  'too-few-cosigners': words('For få vitner har signert.', 'Too few witnesses have signed.'),
  'path-malformed': words('En adresse i beviset har feil form.', 'An address in the proof has the wrong form.'),
  'tile-missing': words('Noe av beviset mangler.', 'Something of the proof is missing.'),
  'tile-malformed': words('Noe av beviset har feil form.', 'Something of the proof has the wrong form.'),
  'bundle-malformed': words('Noe av beviset har feil form.', 'Something of the proof has the wrong form.'),
  'message-malformed': words('Hendelsen i beviset har feil form.', 'The event in the proof has the wrong form.'),
  'proof-file-too-large': words('Beviset er for stort til å være et.', 'The proof is too large to be one.'),
  'proof-file-malformed': words('Et bevis i filen har feil form.', 'A proof in the file has the wrong form.'),
  'message-missing': words(
    'Beviset holder ikke hendelsen som det er om.',
    'The proof does not hold the event that it is about.',
  ),
  'evidence-too-large': words('Filen er for stor til å være en slik fil.', 'The file is too large to be such a file.'),
  'evidence-malformed': words(
    'Dette er ingen fil med bevis, eller så er den skadet.',
    'This is no file with proof, or it is damaged.',
  ),
  'evidence-version-unknown': words(
    'Filen er av en nyere utgave enn denne siden kjenner. Hent en ny utgave av siden.',
    'The file is of a later edition than this page knows. Get a newer edition of the page.',
  ),
  'checkpoints-differ': words(
    'Hendelsene er bevist under ulike sjekkpunkter.',
    'The events are proved under different checkpoints.',
  ),
  'event-malformed': words('Det som er bevist, er ingen hendelse.', 'What is proved is no event.'),
  'events-out-of-order': words(
    'Hendelsene står ikke i hovedbokens rekkefølge, eller en av dem står to ganger.',
    'The events do not stand in the order of the ledger, or one of them stands twice.',
  ),
  'events-of-another': words(
    'En hendelse handler om noe annet enn det filen sier at den handler om.',
    'An event is about something else than the file says to be about.',
  ),
  'events-missing': words(
    'En hendelse som må være der, er tatt ut av filen.',
    'An event that has to be there was taken out of the file.',
  ),
  'opening-differs': words(
    'Det som vises av noe forseglet, er ikke det som ble forseglet.',
    'What is shown of something sealed is not what was sealed.',
  ),
  'opening-of-nothing': words(
    'Filen viser noe som hendelsen ikke har forseglet, eller ikke kan bevise.',
    'The file shows something that the event did not seal, or cannot prove.',
  ),
  'attachment-differs': words(
    'Teksten som skal ha vært vist, er en annen enn den som ble vist.',
    'The text that is said to have been shown is another than the one that was.',
  ),
  'attachment-of-nothing': words(
    'Filen har en tekst som ingen av hendelsene handler om.',
    'The file has a text that none of its events is about.',
  ),
  'text-differs': words(
    'Teksten i filen sier noe annet enn hendelsene. Tro ikke på teksten.',
    'The text in the file says something else than the events. Do not believe the text.',
  ),
  'key-unreadable': words(
    'Det som står i feltet, er ingen notarnøkkel. En ser slik ut: navn+8 tegn+lang kode, på én linje. Filen er ikke sjekket.',
    'What stands in the field is no key of a notary. One looks like this: name+8 characters+long code, on one line. The file was not checked.',
  ),
  'browser-cannot': words(
    'Siden må være åpnet over https eller fra en lagret fil, i en nettleser fra 2025 eller nyere. Om filen sier det ingenting.',
    'The page has to be opened over https or from a saved file, in a browser of 2025 or later. Of the file this says nothing.',
  ),
};

import type { HeldPart } from '@vitne/contracts/catalogue/erasure-events';
import type { MailWords } from '@vitne/service-kit/composed-mail';
import { heldPartInWords } from '@vitne/service-kit/held-remainder';
import type { tellingOf } from '@vitne/service-kit/telling';

type Telling = ReturnType<typeof tellingOf>;

/** What is gone when this is read: the keys, and with them the address, go when the mail has left. */
export function erased(isInPart: boolean, othersAreOpen: boolean, { say }: Telling): string[] {
  const what = isInPart
    ? say('Alt annet enn det som står nedenfor, er slettet.', 'Everything but what stands below is erased.')
    : say('Opplysningene om deg er slettet.', 'The data about you is erased.');
  const stays = say(
    'Du har bedt oss om noe mer. Adressen din beholder vi bare for å svare på det (GDPR artikkel 12 nr. 3), og den slettes når du har fått svaret.',
    'You have asked us for something more. We keep your address only to answer that (GDPR Article 12(3)), and erase it when you have the answer.',
  );
  const last = say(
    'Dette er det siste du hører fra oss om saken: adressen din slettes når denne e-posten er sendt.',
    'This is the last that you hear from us in this matter: your address is erased when this e-mail has been sent.',
  );
  return [what, othersAreOpen ? stays : last];
}

/** Where everything has to stay: nothing goes now, and nothing has to be asked for again. */
export const keptWhole = {
  nb: 'Alt vi har om deg, må vi beholde en tid. Så lenge brukes det ikke til noe annet, og hver del slettes av seg selv når grunnen til å beholde den er borte.',
  en: 'Everything that we have about you has to be kept for a time. Until then it is used for nothing else, and each part is erased by itself when the reason to keep it is over.',
};

/** Where a legal hold came after the answer and before the keys went. */
export const insteadOfBefore = {
  nb: 'Dette gjelder i stedet for det forrige svaret vårt: etter at vi skrev til deg, måtte noe av det likevel beholdes.',
  en: 'This goes in the place of our earlier answer: after we had written to you, some of it had to be kept after all.',
};

/** What stays after an erasure, why by which article, and until when (Art. 12(4), 17(3)). */
export const heldOf = (held: readonly HeldPart[], { say, statement, language }: Telling): Pick<MailWords, 'list'> => ({
  list: {
    heading: say('Dette må vi beholde:', 'This we have to keep:'),
    lines: held.map((part) => heldPartInWords(part, statement)[language]),
  },
});

import type { Language, Telling } from '@vitne/service-kit/telling';

/** Links for the person alone: to the answer, to the confirmation of an erasure, and to where such files are verified. */
export type WithProof = (language: Language) => { answer: string; erasure?: string; verify: string };

/** Where the answer is downloaded with proof. The links are secrets of the person's, so they are no part of what is hashed. */
export function answerWithProof(withProof: WithProof, { say, language }: Telling): [string, string][] {
  const { answer, erasure, verify } = withProof(language);
  return [
    [say('Last ned svaret med bevis', 'Download the answer with proof'), answer],
    ...(erasure === undefined
      ? []
      : [
          [
            say(
              'Last ned bekreftelsen på slettingen med bevis, når adressen din også er slettet',
              'Download the confirmation of the erasure with proof, once your address is erased too',
            ),
            erasure,
          ] as [string, string],
        ]),
    [
      say(
        'Filen kan sjekkes uten oss. Lenkene virker denne måneden og den neste',
        'The file can be checked without us. The links work this month and the next',
      ),
      verify,
    ],
  ];
}

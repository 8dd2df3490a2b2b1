import type { Telling } from '@vitne/service-kit/telling';

/** Of a first request nobody learns but the person: an address that a stranger made up gets no word of it. */
export function answerWithFirst(
  { firstReceived }: { firstReceived: string },
  toThePerson: boolean,
  { say, day }: Pick<Telling, 'say' | 'day'>,
): { subject: string; opening: string[] } {
  const when = toThePerson ? day(firstReceived.slice(0, 10)) : undefined;
  return {
    subject: say('Henvendelsen din er avsluttet', 'Your request is closed'),
    opening: [
      when === undefined
        ? say(
            'Henvendelsen er behandlet. Svaret gis bare til den det gjelder, på adressen vi kjenner.',
            'The request is dealt with. The answer is given only to whom it is about, at the address that we know.',
          )
        : say(
            `Du ba om det samme ${when}, og den henvendelsen er besvart. Svaret gjelder også denne.`,
            `You asked the same on ${when}, and that request is answered. The answer counts for this one too.`,
          ),
      say(
        'Ba du om noe annet? Da ber vi deg si fra, så behandler vi det for seg.',
        'Did you ask for something else? Then please tell us, and we will deal with it by itself.',
      ),
    ],
  };
}

import type { MailWords } from '@vitne/service-kit/composed-mail';
import type { tellingOf } from '@vitne/service-kit/telling';

/** The confirmation that nothing is kept (GDPR 15(1)), and what to do if that cannot be. */
export function nothingKept(
  [answered, remedies]: readonly [string, string],
  { say }: ReturnType<typeof tellingOf>,
): Pick<MailWords, 'subject' | 'opening'> {
  return {
    subject: say('Vi har ingen opplysninger om deg', 'We keep no data about you'),
    opening: [
      answered,
      say(
        'Vi har ingen opplysninger om deg, bortsett fra denne henvendelsen og svaret på den. Vi har sett etter i alle systemene våre.',
        'We keep no data about you, except for this request and its answer. We have looked in all our systems.',
      ),
      say(
        'Har du brukt en annen e-postadresse eller et annet telefonnummer hos oss, så spør fra den eller oppgi det, og vi ser etter igjen.',
        'If you have used another e-mail address or phone number with us, ask from that one or tell us, and we will look again.',
      ),
      remedies,
    ],
  };
}

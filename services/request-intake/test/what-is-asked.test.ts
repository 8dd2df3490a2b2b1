import { describe, expect, it } from 'vitest';
import { whatIsAsked } from '../src/mailbox/what-is-asked.ts';

const read = (subject: string, text = '') => {
  const { requestType, typeRead } = whatIsAsked(subject, text);
  return `${requestType}, ${typeRead}`;
};

describe('what a mail asks for', () => {
  it.each([
    ['Slett meg', '', 'erasure'],
    ['', 'Hei! Jeg ønsker at dere sletter alle opplysninger om meg.', 'erasure'],
    ['', 'Eg vil bli gløymd.', 'erasure'],
    ['Please delete my data', 'Thank you.', 'erasure'],
    ['Right to be forgotten', '', 'erasure'],
    ['Innsyn', '', 'access'],
    ['', 'Hva har dere lagret om meg?', 'access'],
    ['', 'Kva for opplysningar har de om meg?', 'access'],
    ['Subject access request', '', 'access'],
    ['Feil adresse', 'Kan dere rette adressen min?', 'rectification'],
    ['Rectification', '', 'rectification'],
    ['', 'Jeg reserverer meg mot direkte markedsføring.', 'objection'],
    ['', 'I object to your use of my data for marketing.', 'objection'],
    ['', 'Jeg trekker tilbake mitt samtykke.', 'withdrawal'],
    ['', 'Eg trekkjer samtykket mitt.', 'withdrawal'],
    ['', 'I hereby withdraw my consent.', 'withdrawal'],
    ['Dataportabilitet', '', 'portability'],
    ['', 'Behandlingen må begrenses.', 'restriction'],
    ['Klage', 'Dette er ikke greit.', 'complaint'],
    ['Complaint', '', 'complaint'],
    ['', 'Jeg vil ha en forklaring på den automatiserte avgjørelsen.', 'automated-decision'],
  ])('%s / %s', (subject, text, type) => {
    expect(read(subject, text)).toBe(`${type}, clear`);
  });

  it('lets the subject decide before the text', () => {
    expect(read('Innsyn', 'Jeg klager ikke, men vil vite hva dere har.')).toBe('access, clear');
  });

  it.each([
    ['', 'Når åpner dere i morgen?'],
    ['', 'Vennligst ikke slett kontoen min!'],
    ['Do not delete my account', 'Please.'],
    ['', 'Jeg har rett til hjelp.'],
    ['Sv: faktura', ''],
    ['', ''],
  ])('leaves to staff what no word says clearly: %s / %s', (subject, text) => {
    expect(read(subject, text)).toBe('access, unclear');
  });

  it('does not take leaving a list for wanting everything deleted', () => {
    expect(read('', 'Slett meg fra nyhetsbrevet.')).toBe('erasure, unclear');
    expect(read('Delete', 'Remove me from your mailing list')).toBe('erasure, unclear');
  });

  it('never lets an objection wait for staff because the text asks for more', () => {
    expect(read('', 'Jeg reserverer meg mot reklame, og vil ha innsyn.')).toBe('objection, unclear');
  });

  it('does not take what the person was written for what the person asks', () => {
    const quoted = 'Takk!\n\nDen 1. mars 2026 kl. 12 skrev Kaukus:\n> Vil du slette dataene dine?';
    expect(read('Takk', quoted)).toBe('access, unclear');
    expect(read('', 'Innsyn, takk\n> slett meg')).toBe('access, clear');
    expect(read('', 'Hei\n-----Original Message-----\nPlease delete')).toBe('access, unclear');
  });

  it('tells the language by the words between the words', () => {
    expect(whatIsAsked('', 'Kan dere slette det som dere har om meg?').language).toBe('nb');
    expect(whatIsAsked('', 'Eg vil ikkje at de skal ha noko om meg.').language).toBe('nb');
    expect(whatIsAsked('', 'Would you please delete what you have about me?').language).toBe('en');
    expect(whatIsAsked('', '删除').language).toBeUndefined();
  });

  it('comes to an end with a text that is made to keep it busy', () => {
    expect(read('', 'trekk a '.repeat(50_000))).toBe('access, unclear');
    expect(read('', 'samtykke '.repeat(5_000))).toBe('access, unclear');
    expect(read('', ' '.repeat(200_000))).toBe('access, unclear');
  });
});

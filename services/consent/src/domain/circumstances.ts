import type { consentGiven } from '@vitne/contracts/catalogue/consent-events';
import { type Rejected, reject } from '@vitne/contracts/decider';
import type { PersonalOf } from '@vitne/contracts/event-definition';
import { isMaskedAddress } from '@vitne/contracts/masked-address';
import type { DataCategory } from '@vitne/contracts/statement/schema';

/** What the browser and the person told with a choice. */
export type Circumstances = NonNullable<PersonalOf<typeof consentGiven>['circumstances']>;

/** Under which attribute of the statement's device category each circumstance is collected; an age is none of the device. */
const attributeOf = { userAgent: 'browser', maskedIp: 'maskedIp' } as const;

/**
 * Circumstances are personal data like any other: only what the statement lists of a device is taken in (Art. 5(1)(c)),
 * and an address that it promises to shorten is refused as a whole one, because what came in would have been stored.
 * @param device the attributes that the statement lists of a device
 */
export function refuseCircumstances(
  circumstances: Circumstances | undefined,
  device: DataCategory['attributes'],
): Rejected<'not-in-statement' | 'not-masked'> | undefined {
  if (!circumstances) return undefined;
  for (const [name, attribute] of Object.entries(attributeOf)) {
    const told = circumstances[name as keyof typeof attributeOf];
    if (told === undefined) continue;
    const path = `circumstances.${name}`;
    const listed = device.find(({ id }) => id === attribute);
    if (!listed) {
      const detail = `The statement does not list what is sent under ${path}. Leave it out.`;
      return reject('not-in-statement', detail, { paths: [path] });
    }
    if (listed.masked && !isMaskedAddress(told)) {
      const detail = `Shorten the address under ${path} before it is sent, as in 192.0.2.0 or 2001:db8:1::.`;
      return reject('not-masked', detail, { paths: [path] });
    }
  }
  return undefined;
}

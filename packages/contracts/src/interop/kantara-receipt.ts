import { z } from 'zod';
import { dataCategoryById, recipientNameOf, retentionRulesFor } from '../statement/statement-index.ts';
import { type ConsentProof, purposeOfProof } from './consent-proof.ts';

const filled = z.string().min(1);

/** The fields that the Kantara Consent Receipt Specification 1.1.0 requires (§ 4.3–4.5). */
export const kantaraReceiptShape = z.strictObject({
  version: z.literal('KI-CR-v1.1.0'),
  jurisdiction: filled,
  /** Seconds since 1970-01-01 (§ 4.3.3). */
  consentTimestamp: z.int().nonnegative(),
  collectionMethod: filled,
  consentReceiptID: filled,
  language: filled,
  piiPrincipalId: filled,
  piiControllers: z
    .array(
      z.strictObject({
        piiController: filled,
        contact: filled,
        address: z.strictObject({ addressCountry: filled, streetAddress: filled.optional() }),
        email: filled,
        /** Required, and empty where the statement names no number: nothing is made up. */
        phone: z.string(),
        piiControllerUrl: filled,
      }),
    )
    .min(1),
  policyUrl: z.url(),
  services: z
    .array(
      z.strictObject({
        service: filled,
        purposes: z
          .array(
            z
              .strictObject({
                purpose: filled,
                purposeCategory: z.array(filled).min(1),
                consentType: z.literal('EXPLICIT'),
                piiCategory: z.array(filled).min(1),
                primaryPurpose: z.boolean(),
                termination: filled,
                thirdPartyDisclosure: z.boolean(),
                /** Required with third party disclosure (§ 4.5.11). */
                thirdPartyName: filled.optional(),
              })
              .refine((one) => !one.thirdPartyDisclosure || one.thirdPartyName !== undefined, 'thirdPartyName'),
          )
          .min(1),
      }),
    )
    .min(1),
  sensitive: z.boolean(),
  spiCat: z.array(filled),
});

export type KantaraReceipt = z.infer<typeof kantaraReceiptShape>;

/**
 * A receipt for a consent that runs, for consumers that do not read TS 27560 yet; undefined after a refusal or an end, for this
 * format has no word for either.
 * @throws {Error} when the proof does not hold what the specification requires
 */
export function kantaraReceipt(proof: ConsentProof, receiptId: string): KantaraReceipt | undefined {
  const act = proof.acts.at(-1);
  const runs = act?.status === 'given' || act?.status === 'renewed';
  if (!runs || !act.shown) return undefined;
  const { statement, person } = proof;
  const { name, email, country, website, address } = statement.controller;
  const contact = statement.contacts.find(({ role }) => role === 'privacy' || role === 'data-protection-officer');
  const { language } = act.shown;
  return kantaraReceiptShape.parse({
    version: 'KI-CR-v1.1.0',
    jurisdiction: country,
    consentTimestamp: Math.floor(Date.parse(act.at) / 1000),
    collectionMethod: `${act.shown.method}, ${act.shown.surface}`,
    consentReceiptID: receiptId,
    language,
    piiPrincipalId: person,
    piiControllers: [
      {
        piiController: name,
        contact: contact?.name[language] ?? name,
        address: { addressCountry: country, ...(address !== undefined && { streetAddress: address }) },
        email: contact?.email ?? email,
        phone: contact?.phone ?? '',
        piiControllerUrl: website,
      },
    ],
    policyUrl: statement.statement.url,
    services: [{ service: statement.statement.title[language], purposes: [purposeIn(proof, language)] }],
    sensitive: false,
    spiCat: [],
  });
}

function purposeIn(proof: ConsentProof, language: 'nb' | 'en') {
  const { statement, recipient } = proof;
  const purpose = purposeOfProof(proof);
  const recipients = (recipient === undefined ? purpose.recipients : [recipient]).map((id) =>
    recipientNameOf(statement, id, language),
  );
  const rules = purpose.populations.flatMap((population) =>
    purpose.dataCategories.flatMap((category) => retentionRulesFor(statement, category, population, purpose.id)),
  );
  return {
    purpose: purpose.name[language],
    purposeCategory: [purpose.term],
    consentType: 'EXPLICIT',
    piiCategory: purpose.dataCategories.map((id) => dataCategoryById(statement, id)?.name[language] ?? id),
    primaryPurpose: false,
    termination: [...new Set(rules)].map(({ after }) => after[language]).join(' ') || 'Withdrawal of the consent.',
    thirdPartyDisclosure: recipients.length > 0,
    ...(recipients.length > 0 && { thirdPartyName: recipients.join(', ') }),
  };
}

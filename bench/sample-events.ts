import { randomUUID } from 'node:crypto';
import type { Channel } from '@vitne/contracts/channels';
import type { SealedEvent } from '@vitne/contracts/envelope';
import type { Vault } from '@vitne/vault/vault';

export const people: readonly string[] = Array.from(
  { length: 100 },
  (_, index) => `person0000000000${String(index).padStart(8, '0')}`,
);

/** An event as the services write it, its personal part sealed under its person's key. */
export async function sealedEvent(seal: Vault['seal'], channel: Channel, person: string): Promise<SealedEvent> {
  const [, tenant = '', , , entity = ''] = channel.split('.');
  const id = randomUUID();
  const type = 'consent.given.v1';
  const fields = {
    email: 'someone@example.com',
    phone: '+47 22 00 00 00',
    shown: 'We would like to send you news by e-mail.',
  };
  const sealed = await seal({ tenant, eventId: id, eventType: type }, [
    { part: 'contact', person, category: 'contact', fields },
  ]);
  return {
    meta: {
      id,
      source: 'vitne/consent',
      type,
      time: '2026-03-01T12:00:00.000Z',
      entity,
      dataschema: 'https://vitne.example/schemas/consent.given.v1',
      tenant,
      actor: 'person:p1',
      correlation: id,
      statementVersion: '1.0',
      fingerprint: 'kZ3pX2R0bTq8vY5uWc1aLw',
    },
    facts: { person, purpose: 'newsletter', statementVersion: '1.0', given: true },
    sealed,
  };
}

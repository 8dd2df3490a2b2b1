import type { Contact, Statement } from '@vitne/contracts/statement/schema';

/** The functions on call; where the statement names none, whom it names for privacy, and else everybody it names. */
export function onCall({ contacts }: Statement): Contact[] {
  const withRole = (...roles: Contact['role'][]) => contacts.filter(({ role }) => roles.includes(role));
  const called = withRole('on-call-technical', 'on-call-agreement');
  if (called.length > 0) return called;
  const privacy = withRole('privacy', 'data-protection-officer');
  return privacy.length > 0 ? privacy : [...contacts];
}

import { derivedId } from '@vitne/service-kit/derived-id';

/**
 * The `subject_request_id` under which a processor is asked, a lower-case UUIDv4 in form (§ 7.1.1): the same for the same task,
 * or the same disposal in the same system, so that what is sent again is the same request.
 */
export function processorRequestId(about: { task: string } | { disposal: string; system: string }): string {
  const digits = derivedId('processor-request', ...('task' in about ? [about.task] : [about.disposal, about.system]));
  const variant = '89ab'.charAt(Number.parseInt(digits.charAt(16), 16) % 4);
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ];
  return parts.join('-');
}

import { canonicalJson, sha256Hex } from './canonical-json.ts';
import type { ConsentNotice, NoticeLanguage } from './consent-notice.ts';
import { LATEST_NOTICE_FORMAT, NOTICE_FORMATS } from './notice-formats.ts';
import type { Statement } from './schema.ts';
import { purposeById } from './statement-index.ts';

export type HashedNotice = { notice: ConsentNotice; hash: string };

/**
 * The notice for a purpose that stands on consent; undefined when the statement has no such purpose or asks nothing for it.
 * @param format the one in use today when left out; an earlier one makes again what was shown then.
 */
export async function noticeOf(
  statement: Statement,
  purposeId: string,
  language: NoticeLanguage,
  format: number = LATEST_NOTICE_FORMAT,
): Promise<HashedNotice | undefined> {
  const purpose = purposeById(statement, purposeId);
  const make = NOTICE_FORMATS.get(format);
  if (!purpose?.consent || !make) return undefined;
  const notice = make(statement, { ...purpose, consent: purpose.consent }, language);
  return { notice, hash: await sha256Hex(canonicalJson(notice)) };
}

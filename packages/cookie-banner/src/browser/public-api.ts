import type { ConsentNotice } from '@vitne/contracts/statement/consent-notice';
import type { HashedNotice } from '@vitne/contracts/statement/notice';
import type { CookieCategory, LocalisedText } from '@vitne/contracts/statement/schema';

export type Language = ConsentNotice['language'];
export type CategoryName = CookieCategory['id'];

/** One row of the published cookie table. */
export type CookieRow = {
  identifier: string;
  type: string;
  declaredCategory: string;
  /** ISO 8601 duration, or `session`. */
  life: string;
  /** Whether it lives until the next visit and is replaced by a fresh one then. */
  renewed: boolean;
  domains: string[];
  description: LocalisedText;
};

export type PurposeRow = {
  purpose: string;
  name: LocalisedText;
  /** Empty for a purpose that nobody is asked about. */
  noticeHashes: Partial<LocalisedText>;
};

export type CategoryRow = {
  category: CategoryName;
  name: LocalisedText;
  consentRequired: boolean;
  purposes: PurposeRow[];
  cookies: CookieRow[];
};

/** The cookie that holds the random number by which a visitor's choices are found again. */
export type ChoiceCookie = Pick<CookieRow, 'identifier' | 'life' | 'renewed' | 'domains'> & {
  /** Whether the published table has it. */
  listed: boolean;
};

export type CookieTable = {
  statementVersion: string;
  languages: Language[];
  choiceCookie: ChoiceCookie;
  categories: CategoryRow[];
};

/** A significant change of the statement that the site has to tell of. */
export type Announcement = {
  announcement: string;
  /** One sentence for each change. */
  changes: readonly LocalisedText[];
  /** The path of the platform's page that tells what is new. */
  page: string;
  /** Whether the platform knows already that the site showed it today. */
  shownToday: boolean;
};

/** One act of the visitor's, and where its receipt with proof is downloaded. */
export type Receipt = { purpose: string; status: string; at: string; proof: string };

export type Question = { purpose: string; ask: boolean; because: string };
export type Choices = Record<string, { status: string }>;
export type Decision = 'given' | 'refused';
/** `pressed-button`: one answer to everything asked. `settings-page`: an act about this one category. */
export type Method = 'pressed-button' | 'settings-page';

export type CategoryChoice = {
  category: CategoryName;
  decision: Decision;
  method: Method;
  language: Language;
  statementVersion: string;
  /** Of the notices that were on the screen, by purpose. */
  noticeHashes: Record<string, string>;
};

/** A refusal by the platform, by its closed code; anything else that goes wrong is `unreachable`. */
export class Refused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export type PublicApi = ReturnType<typeof publicApi>;

const surface = 'cookie-banner';
const pausesMs = [300, 1_500];

/**
 * The public routes of one tenant, as a visitor's browser calls them: without credentials, and with an idempotency key on
 * what is written, so that a call may be repeated when no answer came.
 */
export function publicApi(platform: string, tenant: string) {
  const root = `${platform}/v1/public/${tenant}`;
  const person = (value: string) => ({ kind: 'cookie', value });
  const post = <Answer>(path: string, body: object) =>
    call<Answer>(`${root}/consents${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomName() },
      body: JSON.stringify(body),
    });
  return {
    cookies: () => call<CookieTable>(`${root}/cookies`, {}),
    notice: (purpose: string, language: Language) =>
      call<HashedNotice>(`${root}/notices/${purpose}?language=${language}`, {}),
    announcements: async () =>
      (await call<{ announcements: Announcement[] }>(`${root}/announcements`, {})).announcements,
    announcementShown: (announcement: string) =>
      call<object>(`${root}/announcements/${announcement}/shown`, { method: 'POST' }),
    pageOf: ({ page }: Announcement, language: Language) => `${platform}${page}?language=${language}`,
    questions: async (visitor: string) =>
      (await post<{ questions: Question[] }>('/questions', { person: person(visitor) })).questions,
    receipts: async (visitor: string) =>
      (await post<{ receipts: Receipt[] }>('/receipts', { person: person(visitor) })).receipts,
    verifyingPage: (language: Language) => `${platform}/verify?language=${language}`,
    choose: async (visitor: string, { language, method, ...choice }: CategoryChoice) => {
      const shown = { language, surface, method };
      const body = { person: person(visitor), ...choice, shown };
      return (await post<{ choices: Choices }>('/cookie-categories', body)).choices;
    },
    withdraw: async (visitor: string, category: CategoryName) => {
      const body = { person: person(visitor), category, surface };
      return (await post<{ choices: Choices }>('/cookie-categories/withdrawals', body)).choices;
    },
  };
}

/** 32 hexadecimal digits that nobody can guess; `crypto.randomUUID` is missing on sites without TLS. */
export function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function call<Answer>(url: string, request: RequestInit): Promise<Answer> {
  for (const pauseMs of [...pausesMs, undefined]) {
    const answer = await fetch(url, { ...request, credentials: 'omit' }).catch(() => undefined);
    if (answer?.ok) return (await answer.json()) as Answer;
    if (answer && answer.status < 500) {
      const { type = '' } = (await answer.json().catch(() => ({}))) as { type?: string };
      throw new Refused(type.replace('/problems/', ''));
    }
    if (pauseMs !== undefined) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new Refused('unreachable');
}

import { type Finding, warningFound } from './findings.ts';
import type { Cookie, Statement } from './schema.ts';
import { cookieCategoryOf, cookieLifeOf, purposesOfCookieCategory } from './statement-index.ts';

/** Cookies whose category, lifetime or consent the published table leaves open (ekomloven § 3-15). */
export function checkCookies(statement: Statement): Finding[] {
  return [...categories(statement), ...statement.cookies.table.flatMap((cookie) => checkCookie(statement, cookie))];
}

function categories(statement: Statement): Finding[] {
  return statement.cookies.categories.flatMap((category) => {
    const asked = purposesOfCookieCategory(statement, category.id).filter((purpose) => purpose.consent !== undefined);
    if (category.id === 'necessary' || (category.consentRequired && category.canBeRefused && asked.length > 0))
      return [];
    return warningFound('cookie-consent-without-purpose', {
      article: 'ekomloven § 3-15',
      path: `cookies/categories/${category.id}`,
      message: `The category ${category.id} needs a consent that can be refused, under a purpose that asks for it.`,
      mend: 'Set consentRequired and canBeRefused to true, and let a purpose with a consent question name it.',
      meanwhile: 'Use of what is read from the device is denied for this category, as nobody can be asked.',
    });
  });
}

function checkCookie(statement: Statement, cookie: Cookie): Finding[] {
  const path = `cookies/table/${cookie.identifier}`;
  const declared = cookie.declaredCategory.toLowerCase();
  const treatedAs = cookieCategoryOf(cookie);
  const described = statement.cookies.categories.map(({ id }) => id);
  const findings: Finding[] = [];
  if (!described.some((category) => category === declared)) {
    findings.push(
      warningFound('unknown-cookie-category', {
        article: 'ekomloven § 3-15',
        path: `${path}/declaredCategory`,
        message: `The category ${cookie.declaredCategory} is none of those that the statement describes.`,
        mend: `Write one of: ${described.join(', ')}; or describe the category.`,
        meanwhile: `By its function, ${cookie.function}, the cookie is treated as ${treatedAs}.`,
      }),
    );
  }
  if (treatedAs === 'necessary' && declared !== 'necessary') {
    findings.push(
      warningFound('login-cookie-not-necessary', {
        article: 'ekomloven § 3-15',
        path,
        message: `A cookie for ${cookie.function} is strictly necessary, yet the table calls it ${cookie.declaredCategory}.`,
        mend: 'Declare it as necessary.',
        meanwhile: 'It is listed as strictly necessary: no consent is asked for it, and it cannot be refused.',
      }),
    );
  }
  if (treatedAs !== 'necessary' && declared === 'necessary') {
    findings.push(
      warningFound('device-access-without-consent', {
        article: 'ekomloven § 3-15',
        path,
        message: `A cookie for ${cookie.function} is not strictly necessary.`,
        mend: `Declare it as ${treatedAs}.`,
        meanwhile: `It is listed under ${treatedAs}, which waits for a consent.`,
      }),
    );
  }
  if (cookie.maxAge === 'until-next-visit') {
    findings.push(
      warningFound('vague-duration', {
        article: 'GDPR 13(2)(a)',
        path: `${path}/maxAge`,
        message: 'Until the next visit is no length of time: the visit may never come.',
        mend: 'Write a duration, such as P30D.',
        meanwhile: `It is listed with a life of ${cookieLifeOf(cookie)} at most, which is what sites are told to set.`,
      }),
    );
  }
  return findings;
}

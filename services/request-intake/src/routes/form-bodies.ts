import type { HttpApp } from '@vitne/service-kit/http-app';

const mostBytesOfShortForms = 4 * 1024;

/**
 * Declares routes that take what a browser sends from a form, and nothing else does (WHATWG URL,
 * application/x-www-form-urlencoded). Of a field that is sent twice the last one counts.
 */
export function takeForms(
  app: HttpApp,
  declare: (forms: HttpApp) => void,
  mostBytes: number = mostBytesOfShortForms,
): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: mostBytes },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    declare(scope);
  });
}

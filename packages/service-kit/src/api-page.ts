import type { FastifySwaggerUiOptions } from '@fastify/swagger-ui';
import { roles } from './caller.ts';

/** What stands behind `Authorize`: where a token comes from. */
export const howToGetAToken = ([tenant = '<tenant>']: readonly string[]): string =>
  [
    'A token says for which tenant and in which role its bearer acts, and names nobody.',
    'On the machine where Vitne runs, in the folder of the project, this prints one that lasts twelve hours:',
    `\`npm run --silent vitne -- token --tenant ${tenant} --role staff\``,
    `Paste what it prints. Roles are ${roles.join(', ')}; each operation says which it takes, and a privacy officer may do all that staff may.`,
    'Elsewhere the issuer that the operator configured (`VITNE_TOKEN_ISSUER`) gives them out.',
  ].join('\n\n');

const ofCommandsAndReads = [
  '- **Sending again is safe** under the same `Idempotency-Key` (a header with 1 to 128 characters of your choice): the command is carried out once. `If-Match: "<position>"` refuses it when something happened since.',
  '- **Reading what was just written:** a write answers with its `position`; a read waits for it with `?after=<position>`.',
];

/** What holds for all routes of a service, so that none has to repeat it. */
export const trueOfEveryRoute = (takesAfter: boolean): string =>
  [
    '### For every call',
    '- **Token:** press `Authorize`, which says how to get one. What is marked public needs none.',
    '- **Examples** are made from the statements in force, one for each tenant: choose that of your token above a body.',
    ...(takesAfter ? ofCommandsAndReads : []),
    '- **A refusal** is a problem (RFC 9457): its `type` is an address on this server that explains it, its `detail` says what to change.',
  ].join('\n');

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#17324d"/><path d="M8 9l8 15 8-15" fill="none" stroke="#fff" stroke-width="3"/></svg>';

/** The page under our own name: without the bar, logo and icon of the tools that draw it. */
export const docsLook = (title: string): Pick<FastifySwaggerUiOptions, 'theme' | 'uiConfig'> => ({
  theme: {
    title,
    favicon: [{ filename: 'vitne.svg', rel: 'icon', type: 'image/svg+xml', sizes: 'any', content: Buffer.from(icon) }],
  },
  uiConfig: {
    layout: 'BaseLayout',
    docExpansion: 'list',
    persistAuthorization: false,
    defaultModelsExpandDepth: -1,
  },
});

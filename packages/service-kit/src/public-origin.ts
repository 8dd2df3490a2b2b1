import { z } from 'zod';

/** Where the gateway stands unless the platform is told of another place. */
const gatewayOnThisMachine = 'http://127.0.0.1:7400';

/**
 * The origin under which people reach the gateway, for links in what is kept and passed on. It is told, and never read from
 * a request: whoever sends one writes its headers, and a receipt must not lead where they choose.
 */
export const publicOriginSchema = z
  .union([z.literal('').transform(() => gatewayOnThisMachine), z.url({ protocol: /^https?$/ })])
  .default(gatewayOnThisMachine)
  .transform((url) => new URL(url).origin);

/** The origin that links in what is sent begin with; asked when a link is made, because the gateway may start last. */
export const originOfPlatform = ({ publicOrigin }: { publicOrigin?: (() => string) | undefined }): string =>
  publicOrigin?.() ?? publicOriginSchema.parse(undefined);

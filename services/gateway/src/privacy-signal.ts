import type { HttpApp } from '@vitne/service-kit/http-app';
import { z } from 'zod';

/** When it was last looked at what this says. */
const lastUpdate = '2026-11-23';

/** Says where browsers look for it that this origin honours Global Privacy Control; the services do what it says. */
export function privacySignal(app: HttpApp): void {
  app.get(
    '/.well-known/gpc.json',
    {
      config: { access: 'public' },
      schema: {
        tags: ['public'],
        summary: 'Say that Global Privacy Control is honoured',
        response: { 200: z.object({ gpc: z.literal(true), lastUpdate: z.iso.date() }) },
      },
    },
    () => ({ gpc: true as const, lastUpdate }),
  );
}

import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { alert } from '../domain/alert.ts';
import { alertParams, alertSchema } from './alert-schemas.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const answer = recordedSchema.extend({ status: alertSchema.shape.status, alert: alertSchema.shape.alert });

/** Somebody takes the matter in hand, so that nobody else is called. */
export function acknowledgeAlert(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/alerts/:alert/acknowledgement',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['alerts'],
        summary: 'Take an alert in hand: nobody is written to again',
        params: alertParams,
        response: { 200: answer, 201: answer },
      },
    },
    async (request, reply) => {
      const { alert: id } = request.params;
      const commanded = commandedBy(request, context.clock);
      const command = { command: 'acknowledge', now: commanded.now } as const;
      const result = await context.execute(alert, commanded, { entity: 'alert', id }, command);
      return answerCommand(reply, result, rejectionStatuses, (state) => {
        if (state.status === 'unknown') throw new TypeError('An alert that is not there was acknowledged.');
        return { alert: id, status: state.status };
      });
    },
  );
}

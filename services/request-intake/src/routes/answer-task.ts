import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { deliveryLimitBytes } from '../delivered-data.ts';
import { openTasks, type TasksState } from '../domain/tasks-state.ts';
import {
  completeTask,
  completionSchema,
  failTask,
  failureSchema,
  giveTaskUp,
  givingUpSchema,
} from '../task-answers.ts';
import { rejectionStatuses } from './rejection-statuses.ts';
import { systemOf, taskParams, taskStandingSchema } from './task-schemas.ts';

/** A system, or staff on its behalf, says that it did what it was asked to, or that it could not. */
export function answerTask(app: HttpApp, context: ServiceContext): void {
  const config = { access: ['system', 'staff'] as const };
  const response = { 200: taskStandingSchema, 201: taskStandingSchema };
  app.post(
    '/v1/tasks/:task/completion',
    {
      config: { access: [...config.access] },
      bodyLimit: deliveryLimitBytes,
      schema: {
        tags: ['tasks'],
        summary: 'Answer a task: what was done, and the data where data was asked for',
        description:
          'The token of a system answers for that system only. What is delivered is sealed before it is kept, at most 4 MiB. A system that speaks NATS can publish `task.completed` instead, at most 64 KiB.',
        params: taskParams,
        body: completionSchema,
        response,
      },
    },
    async (request, reply) => {
      const { task } = request.params;
      const commanded = commandedBy(request, context.clock);
      const result = await completeTask(context, commanded, systemOf(request.caller), { task, ...request.body });
      return answerCommand(reply, result, rejectionStatuses, (state) => standing(state, task));
    },
  );
  app.post(
    '/v1/tasks/:task/giving-up',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['tasks'],
        summary: 'Wait for a system no longer, and say why; the request can then be answered without it',
        description:
          'What the system answers after all is taken all the same. `out-of-use`: the system runs no more; `done-by-other-means`: what was asked is done without it; `impossible`: it cannot be done, and the answer tells the person so.',
        params: taskParams,
        body: givingUpSchema,
        response,
      },
    },
    async (request, reply) => {
      const { task } = request.params;
      const commanded = commandedBy(request, context.clock);
      const result = await giveTaskUp(context, commanded, { task, ...request.body });
      return answerCommand(reply, result, rejectionStatuses, (state) => standing(state, task));
    },
  );
  app.post(
    '/v1/tasks/:task/failure',
    {
      config: { access: [...config.access] },
      schema: {
        tags: ['tasks'],
        summary: 'Say that a task cannot be done, and why; it stays open',
        params: taskParams,
        body: failureSchema,
        response,
      },
    },
    async (request, reply) => {
      const { task } = request.params;
      const commanded = commandedBy(request, context.clock);
      const result = await failTask(context, commanded, systemOf(request.caller), { task, ...request.body });
      return answerCommand(reply, result, rejectionStatuses, (state) => standing(state, task));
    },
  );
}

/** @throws {TypeError} when the task is not there, which is a defect after an accepted command. */
function standing(state: TasksState, id: string) {
  const task = state.tasks[id];
  if (!task) throw new TypeError('A task was answered that is not there.');
  return { task: id, status: task.status, waitingFor: openTasks(state, task.kind).map(({ system }) => system) };
}

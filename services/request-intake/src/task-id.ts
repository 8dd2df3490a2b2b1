import type { TaskKind } from '@vitne/contracts/catalogue/task-events';
import { derivedId } from '@vitne/service-kit/derived-id';

/** A request's one task of a kind for a system. */
export const taskId = (request: string, kind: TaskKind, system: string): string =>
  derivedId('task', request, kind, system);

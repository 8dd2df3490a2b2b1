import type { ServiceDefinition } from '@vitne/service-kit/service';
import { retentionService } from '../src/service.ts';

/**
 * The service as it is, but for two things: one of its reactions goes on only when the test lets it, and the test may let
 * something happen between the reading of what is due and the writing of its order.
 */
export function heldUp(reactionName: string) {
  let letOn = (): void => undefined;
  let meanwhile: (() => Promise<unknown>) | undefined;
  let mayGoOn: Promise<void> = Promise.resolve();
  const reached = new Map<string, number>();
  const definition: ServiceDefinition = {
    ...retentionService,
    reactions: (context) =>
      retentionService.reactions(context).map((reaction) => ({
        ...reaction,
        async react(event) {
          if (reaction.name === reactionName) await mayGoOn;
          await reaction.react(event);
          reached.set(reaction.name, event.position);
        },
      })),
    timers: (context, tenant) =>
      retentionService.timers(
        {
          ...context,
          async execute(decider, commanded, target, command) {
            if ((command as { command: string }).command === 'order-due') {
              const happens = meanwhile;
              meanwhile = undefined;
              await happens?.();
            }
            return context.execute(decider, commanded, target, command);
          },
        },
        tenant,
      ),
  };
  return {
    definition,
    hold: () => {
      ({ promise: mayGoOn, resolve: letOn } = Promise.withResolvers<void>());
    },
    letOn: () => letOn(),
    beforeTheOrder: (happens: () => Promise<unknown>) => {
      meanwhile = happens;
    },
    /** The newest event that a reaction has dealt with. */
    reached: (name: string): number => reached.get(name) ?? 0,
  };
}

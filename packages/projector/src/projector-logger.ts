/** The part of a pino logger that is used here. Fields hold codes, names and positions, never an event's content. */
export type ProjectorLogger = {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
};

export const silentLogger: ProjectorLogger = { info: () => {}, warn: () => {}, error: () => {} };

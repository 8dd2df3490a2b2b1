/**
 * A line on a terminal's stderr that says how far something is; a message to the program that began this one, where it
 * listens; nothing where nobody looks.
 */
export function progressLine(out: NodeJS.WriteStream = process.stderr) {
  const shows = out.isTTY;
  return {
    show(what: string, done: number, all: number): void {
      if (process.connected) process.send?.({ progress: { done, of: all } });
      const percent = all === 0 ? 100 : Math.floor((100 * done) / all);
      const bar = '█'.repeat(Math.floor(percent / 5)).padEnd(20, '░');
      if (shows) out.write(`\r\u001B[2K${what} ${bar} ${percent} % (${done} of ${all})`);
    },
    end(): void {
      if (shows) out.write('\r\u001B[2K');
    },
  };
}

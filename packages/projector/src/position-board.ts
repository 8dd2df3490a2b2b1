/** Where a read model is, and who waits for it to get further. */
export type PositionBoard = {
  position(): number;
  /** Puts the position; wakes whoever waited for it. */
  put(position: number): void;
  /** Whether anybody waits. */
  awaited(): boolean;
  /** @returns false when `timeoutMs` passed, or `signal` aborted, before the position was reached. */
  reached(position: number, options: { timeoutMs: number; signal?: AbortSignal | undefined }): Promise<boolean>;
  /** Tells all who wait that it is not going to happen. */
  giveUp(): void;
};

type Waiter = { position: number; settle(reached: boolean): void };

/** @param onFirstWaiter called when somebody begins to wait and nobody did before. */
export function positionBoard(onFirstWaiter: () => void = () => {}): PositionBoard {
  let current = 0;
  const waiters = new Set<Waiter>();

  return {
    position: () => current,
    awaited: () => waiters.size > 0,
    put(position) {
      current = position;
      for (const waiter of waiters) if (waiter.position <= position) waiter.settle(true);
    },
    giveUp() {
      for (const waiter of waiters) waiter.settle(false);
    },
    reached(position, { timeoutMs, signal }) {
      if (position <= current) return Promise.resolve(true);
      if (signal?.aborted || timeoutMs <= 0) return Promise.resolve(false);
      return new Promise((resolve) => {
        const settle = (reached: boolean) => {
          waiters.delete(waiter);
          clearTimeout(timer);
          signal?.removeEventListener('abort', abandon);
          resolve(reached);
        };
        const abandon = () => settle(false);
        const waiter: Waiter = { position, settle };
        const timer = setTimeout(abandon, timeoutMs);
        signal?.addEventListener('abort', abandon, { once: true });
        waiters.add(waiter);
        if (waiters.size === 1) onFirstWaiter();
      });
    },
  };
}

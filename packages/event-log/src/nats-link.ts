import type { NatsConnection } from '@nats-io/nats-core';

/**
 * Whether the server is at the other end. The client lets requests run into their time-out when the connection breaks;
 * the link tells at once, so that what was under way is looked up as soon as the server is back.
 */
export type NatsLink = {
  /** The promise's outcome, or 'lost' as soon as the connection breaks. */
  unlessLost<Value>(promise: Promise<Value>): Promise<Value | 'lost'>;
  /** Calls back once when the connection breaks; the answer takes the wish back. */
  onLost(callback: () => void): () => void;
  /** Waits until the server is there; false when it is not within the time, or the connection or the link is closed. */
  whenUp(timeoutMs: number): Promise<boolean>;
  close(): void;
};

/** Watches a connection, from one that is up. */
export function watchLink(connection: NatsConnection): NatsLink {
  let isUp = !connection.isClosed();
  let isOver = connection.isClosed();
  const onLoss = new Set<() => void>();
  const onReturn = new Set<(isUp: boolean) => void>();
  const setUp = (up: boolean): void => {
    isUp = up;
    if (!up) notify(onLoss);
    if (up || isOver) notify(onReturn, up);
  };
  const end = (): void => {
    isOver = true;
    setUp(false);
  };
  // The client's iterators can be stopped from outside, which its interface does not say.
  const status = connection.status() as ReturnType<NatsConnection['status']> & { stop(): void };
  void readStatus(status, setUp).then(end, end);
  void connection.closed().then(end);

  return {
    unlessLost: (promise) =>
      new Promise((resolve, reject) => {
        const lose = (): void => resolve('lost');
        if (isUp) onLoss.add(lose);
        else lose();
        promise.then(resolve, reject).finally(() => onLoss.delete(lose));
      }),
    onLost: (callback) => {
      if (isUp) onLoss.add(callback);
      else callback();
      return () => onLoss.delete(callback);
    },
    whenUp: async (timeoutMs) => {
      if (isUp || isOver) return isUp;
      return new Promise((resolve) => {
        const settle = (up: boolean): void => {
          clearTimeout(timer);
          onReturn.delete(settle);
          resolve(up);
        };
        const timer = setTimeout(settle, timeoutMs, false);
        onReturn.add(settle);
      });
    },
    close: () => status.stop(),
  };
}

async function readStatus(status: ReturnType<NatsConnection['status']>, setUp: (isUp: boolean) => void): Promise<void> {
  for await (const { type } of status) {
    if (type === 'disconnect') setUp(false);
    else if (type === 'reconnect') setUp(true);
  }
}

function notify<Args extends unknown[]>(listeners: Set<(...args: Args) => void>, ...args: Args): void {
  for (const listener of listeners) {
    listeners.delete(listener);
    listener(...args);
  }
}

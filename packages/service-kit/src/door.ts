/** A way in that is not ours, such as a mailbox: it may be away without the service being so. */
export type Door = {
  /** One sentence for whoever operates the service while something is wrong with it. */
  notice(): string | undefined;
  /** Takes in what is there now; answers how much it was. Otherwise the door looks by itself, in real time. */
  look(): Promise<number>;
  /** Lets what is being taken in finish. */
  stop(): Promise<void>;
};

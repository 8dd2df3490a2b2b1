/** Something the person at the terminal can mend; its message is the whole output. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

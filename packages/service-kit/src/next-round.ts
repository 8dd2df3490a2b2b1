/**
 * Lets callers that come while a look-up is under way share the next one: however many ask, one is under way and one
 * waits. Nobody shares a look-up that began before they asked, so everyone sees what was written before their question.
 */
export function nextRound<Key, Value>(look: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const rounds = new Map<Key, { running: Promise<unknown>; next?: Promise<Value> }>();
  const begin = (key: Key): Promise<Value> => {
    const running = look(key);
    const round = { running };
    rounds.set(key, round);
    const finished = () => {
      if (rounds.get(key) === round) rounds.delete(key);
    };
    running.then(finished, finished);
    return running;
  };
  return (key) => {
    const round = rounds.get(key);
    if (!round) return begin(key);
    round.next ??= round.running.then(
      () => begin(key),
      () => begin(key),
    );
    return round.next;
  };
}

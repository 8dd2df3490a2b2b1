// Loaded first in every task: when the process that started it dies without a word (kill -9), the task is asked to end,
// as it would be by the signal that can no longer come.
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // Listening holds the channel open, and a task that is done must be able to end.
  process.channel.unref();
}

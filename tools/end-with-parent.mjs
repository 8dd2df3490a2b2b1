// Loaded first in every task: when the process that started it dies without a word (kill -9), the task is asked to end,
// as it would be by the signal that can no longer come.
if (process.channel) {
  process.channel.unref();
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}

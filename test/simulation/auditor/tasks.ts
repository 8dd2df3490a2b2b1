import { type Entry, moment, type Report, text } from './ledger.ts';

type Task = { entry: Entry; dueMs: number; open: boolean; overdue: boolean; reported?: true };

/** What systems are asked to do for a person: each that is not answered in its time is said to be late. */
export function tasks(report: Report) {
  const all = new Map<string, Task>();
  const counts = { given: 0, completed: 0, withdrawn: 0, overdueSeen: 0 };

  return {
    counts,

    take(entry: Entry): void {
      if (entry.type === 'task.given') {
        counts.given += 1;
        all.set(text(entry, 'task'), { entry, dueMs: moment(entry, 'due'), open: true, overdue: false });
        return;
      }
      const task = all.get(text(entry, 'task'));
      if (!entry.type.startsWith('task.')) return;
      if (!task) return report('task-never-given', entry, text(entry, 'task'));
      if (entry.type === 'task.completed') {
        counts.completed += 1;
        task.open = false;
        const late = moment(entry, 'completed') > task.dueMs;
        if (late !== (entry.facts['late'] === true)) report('task-lateness-wrong', entry, `due ${at(task.dueMs)}`);
      }
      // Staff gives up a task with a reason, which is an answer too.
      if (entry.type === 'task.withdrawn' || entry.type === 'task.given-up') {
        counts.withdrawn += 1;
        task.open = false;
      }
      if (entry.type === 'task.overdue') {
        counts.overdueSeen += 1;
        if (task.overdue) report('task-overdue-twice', entry, text(entry, 'task'));
        task.overdue = true;
        if (entry.atMs < task.dueMs) report('task-overdue-too-early', entry, `due ${at(task.dueMs)}`);
      }
    },

    tickOver(tick: number, beganMs: number): void {
      for (const task of all.values()) {
        if (!task.open || task.overdue || task.reported || task.entry.tick >= tick || task.dueMs >= beganMs) continue;
        task.reported = true;
        report(
          'task-missed-without-overdue',
          task.entry,
          `${text(task.entry, 'system')} had until ${at(task.dueMs)}, and nothing says that it is late`,
        );
      }
    },
  };
}

const at = (ms: number): string => new Date(ms).toISOString();

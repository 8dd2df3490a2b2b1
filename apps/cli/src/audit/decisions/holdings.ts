import { holdingScheduled } from '@vitne/contracts/catalogue/retention-events';
import { isRejected } from '@vitne/contracts/law/moments';
import { type Holding, scheduleHolding } from '@vitne/retention/domain/holding';
import { compared, differing, type Law, type Redecider } from './decision.ts';

/** Until when everything is kept: each date anew from its anchor, by the rule of the statement that the event names. */
export const holdingDates = (law: Law): Redecider => ({
  decisions: 'ends of keeping',
  look(event, statements) {
    if (event.meta.type !== holdingScheduled.type) return [];
    const recorded = event.facts as Holding;
    const statement = statements.of({ ...event, meta: { ...event.meta, statementVersion: recorded.statementVersion } });
    const rule = statement?.retention.find(({ id }) => id === recorded.rule);
    if (!statement || !rule) return [differing(event, 'rule', recorded.rule, undefined)];
    const { person, period, client, anchored, sources, statementVersion, role = rule.role } = recorded;
    const again = scheduleHolding({
      statement,
      statementVersion,
      // What was taken in on a client's behalf stays the client's, whatever role the rule has now.
      rule: { ...rule, role },
      person,
      period,
      client,
      anchored,
      sources,
      dataCategories: new Set(recorded.dataCategories),
      systems: new Set(recorded.systems),
      rules: law?.rules ?? recorded.rules,
    });
    if (isRejected(again)) return [differing(event, 'erasableFrom', recorded.erasableFrom, again.rejected.code)];
    return [compared(event, { type: event.meta.type, facts: again })];
  },
});

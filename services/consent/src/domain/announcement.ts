import type { announcementMade, announcementShown } from '@vitne/contracts/catalogue/announcement-events';
import { accept, type Decider, reject } from '@vitne/contracts/decider';
import { hasCome } from '@vitne/contracts/decisions/moments';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';

type Made = FactsOf<typeof announcementMade>;
type AnnouncementEvent = typeof announcementMade | typeof announcementShown;

export type AnnouncementState = { made?: Pick<Made, 'announcedBy' | 'shownUntil'>; shownOn: readonly string[] };

export type AnnouncementCommand =
  | ({ command: 'make' } & Made)
  /** The site tells that it showed the announcement; `day` is the day in the controller's zone. */
  | { command: 'show'; announcement: string; day: string; now: string };

export type AnnouncementRejection = 'announcement-unknown' | 'announcement-not-on-website' | 'announcement-over';

/** What is told of one new version, and on which days the site has shown it. */
export const announcement: Decider<
  AnnouncementState,
  AnnouncementCommand,
  DomainEvent<AnnouncementEvent>,
  RecordedEvent<AnnouncementEvent>,
  AnnouncementRejection
> = {
  initial: () => ({ shownOn: [] }),

  decide(command, { made, shownOn }) {
    switch (command.command) {
      case 'make': {
        const { command: _, ...facts } = command;
        return made ? accept() : accept({ type: 'announcement.made.v1', facts });
      }
      case 'show': {
        if (!made) return reject('announcement-unknown', 'No version of that name was announced.');
        if (!made.announcedBy.includes('website')) {
          return reject('announcement-not-on-website', 'The statement does not promise to announce on the website.');
        }
        if (hasCome(made.shownUntil, command.now)) {
          return reject('announcement-over', 'The site need not show this any more: stop showing it.');
        }
        if (shownOn.includes(command.day)) return accept();
        const { announcement: id, day, now: shown } = command;
        return accept({ type: 'announcement.shown.v1', facts: { announcement: id, day, shown } });
      }
    }
  },

  evolve(state, { meta, facts }) {
    switch (meta.type) {
      case 'announcement.made.v1': {
        const { announcedBy, shownUntil } = facts as Made;
        return { ...state, made: { announcedBy, shownUntil } };
      }
      case 'announcement.shown.v1':
        return { ...state, shownOn: [...state.shownOn, (facts as FactsOf<typeof announcementShown>).day] };
    }
  },
};

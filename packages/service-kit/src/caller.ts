import type { Tenant } from '@vitne/contracts/channels';
import type { Actor } from '@vitne/contracts/envelope';

/**
 * What a token lets its bearer do. `system`: integrating systems. `staff`: handles people's matters. `privacy-officer`:
 * all that staff may, publishes statements, places holds, approves disclosures. `auditor`: reads and replays.
 */
export const roles = ['system', 'staff', 'privacy-officer', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** Who is calling, as their verified token says. A caller belongs to one tenant and sees nothing of another. */
export type Caller = { tenant: Tenant; role: Role; actor: Actor };

/** Every route declares this; a route without it is a defect and the service does not start. */
export type Access = 'public' | readonly Role[];

import type { Clock } from './ports';
import { wait } from './wait';

/** The clock of the machine: the one that counts on when somebody sets the time of day back. */
export const systemClock: Clock = { now: () => performance.now(), wait };

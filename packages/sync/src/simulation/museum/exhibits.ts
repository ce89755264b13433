import type { Exhibit } from './exhibit.ts';
import { judgingExhibits } from './judging-exhibits.ts';
import { readingExhibits } from './reading-exhibits.ts';
import { sendingExhibits } from './sending-exhibits.ts';

/** Every planted bug. The museum's test holds each to its file, and each is caught by the simulation, or the simulation is too weak. */
export const exhibits: readonly Exhibit[] = [...sendingExhibits, ...readingExhibits, ...judgingExhibits];

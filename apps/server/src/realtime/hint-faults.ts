import type { Clock } from '@truc/base';
import type { RegisterCache } from '../access/register-cache.ts';
import { rightsOf } from '../access/rights.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Realtime } from './realtime.ts';

export type HintFaultParts = {
  readonly registers: RegisterCache;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Tells everybody whom faults concern that there is something to ask for. A hint that is lost costs time alone. */
export function hintFaults({ registers, clock, log }: HintFaultParts, realtime: Realtime): void {
  registers.current().then(
    (register) => {
      const places = [null, ...register.facilities.keys()];
      const people = [...register.people.keys()].filter((person) => {
        const rights = rightsOf(register, person, clock);
        return places.some((facility) => rights.mayReportFault(facility));
      });
      realtime.hint(people, 'camera_faults');
    },
    (error: unknown) => log.warn({ err: error }, 'nobody could be told of faults'),
  );
}

import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '@truc/base';
import { kioskAccount, kioskStateOf, type Kiosk } from '@truc/domain/kiosk';
import type { ControlLink } from '../media/control-link.ts';
import type { Realtime } from '../realtime/realtime.ts';
import type { Logger } from '../telemetry/log.ts';
import { kioskCookie, type KioskStore } from './kiosk-store.ts';

export type KioskDoorParts = {
  readonly kiosks: KioskStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly parseCookie: (header: string) => Readonly<Record<string, string | undefined>>;
};

/** Which kiosk stands behind a socket. */
export interface KioskDoor {
  /** The kiosk, paired and not over, whose credential these headers hold. */
  kioskOf(headers: IncomingHttpHeaders): Promise<Kiosk | null>;
  aliveKiosks(ids: readonly string[]): Promise<ReadonlySet<string>>;
}

export function createKioskDoor({ kiosks, clock, parseCookie }: KioskDoorParts): KioskDoor {
  const isOpen = (kiosk: Kiosk) => kioskStateOf(kiosk, clock.now()) === 'paired';
  return {
    async kioskOf({ cookie }) {
      const token = cookie === undefined ? undefined : parseCookie(cookie)[kioskCookie];
      const found = token === undefined ? null : await kiosks.byToken(token);
      return found !== null && isOpen(found) ? found : null;
    },
    async aliveKiosks(ids) {
      if (ids.length === 0) return new Set();
      return new Set((await kiosks.list()).filter(isOpen).map(({ id }) => id));
    },
  };
}

type Ends = {
  readonly kiosks: Pick<KioskStore, 'list'>;
  readonly log: Logger;
  readonly control: Pick<ControlLink, 'revokePerson'> | undefined;
  readonly realtime: Pick<Realtime, 'hintKiosk'>;
};

/**
 * What these people lost, the screens that they answer for lost too: what these show ends, and they ask anew for what is left.
 * Should the list not be had, their grants end by themselves within minutes.
 */
export function endLooksOfKiosksOf(
  people: readonly string[],
  { kiosks, log, control, realtime }: Ends,
): void {
  if (people.length === 0) return;
  kiosks.list().then(
    (all) => {
      for (const { id, owner } of all)
        if (people.includes(owner)) {
          control?.revokePerson(kioskAccount(id));
          realtime.hintKiosk(id);
        }
    },
    (error: unknown) => log.warn({ err: error }, 'kiosks of people who lost a role could not be read'),
  );
}

/** The list of devices of a facility (GL-16), where each stood and stands (KH-14), and what was found that no list holds. */
import type { Mark } from '../fault-log/fault.ts';
import type { ZoneKind } from '../camera/camera.ts';
import type { DeviceKind, FindOutcome, FindSource } from './words.ts';

/** `permit`: under which it was moved there; empty for where it was listed. */
export type Placement = Mark & {
  readonly place: string;
  readonly zone: ZoneKind | null;
  readonly permit: string;
};

export type Device = {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly name: string;
  readonly model: string;
  readonly serial: string;
  readonly asset: string | null;
  /** In the order of moving; the last one is where it stands. */
  readonly placements: readonly Placement[];
  readonly retired: (Mark & { readonly permit: string; readonly reason: string }) | null;
};

/** Something that somebody has to see to: a device that no list holds. */
export type Find = {
  readonly id: string;
  readonly found: Mark;
  readonly source: FindSource;
  readonly record: string;
  readonly description: string;
  readonly serial: string;
  readonly place: string;
  readonly owner: string;
  readonly due: number;
  readonly settled:
    (Mark & { readonly outcome: FindOutcome; readonly device: string | null; readonly note: string }) | null;
};

export type Devices = Readonly<Record<string, Device>>;
export type Finds = Readonly<Record<string, Find>>;

/** The device that bears this serial and is in use. */
export function deviceBySerial(devices: Devices, serial: string): Device | null {
  const wanted = plain(serial);
  if (wanted === '') return null;
  return (
    Object.values(devices).find(({ serial: own, retired }) => retired === null && plain(own) === wanted) ??
    null
  );
}

export function isFindOverdue({ settled, due }: Find, now: number): boolean {
  return settled === null && now > due;
}

function plain(serial: string): string {
  return serial.replace(/[\s-]/g, '').toUpperCase();
}

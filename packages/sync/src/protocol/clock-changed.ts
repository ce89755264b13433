import * as v from 'valibot';

/** Written by the device itself, into the log in which its person works, when its wall clock jumped. */
export const clockChangedKind = 'device.clock_changed';
export const clockChangedVersion = 1;

const DeviceTimeSchema = v.pipe(v.number(), v.safeInteger());

/**
 * `from`: what the wall clock would have shown; `to`: what it showed instead (ms since 1970, both by the device's own clock).
 * Without contact nobody can tell a clock that was put forward from a device that slept while its monotonic clock stood
 * still: what the same page writes afterwards may then be later than it says, by as much as `to` - `from`.
 */
export const ClockChangedSchema = v.strictObject({ from: DeviceTimeSchema, to: DeviceTimeSchema });
export type ClockChanged = v.InferOutput<typeof ClockChangedSchema>;

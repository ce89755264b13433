export { onvifServices } from './device-port.ts';
export type {
  OnvifDevice,
  OnvifDeviceOptions,
  OnvifError,
  OnvifEvent,
  OnvifOutcome,
  OnvifPreset,
  OnvifProfile,
  OnvifResult,
  OnvifService,
  OnvifVelocity,
  RecordedStretch,
} from './device-port.ts';
export { createOnvifDevice } from './library-device.ts';
export type { CreateOnvifDevice } from './library-device.ts';
export { discoverDevices, readMatches } from './discovery.ts';
export type { DiscoverOptions, FoundDevice } from './discovery.ts';

/** The province for whoever drives it from outside: end-to-end tests and benches. */
export { createCameraServer, ensureLoops, startGstServer, zoo } from './cameras/index.ts';
export type { CameraServer, GstServer, ZooCamera } from './cameras/index.ts';
export { cameraSpecs } from './province/camera-specs.ts';
export type { DemonstrationSpec } from './province/camera-specs.ts';
export { killBrowser } from './kill-browser.ts';
export { demonstrationPassword, province } from './province/province.ts';
export { isOneDay, pictureCameras, picturesAt } from './situations/pictures.ts';
export { seed } from './situations/seed.ts';
export type { Situation } from './situations/seed.ts';
export { situations, standardSituation } from './situations/situations.ts';
export {
  cameraWithoutDevice,
  sensitiveCamera,
  small,
  smallCameras,
  smallPerson,
} from './situations/small.ts';
export { zooFacilities, zooSituation } from './situations/zoo.ts';
export type { ZooFacility } from './situations/zoo.ts';
export { checkout } from './world/checkout.ts';
export { freePorts } from './world/free-ports.ts';
export type { WorldPorts } from './world/free-ports.ts';
export { makeThrowAwayFolder } from './world/throw-away-folder.ts';
export { Link } from './impairment/link.ts';
export { relayedEnvironment, startProvinceRelays } from './impairment/province-relays.ts';
export { startCoturn } from './turn/coturn.ts';
export type { Coturn } from './turn/coturn.ts';
export { registerSources } from './world/register-cameras.ts';
export type { CameraSource } from './world/register-cameras.ts';
export { gapMinutes } from './world/recorder.ts';
export { sfuNodes } from './world/sfu-nodes.ts';
export type { SfuNode } from './world/sfu-nodes.ts';
export { startWorld } from './world/world.ts';
export type { World, WorldOptions } from './world/world.ts';

/** The province for whoever drives it from outside: end-to-end tests and benches. */
export { createCameraServer, ensureLoops, startGstServer, zoo } from './cameras/index.ts';
export type { CameraServer, GstServer } from './cameras/index.ts';
export { cameraSpecs } from './province/camera-specs.ts';
export type { DemonstrationSpec } from './province/camera-specs.ts';
export { killBrowser } from './kill-browser.ts';
export { demonstrationPassword, province } from './province/province.ts';
export { seed } from './situations/seed.ts';
export type { Situation } from './situations/seed.ts';
export { situations, standardSituation } from './situations/situations.ts';
export { cameraWithoutDevice, small, smallCameras, smallPerson } from './situations/small.ts';
export { checkout } from './world/checkout.ts';
export { freePorts } from './world/free-ports.ts';
export type { WorldPorts } from './world/free-ports.ts';
export { registerSources } from './world/register-cameras.ts';
export type { CameraSource } from './world/register-cameras.ts';
export { startWorld } from './world/world.ts';
export type { World, WorldOptions } from './world/world.ts';

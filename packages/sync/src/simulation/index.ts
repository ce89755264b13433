export { runMuseum } from './museum/run-museum.ts';
export type { Caught, MuseumRun } from './museum/run-museum.ts';
export { runSeeds, seedsFrom } from './run-seeds.ts';
export type { SeedsOptions, SeedsRun } from './run-seeds.ts';

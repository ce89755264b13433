export { runMuseum } from './museum/run-museum.ts';
export type { Caught, MuseumRun } from './museum/run-museum.ts';
export { runSeeds } from './run-seeds.ts';
export type { SeedsOptions, SeedsRun } from './run-seeds.ts';

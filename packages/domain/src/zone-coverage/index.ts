export { coverageOf, requiredZones, zoneStates } from './zone-coverage.ts';
export type { CoverageQuestion, ZoneCoverage, ZoneState } from './zone-coverage.ts';

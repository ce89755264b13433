export { eventKinds, readEvent } from './all-kinds.ts';
export type { Home } from './all-kinds.ts';
export { versionedKind } from './versioned-kind.ts';
export type { EventReading, VersionedKind } from './versioned-kind.ts';

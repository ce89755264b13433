export { decideWriteEntry, entryKind, EntryWrittenSchema, entryTextLimit, entryVersion } from './logbook.ts';
export type { EntryRefusal, EntryWritten, WriteEntry } from './logbook.ts';

export { mayBeSwapped, orderBook } from './book-order.ts';
export type { Ordered, Placed } from './book-order.ts';
export {
  amendmentKinds,
  decideAddendum,
  decideAmendment,
  decideCorrection,
  decideCountersign,
  decideStrike,
  readAmendment,
  reasonLimit,
  refusedFor,
  takesBack,
} from './corrections.ts';
export type {
  AmendedEntry,
  Amending,
  Amendment,
  AmendmentRefusal,
  AmendmentType,
  AmendmentWords,
} from './corrections.ts';
export { foldText, hasFolded, searchTextLimit } from './fold-text.ts';
export { decideArrival } from './late.ts';
export type { Arrival, Handover } from './late.ts';
export {
  decideWriteEntry,
  entryKind,
  entryKinds,
  EntryWrittenSchema,
  entryTextLimit,
  entryVersion,
} from './logbook.ts';
export type { EntryRefusal, EntryWritten, WriteEntry } from './logbook.ts';
export { searchedWords } from './searched-words.ts';
export type { SearchedWords } from './searched-words.ts';

export { openCheckpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
export type { Checkpoint } from './checkpoint.ts';
export {
  consistencyRanges,
  foldNodes,
  inclusionRanges,
  leafDigest,
  nodeDigest,
  nodesOf,
  TreeEdge,
} from './merkle.ts';
export type { Digest, LeafRange, NodePlace, PlacedNode } from './merkle.ts';
export {
  cosignNote,
  isSignedBy,
  noteKey,
  readNote,
  readSignatureLine,
  readVerifierKey,
  signatureLine,
  signNote,
  writeNote,
  writeVerifierKey,
} from './note.ts';
export type { KeyKind, NoteKey, NoteSignature, SignedNote, SignEd25519, VerifyEd25519 } from './note.ts';
export { concat, fromBase64, isSame, toBase64 } from './octets.ts';
export { provesConsistency, provesInclusion } from './proofs.ts';
export type { Growth, Inclusion } from './proofs.ts';
export {
  lostPlaces,
  nextOutcomes,
  outcomesGenesis,
  readRecord,
  recordDigest,
  StandingHeads,
  strayDigest,
  writeRecord,
  writeStanding,
} from './records.ts';
export type {
  DeviceKeyRecord,
  EvidenceRecord,
  HeadRecord,
  RedactionRecord,
  RestoreRecord,
  Standing,
  StandingHead,
} from './records.ts';

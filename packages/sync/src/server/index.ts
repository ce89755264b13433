export { acceptPush } from './accept-push.ts';
export type { IncomingPush } from './accept-push.ts';
export type {
  AppendBatch,
  Command,
  Decided,
  Decider,
  FoldedState,
  InstallationPlace,
  InstallationRow,
  Judge,
  LockedInstallation,
  LockedScope,
  LogSnapshot,
  LogStore,
  LogTransaction,
  NewLeaf,
  PullPorts,
  PushPorts,
  Question,
  ScopeAt,
  Signatures,
  StoredLeaf,
  StoredOutcome,
  Unseal,
  Verdict,
} from './ports.ts';
export { readPull } from './read-pull.ts';
export type { IncomingPull } from './read-pull.ts';

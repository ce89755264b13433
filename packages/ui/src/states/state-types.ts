/** Where a written fact is on its way to the signed log. */
export type FactStateName = 'on_tablet' | 'sending' | 'on_server' | 'needs_you';

/** What the viewer may believe about a picture. `earlier`: a true one of the past, until one of now is there. */
export type PictureStateName =
  'connecting' | 'earlier' | 'live' | 'ageing' | 'stale' | 'no_signal' | 'not_permitted';

/** Where a picture that stands still is held up; `decoder`: in the device that shows it. */
export type StallName = 'camera' | 'network' | 'decoder';

/** What is wrong with what a picture shows, although it comes. */
export type TroubleName = 'black' | 'frozen' | 'covered' | 'moved' | 'blurred' | 'tampered';

export type Severity = 'urgent' | 'high' | 'attention' | 'information';

/** Normal states have no severity: they are drawn in outline and grey. */
export const factSeverity = {
  on_tablet: null,
  sending: null,
  on_server: null,
  needs_you: 'high',
} as const satisfies Record<FactStateName, Severity | null>;

export const pictureSeverity = {
  connecting: null,
  earlier: null,
  live: null,
  ageing: null,
  stale: 'attention',
  no_signal: 'high',
  not_permitted: null,
} as const satisfies Record<PictureStateName, Severity | null>;

export type StateSize = 'compact' | 'full';

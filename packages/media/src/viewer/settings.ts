/** What may differ between a wall, a desk and a tablet. Durations in ms. */
export type ViewerSettings = {
  /** A picture older than this, beyond the interval between its frames, is ageing. */
  readonly ageingAfterMs: number;
  /** A picture older than this, beyond the interval between its frames, is stale. */
  readonly staleAfterMs: number;
  /** Consumers kept for one display, shown or not. */
  readonly slots: number;
  /** How long a tile that is hidden goes on: what is shown again by then was never stopped. */
  readonly hideAfterMs: number;
  /** How long a hidden page keeps its pictures running. */
  readonly pauseWhenHiddenAfterMs: number;
  /** How often pictures are judged. */
  readonly tickMs: number;
  readonly statsIntervalMs: number;
  /** How often the link is measured, which says how long frames are held back. */
  readonly linkIntervalMs: number;
  /** After so long without a frame, beyond the interval between them, the counters of a picture are read. */
  readonly suspectAfterMs: number;
  /** Until then the SFU has said of a silent camera that it is silent: what is silent longer is held up on the way. */
  readonly networkAfterMs: number;
  readonly pingIntervalMs: number;
  /** How long a refused camera is left alone before it is asked for again. */
  readonly retryRefusedAfterMs: number;
  /** The part of a grant's life after which it is renewed; a little more or less by chance, so that walls do not ask together. */
  readonly renewAtLifePart: number;
  /** How long a broken transport may mend itself before ICE is restarted. */
  readonly iceGraceMs: number;
  /** How often ICE is restarted while no path for media is found. */
  readonly iceRetryMs: number;
  /** After so many restarts in vain, while the SFU answers, a new session is begun. */
  readonly iceAttempts: number;
  /** How long the line to a node may be gone before its cameras are looked for elsewhere. */
  readonly nodeLostAfterMs: number;
  /** The same for a line that never stood: the node may be out of this page's reach. */
  readonly nodeUnreachableAfterMs: number;
  /** How often cameras are looked for while their node is gone. */
  readonly locateEveryMs: number;
  /** A tile of fewer lines of the screen never gets its camera's larger picture. */
  readonly leastLargeLines: number;
  /** How many tiles of a display may have one at a time. */
  readonly largeTiles: number;
  /** How long the larger picture's first frame is waited for. */
  readonly layerPatienceMs: number;
  /** How often the SFU is told again that a tile may become large. */
  readonly warmAgainAfterMs: number;
};

export const defaultSettings: ViewerSettings = {
  ageingAfterMs: 1_000,
  staleAfterMs: 1_500,
  slots: 64,
  hideAfterMs: 100,
  pauseWhenHiddenAfterMs: 5_000,
  linkIntervalMs: 2_000,
  tickMs: 250,
  statsIntervalMs: 500,
  suspectAfterMs: 500,
  networkAfterMs: 1_750,
  pingIntervalMs: 10_000,
  retryRefusedAfterMs: 30_000,
  renewAtLifePart: 0.6,
  iceGraceMs: 500,
  iceRetryMs: 3_000,
  iceAttempts: 6,
  nodeLostAfterMs: 750,
  nodeUnreachableAfterMs: 3_000,
  locateEveryMs: 1_000,
  leastLargeLines: 480,
  largeTiles: 4,
  layerPatienceMs: 6_000,
  warmAgainAfterMs: 5_000,
};

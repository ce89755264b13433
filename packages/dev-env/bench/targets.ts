/** Figures that each benchmark prints, with what it must reach: operator and value, or null where it is only reported. */
export type Target = readonly ['<=' | '>=' | '>', number] | null;

export const targets = {
  'first-picture': {
    replay_gop4_p50_ms: ['<=', 120],
    replay_gop4_p95_ms: ['<=', 300],
    replay_gop10_p50_ms: ['<=', 120],
    replay_gop10_p95_ms: ['<=', 300],
    live_edge_after_2_s_lag_p95_ms: ['<=', 300],
    plain_p50_ms: null,
    plain_p95_ms: null,
  },
  poster: { p95_ms: ['<=', 150] },
  hidden: { bytes_after_200_ms: ['<=', 0] },
  'video-latency': { p50_ms: ['<=', 40], p95_ms: ['<=', 120], drift_ms_per_h: ['<=', 20] },
  'wall-open': { tiles16_ms: ['<=', 1_200], tiles64_ms: ['<=', 3_000] },
  sharp: { p95_ms: ['<=', 500], black_frames: ['<=', 0] },
  'camera-reboot': { p95_ms: ['<=', 1_000], renegotiations: ['<=', 0] },
  'cameras-per-core': { cameras: ['>=', 200], loop_p99_ms: ['<=', 20] },
  'link-loss': { p95_ms: ['<=', 1_500] },
  'viewers-per-core': { viewers: ['>=', 500] },
  revoke: { p95_ms: ['<=', 1_000] },
  'flaky-tablet': { fps: ['>=', 5], frozen_pct: ['<=', 2] },
  peers: {
    janus_over_ours_first_picture: ['>', 1],
    janus_over_ours_latency: ['>', 1],
    janus_over_ours_cpu_per_viewer: ['>', 1],
  },
  'wall-soak': { rss_mb_per_h: ['<=', 2], reloads: ['<=', 0] },
  'save-offline': { p50_ms: ['<=', 10], p99_ms: ['<=', 50] },
  propagate: { p95_ms: ['<=', 300] },
  notify: { p95_ms: ['<=', 500] },
  tamper: { mutations: ['>=', 100_000], missed: ['<=', 0], verify_1m_s: ['<=', 10] },
  ingest: { ops_per_s: ['>=', 10_000] },
  storm: {
    devices: ['>=', 500],
    ops: ['>=', 500_000],
    durable_s: ['<=', 60],
    urgent_p99_ms: ['<=', 3_000],
    rss_mb: ['<=', 700],
    worst_over_best: ['<=', 1.5],
    errors: ['<=', 0],
  },
  bytes: { kb_per_1000_ops: ['<=', 100] },
  sim: { seeds_per_s: ['>=', 150], seeds: ['>=', 10_000], violations: ['<=', 0] },
  museum: { bugs: ['>=', 30], missed: ['<=', 0], seconds: ['<=', 300] },
  leak: { pulls: ['>=', 100_000], leaked: ['<=', 0] },
  'kill-browser': { kills: ['>=', 20], lost: ['<=', 0] },
  'no-plaintext': { canaries: ['>=', 1_000], hits: ['<=', 0] },
  'open-logbook': { rows: ['>=', 100_000], p50_ms: ['<=', 1_500] },
  search: { server_p95_ms: ['<=', 100], tablet_p95_ms: ['<=', 150] },
  timeline: {
    first_paint_ms: ['<=', 500],
    live_p95_ms: ['<=', 300],
    scroll_fps: ['>=', 50],
    reload_paint_ms: null,
  },
  board: { p95_ms: ['<=', 500] },
  'engine-size': { kb_gzip: ['<=', 25] },
} as const satisfies Record<string, Record<string, Target>>;

export type BenchName = keyof typeof targets;
export type Figures<Name extends BenchName> = { readonly [Key in keyof (typeof targets)[Name]]: number };

export function isBenchName(name: string): name is BenchName {
  return Object.hasOwn(targets, name);
}

export function reached(target: Target, value: number): boolean {
  if (target === null) return true;
  const [operator, limit] = target;
  if (operator === '<=') return value <= limit;
  return operator === '>' ? value > limit : value >= limit;
}

export { createRecorderServer } from './recorder-server.ts';
export type { RecorderServer, RecorderServerOptions } from './recorder-server.ts';
export { goodRecorder } from './recorder-spec.ts';
export type { RecordedTrack, RecorderBehaviour, RecorderStats, Stretch } from './recorder-spec.ts';

import { PushRequestSchema, type PushRequest } from '@truc/sync/protocol';
import * as v from 'valibot';

/** What one device gave to a file: sealed operations and signatures, nothing that anybody but the server can read. */
const CarryFileSchema = v.strictObject({
  format: v.literal('truc-outbox-1'),
  /** Device clock, ms. */
  writtenAt: v.pipe(v.number(), v.safeInteger()),
  segments: v.pipe(v.array(PushRequestSchema), v.minLength(1), v.maxLength(1_000)),
});
export type CarryFile = v.InferOutput<typeof CarryFileSchema>;

/** What a person is shown before he brings a file to the server. */
export type CarrySummary = {
  readonly device: string;
  readonly count: number;
  readonly from: number;
  readonly to: number;
  readonly writtenAt: number;
};

export function writeCarryFile(segments: readonly PushRequest[], writtenAt: number): string {
  return JSON.stringify({ format: 'truc-outbox-1', writtenAt, segments } satisfies Omit<
    CarryFile,
    'segments'
  > & {
    segments: readonly PushRequest[];
  });
}

/** Null when it is no such file, or holds anything that is not sealed and signed. */
export function readCarryFile(text: string): CarryFile | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Some other file.
    return null;
  }
  const parsed = v.safeParse(CarryFileSchema, json);
  if (!parsed.success) return null;
  const isSealed = parsed.output.segments.every(
    ({ sig, ops }) => sig !== null && ops.every((op) => 'sealed' in op),
  );
  return isSealed ? parsed.output : null;
}

export function summarise({ segments, writtenAt }: CarryFile): CarrySummary {
  const [first] = segments;
  const last = segments.at(-1);
  return {
    device: first?.dev ?? '',
    count: segments.reduce((sum, { ops }) => sum + ops.length, 0),
    from: first?.from ?? 0,
    to: (last?.from ?? 1) + (last?.ops.length ?? 0) - 1,
    writtenAt,
  };
}

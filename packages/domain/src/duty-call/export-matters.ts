import type { FootageExport } from '../footage-export/footage-export.ts';
import type { Matter } from './matter.ts';

/** GL-09: a request for recordings that waits for its paper, or for the second person who holds the entry against it. */
export function exportMatters(
  id: string,
  { state, request, entry, steps }: FootageExport,
): readonly Matter[] {
  if (state !== 'submitted' && state !== 'paper_entered') return [];
  const isEntered = state === 'paper_entered';
  return [
    {
      // An entry that was found wrong, and the next one, are matters of their own.
      key: `export_waits ${id} ${steps.length}`,
      kind: 'export_waits',
      scope: `facility:${request.facility}`,
      facility: request.facility,
      about: id,
      since: steps.at(-1)?.at ?? request.at,
      except: isEntered && entry !== null ? [request.by, entry.by] : [request.by],
    },
  ];
}

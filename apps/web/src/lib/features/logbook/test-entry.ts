import type { EntryView } from './entry-view.ts';

/** An entry of a book as the server has taken it, for tests of what becomes of it. */
export function testEntry(change: Partial<EntryView> = {}): EntryView {
  return {
    key: 'e',
    state: 'on_server',
    number: 1,
    author: 'lan',
    writtenAt: 1_000,
    deviceClockAt: null,
    lateAt: null,
    lateByMs: null,
    recvAt: 0,
    written: null,
    code: null,
    adopted: null,
    refused: null,
    content: { kind: 'entry', text: 'Ba người', camera: null },
    ...change,
  };
}

import Dexie, { type Table } from 'dexie';

/** What the page keeps to open again without the network. No secret: names, rights, lists, drafts. Droppable. */
export type KeptRow = { key: string; value: unknown };
export type DraftRow = { key: string; text: string; phrase: string | null; camera: string | null };

export class SessionDatabase extends Dexie {
  kept!: Table<KeptRow, string>;
  drafts!: Table<DraftRow, string>;

  constructor(name = 'truc-session') {
    super(name);
    this.version(1).stores({ kept: 'key', drafts: 'key' });
  }
}

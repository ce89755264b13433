import { open, mkdir, readFile, rename } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file of lines to which lines are added for good: whoever waits for `append` knows them to be on disk. */
export class AppendFile {
  readonly #path: string;
  #handle: FileHandle;
  #waiting: string[] = [];
  /** Whatever touches the file goes through here, one after the other. Never rejects. */
  #turn: Promise<unknown> = Promise.resolve();

  static async open(path: string): Promise<AppendFile> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return new AppendFile(path, await open(path, 'a', 0o600));
  }

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** Writes with whatever else is waiting by then, in order, with one sync for all. */
  append(line: string): Promise<void> {
    this.#waiting.push(line);
    return this.#inTurn(() => this.#flush());
  }

  /**
   * Puts what `lines` gives by then in place of all that the file holds, or leaves it as it was. Lines that wait meanwhile
   * follow after it.
   */
  replace(lines: () => readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      const next = await writeBeside(this.#path, lines());
      await this.#handle.close();
      this.#handle = next;
    });
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#handle.close();
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => {
      // Told to whoever asked for this act; the next has its own chance.
    });
    return done;
  }

  async #flush(): Promise<void> {
    const lines = this.#waiting;
    // An earlier turn has written this line along with its own.
    if (lines.length === 0) return;
    this.#waiting = [];
    await this.#handle.appendFile(lines.map((line) => `${line}\n`).join(''));
    await this.#handle.datasync();
  }
}

async function writeBeside(path: string, lines: readonly string[]): Promise<FileHandle> {
  const temporary = `${path}.new`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(lines.map((line) => `${line}\n`).join(''));
    await handle.sync();
    await rename(temporary, path);
    await syncFolder(dirname(path));
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The lines of a file that may not exist, without the last when it was cut off in the middle. */
export async function readLines(path: string): Promise<readonly string[]> {
  try {
    const text = await readFile(path, 'utf8');
    return text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

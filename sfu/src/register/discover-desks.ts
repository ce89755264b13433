import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CameraIdSchema } from '@truc/media/signalling';
import * as v from 'valibot';
import type { DiscoverDesk } from './discover-command.ts';

/** `cameras`: which device becomes which camera, by the host (and port) under which it was found. */
export const DiscoverFileSchema = v.strictObject({
  username: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  password: v.pipe(v.string(), v.maxLength(256)),
  cameras: v.record(v.string(), CameraIdSchema),
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What stands in a file needs no one at the terminal; devices that it does not name are shown and left out. */
export function fileDesk(file: v.InferOutput<typeof DiscoverFileSchema>): DiscoverDesk {
  return {
    account: async () => ({ username: file.username, password: file.password }),
    nameOf: async (device) => file.cameras[new URL(device.url).host],
    say,
  };
}

/** A person at the terminal. The password is not shown while it is typed, and stands in no argument. */
export function terminalDesk(): DiscoverDesk & { close(): void } {
  let isSilent = false;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!isSilent) process.stdout.write(chunk);
      done();
    },
  });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  return {
    async account() {
      const username = await terminal.question('account: ');
      process.stdout.write('password: ');
      isSilent = true;
      const password = await terminal.question('');
      isSilent = false;
      process.stdout.write('\n');
      return { username, password };
    },
    async nameOf(_device, suggested) {
      const answer = await terminal.question(
        `  camera id (empty: ${suggested || 'leave out'}; - leaves it out): `,
      );
      const name = answer.trim() === '' ? suggested : answer.trim();
      return name === '-' || name === '' ? undefined : name;
    },
    say,
    close: () => terminal.close(),
  };
}

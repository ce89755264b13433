import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { CameraIdSchema } from '@truc/media/signalling';
import { sfuFiles } from './config/read-environment.ts';
import { CameraRegister } from './register/camera-register.ts';
import { discover } from './register/discover-command.ts';
import { DiscoverFileSchema, fileDesk, terminalDesk } from './register/discover-desks.ts';
import { CameraSourceSchema } from './register/camera-source.ts';

const usage = `usage: node sfu/src/register-cli.ts list
       node sfu/src/register-cli.ts put    < [{"camera","username","password","main":{"url","profile"},"sub":{…},"onvif":{"url"},
                                                    "recorder":{"url","onvif":{"url","recording"},"username","password"}}, ...]
       node sfu/src/register-cli.ts remove < ["camera", ...]
       node sfu/src/register-cli.ts discover [interface ...]   [< {"username","password","cameras":{"host:port":"camera"}}]
`;

/**
 * Runs one command on the register of TRUC_DATA. Nothing that it prints holds an address or a password; `discover` alone
 * shows the hosts that answer, to whoever has to tell the cameras apart.
 */
async function run(command: string | undefined, words: readonly string[]): Promise<number> {
  const files = sfuFiles(process.env, process.cwd());
  const register = await CameraRegister.open(files.cameras, files.camerasKey);
  switch (command) {
    case 'list':
      for (const { camera, sub, onvif, recorder } of await register.list())
        say([camera, sub && '(sub)', onvif && '(onvif)', recorder && '(recorder)'].filter(Boolean).join(' '));
      return 0;
    case 'put': {
      const sources = v.safeParse(v.array(CameraSourceSchema), await readJson());
      if (!sources.success) return complain(v.flatten(sources.issues).nested);
      await register.put(sources.output);
      say(`${sources.output.length} put`);
      return 0;
    }
    case 'remove': {
      const cameras = v.safeParse(v.array(CameraIdSchema), await readJson());
      if (!cameras.success) return complain(undefined);
      await register.remove(cameras.output);
      say(`${cameras.output.length} removed`);
      return 0;
    }
    case 'discover':
      return runDiscover(register, words);
    default:
      process.stderr.write(usage);
      return 2;
  }
}

/** At a terminal it asks; else the account, and which device is which camera, come in on standard input. */
async function runDiscover(register: CameraRegister, interfaces: readonly string[]): Promise<number> {
  if (process.stdin.isTTY) {
    const desk = terminalDesk();
    return discover(register, desk, interfaces).finally(() => desk.close());
  }
  const file = v.safeParse(DiscoverFileSchema, await readJson());
  if (!file.success) return complain(v.flatten(file.issues).nested);
  return discover(register, fileDesk(file.output), interfaces);
}

async function readJson(): Promise<unknown> {
  try {
    return JSON.parse(await text(process.stdin));
  } catch {
    // The parser's own words may quote the input, which may be a password.
    return undefined;
  }
}

/** Names the fields that are wrong, never what they hold. */
function complain(fields: Readonly<Record<string, unknown>> | undefined): number {
  const names = fields === undefined ? '' : `: ${Object.keys(fields).join(', ')}`;
  process.stderr.write(`register: the input is not as it should be${names}\n`);
  return 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await run(process.argv[2], process.argv.slice(3));

import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { CameraIdSchema } from '@truc/media/signalling';
import { sfuFiles } from './config/read-environment.ts';
import { CameraRegister } from './register/camera-register.ts';
import { CameraSourceSchema } from './register/camera-source.ts';

const usage = `usage: node sfu/src/register-cli.ts list
       node sfu/src/register-cli.ts put    < [{"camera","username","password","main":{"url","profile"},"sub":{…},"onvif":{"url"}}, ...]
       node sfu/src/register-cli.ts remove < ["camera", ...]
`;

/** Runs one command on the register of TRUC_DATA. Nothing that it prints holds an address or a password. */
async function run(command: string | undefined): Promise<number> {
  const files = sfuFiles(process.env, process.cwd());
  const register = await CameraRegister.open(files.cameras, files.camerasKey);
  switch (command) {
    case 'list':
      for (const { camera, sub, onvif } of await register.list())
        say(`${camera}${sub === undefined ? '' : ' (sub)'}${onvif === undefined ? '' : ' (onvif)'}`);
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
    default:
      process.stderr.write(usage);
      return 2;
  }
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

process.exitCode = await run(process.argv[2]);

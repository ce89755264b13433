import { join } from 'node:path';
import * as v from 'valibot';
import webPush from 'web-push';
import { readOrMakeSecret } from '../config/secret-files.ts';

/** With which the server proves itself to push services. Made at the first start, kept beside the other keys. */
export type VapidKeys = { readonly publicKey: string; readonly privateKey: string; readonly subject: string };

const KeysSchema = v.strictObject({ publicKey: v.string(), privateKey: v.string() });

export function openVapidKeys(secretsFolder: string, publicUrl: string | undefined): VapidKeys {
  const text = readOrMakeSecret(join(secretsFolder, 'vapid-keys.json'), () =>
    JSON.stringify(webPush.generateVAPIDKeys()),
  );
  const subject = publicUrl?.startsWith('https://') === true ? publicUrl : 'mailto:quan-tri@truc.invalid';
  return { ...v.parse(KeysSchema, JSON.parse(text)), subject };
}

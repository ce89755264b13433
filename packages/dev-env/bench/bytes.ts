import { segmentLimit } from '@truc/sync/protocol';
import { rounded, type Report } from './report.ts';
import { PreparedDevice } from './sync/prepared-device.ts';
import { watchText } from './sync/watch-texts.ts';
import { benchPeople, benchPost } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';
import { countingProxy } from './world/counting-proxy.ts';
import { enrolDevice, expectOk, signIn } from './world/signed-in-client.ts';

const operations = 1_000;
const textLength = 300;

/** What a tablet's backlog of 1,000 entries costs on the link, counted on the socket: requests with their headers. */
export function measureBytes(): Promise<Omit<Report, 'name'>> {
  return withBenchWorld({ posts: 1, loops: [] }, async (world) => {
    const proxy = await countingProxy(world.url);
    const client = await enrolDevice(proxy.url, await signIn(proxy.url, benchPeople[0]));
    const prepared = new PreparedDevice(client.device, operations);
    const scope = `post:${benchPost(1)}`;
    const texts: string[] = [];
    const textOf = () => {
      const text = watchText(textLength);
      texts.push(text);
      return text;
    };
    proxy.reset();
    for (let left = operations; left > 0; left -= segmentLimit) {
      const { body } = prepared.push(Math.min(left, segmentLimit), { scopeOf: () => scope, textOf });
      expectOk(await client.post('/api/sync/push', body, { 'content-encoding': 'gzip' }));
    }
    const { up, down } = proxy.counted();
    client.close();
    await proxy.close();
    const plain = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    return {
      figures: { kb_per_1000_ops: rounded(up / 1024) },
      rows: [
        ['entries', `${operations} of ${textLength} characters or a few more, in pushes of ${segmentLimit}`],
        ['their words alone', `${rounded(plain / 1024)} KiB before compression`],
        ['up, on the socket', `${rounded(up / 1024)} KiB with HTTP headers`],
        ['down', `${rounded(down / 1024)} KiB of outcomes`],
      ],
    };
  });
}

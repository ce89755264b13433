/** Entry point of `npm run museum [-- --id <bug>]`: plants every bug, one at a time, and says which invariant found it. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { runMuseum } from './run-museum.ts';

const { values } = parseArgs({ options: { id: { type: 'string', multiple: true } } });
const { all, missed, seconds } = await runMuseum({
  threads: Math.min(2, cpus().length),
  ...(values.id && { ids: values.id }),
  handleCaught({ exhibit: { id, harm, complaint }, by, seconds: took }) {
    const found = by === null ? 'MISSED' : `${by.invariant} in seed ${by.seed}`;
    console.log(
      `${id.padEnd(28)} ${found.padEnd(20)} ${took.toFixed(1).padStart(5)} s  ${harm}\n${' '.repeat(29)}${complaint}`,
    );
  },
});
console.log(`${all.length - missed} of ${all.length} caught in ${seconds.toFixed(0)} s`);
process.exitCode = missed === 0 ? 0 : 1;

import { runProvince } from './run-province.ts';

const dev = process.argv.includes('--dev');
// By exit, not by its code alone: the channel to whoever started this program would keep it alive for ever.
process.exit(await runProvince({ dev }));

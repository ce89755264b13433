import { runDrill } from './drill.ts';

const size = { tablets: 12, before: 60, since: 40 };
const report = await runDrill(size);
console.log(
  `${size.tablets} tablets wrote ${report.written} entries; the backup lacked ${report.lost} of them`,
);
console.log(`${report.refilled} were sent again within ${report.seconds.toFixed(1)} s; nobody did anything`);
console.log(
  `every reader at the head: ${report.caughtUp ? 'yes' : 'NO'}; problems shown: ${report.problems.length}`,
);
console.log(`epoch ${report.epoch}; the evidence goes on:\n${report.verified}`);
const isGood = report.refilled === report.lost && report.caughtUp && report.problems.length === 0;
process.exit(isGood && report.verified.startsWith('GOOD') ? 0 : 1);

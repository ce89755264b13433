// The door of every `npm run` command. This file and node-version.mjs must parse on any old Node, so that one
// who has a Node of years ago reads a sentence and not a syntax error: all else is imported after that check.
import { nodeTooOldMessage } from './node-version.mjs';

const problem = nodeTooOldMessage(process.versions.node);
if (problem) {
  console.error('✗ ' + problem);
  process.exitCode = 1;
} else {
  import('./commands.mjs').then(function (commands) {
    return commands.runCommand(process.argv[2], process.argv.slice(3));
  });
}

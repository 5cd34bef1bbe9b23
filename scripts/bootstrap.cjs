// The one entry of all npm scripts: `node scripts/bootstrap.cjs <task> [flags]`. This file alone must parse on any old Node;
// what it loads needs Node 18. Order: a Node that fits, the packages of the lock, then the task as a child on that Node.
'use strict';

var major = Number(process.versions.node.split('.')[0]);
if (major < 18) {
  process.stderr.write(
    'NODE_TOO_OLD  Node.js ' +
      process.versions.node +
      ' is too old to set the station up.\n' +
      '              Install Node.js 18 or newer (24 is best), then run the same command again.\n',
  );
  process.exit(1);
} else {
  require('./bootstrap/main.cjs').main(process.argv.slice(2));
}

import type { Command } from './command.ts';
import { backupCommand, backupListCommand } from './commands/backup.ts';
import { bundleCommand } from './commands/bundle.ts';
import { checkCommand } from './commands/check.ts';
import { checkpointExportCommand } from './commands/checkpoint.ts';
import {
  configCheckCommand,
  configDiffCommand,
  configMigrateCommand,
  configSetCommand,
  configShowCommand,
} from './commands/config.ts';
import { databaseRekeyCommand } from './commands/database.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { installCommand } from './commands/install.ts';
import { listCommand, removeCommand, rollbackCommand, useCommand } from './commands/installed.ts';
import { keyAddCommand, keyListCommand, keyRevokeCommand } from './commands/key.ts';
import { keygenCommand } from './commands/keygen.ts';
import { logsCommand } from './commands/logs.ts';
import { newCommand } from './commands/new.ts';
import { packCommand } from './commands/pack.ts';
import { pullStatusCommand } from './commands/pull-status.ts';
import { pushCommand } from './commands/push.ts';
import {
  queueExportCommand,
  queueForceCommand,
  queueListCommand,
  queueRetryCommand,
  queueShowCommand,
  queueStatusCommand,
} from './commands/queue.ts';
import { reportCommand } from './commands/report.ts';
import { restoreCommand } from './commands/restore.ts';
import { resultsCommand } from './commands/results.ts';
import { runCommand } from './commands/run.ts';
import { safeStopCommand } from './commands/safe-stop.ts';
import { signCommand, verifyCommand } from './commands/sign.ts';
import { testCommand } from './commands/test.ts';
import { trustAddCommand, trustListCommand, trustRemoveCommand } from './commands/trust.ts';
import { userAddCommand, userChangeCommand, userListCommand, userRemoveCommand } from './commands/user.ts';

/** In the order in which they are needed. */
export const COMMANDS: readonly Command[] = [
  newCommand,
  checkCommand,
  runCommand,
  testCommand,
  packCommand,
  keygenCommand,
  signCommand,
  trustAddCommand,
  trustListCommand,
  trustRemoveCommand,
  verifyCommand,
  pushCommand,
  installCommand,
  listCommand,
  useCommand,
  rollbackCommand,
  removeCommand,
  pullStatusCommand,
  configCheckCommand,
  configShowCommand,
  configDiffCommand,
  configSetCommand,
  configMigrateCommand,
  userListCommand,
  userAddCommand,
  userChangeCommand,
  userRemoveCommand,
  keyListCommand,
  keyAddCommand,
  keyRevokeCommand,
  resultsCommand,
  reportCommand,
  exportCommand,
  checkpointExportCommand,
  logsCommand,
  queueStatusCommand,
  queueListCommand,
  queueShowCommand,
  queueRetryCommand,
  queueExportCommand,
  queueForceCommand,
  bundleCommand,
  backupCommand,
  backupListCommand,
  restoreCommand,
  doctorCommand,
  databaseRekeyCommand,
  safeStopCommand,
];
